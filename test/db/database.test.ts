import { sql } from 'kysely'
import { describe, expect, inject, it } from 'vitest'
import { UsageError } from '../../core/errors.ts'
import { openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { migrations } from '../../db/migrations.ts'
import { serverFault } from '../../db/postgres/open.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'

const setting = (key: string) => ({ key, value: '1', updated_at: TODAY, updated_by: 'test' })

/** Waits one turn of the loop, however long it was asked to. */
const restless = {
  now: () => TODAY,
  sleep: () => new Promise<void>((resolve) => setImmediate(resolve)),
}

onBothEngines('a database', ({ open, dialect }) => {
  it('is brought up to date once, however often it is opened', async () => {
    const { db } = await open()
    expect(await migrate(db.kysely, dialect, TODAY)).toEqual([])
  })

  it('runs a new migration once when two processes start together', async () => {
    const { url, searchPath } = await open()
    const place = { url, clock: restless, ...(searchPath === undefined ? {} : { searchPath }) }
    const db = await openDatabase(place)
    const other = await openDatabase({ ...place, node: 1 })
    const list = [
      ...migrations,
      {
        name: '9999-later',
        up: async (trx: typeof db.kysely) =>
          void (await sql`create table later (id bigint primary key)`.execute(trx)),
      },
    ] as Parameters<typeof migrate>[3]
    try {
      const applied = await Promise.all([
        migrate(db.kysely, dialect, TODAY, list),
        migrate(other.kysely, dialect, TODAY, list),
      ])
      expect(applied.flat()).toEqual(['9999-later'])
    } finally {
      await db.close()
      await other.close()
    }
  })

  it('written by a newer program is refused, and says what to do', async () => {
    const { db } = await open()
    await sql`insert into schema_version (name, at) values ('9999-from-tomorrow', ${TODAY})`.execute(
      db.kysely,
    )
    await expect(migrate(db.kysely, dialect, TODAY)).rejects.toThrow(UsageError)
    await expect(migrate(db.kysely, dialect, TODAY)).rejects.toThrow(
      /newer Earshot.*9999-from-tomorrow.*Update the program/,
    )
  })

  it('keeps nothing of a transaction that fails', async () => {
    const { db } = await open()
    await expect(
      db.transaction(async (trx) => {
        await trx.insertInto('setting').values(setting('half')).execute()
        throw new Error('stop here')
      }),
    ).rejects.toThrow('stop here')
    expect(await db.kysely.selectFrom('setting').selectAll().execute()).toEqual([])
  })

  it('lets 40 transactions that read, wait and write lose no step', async () => {
    const { db } = await open()
    await db.kysely
      .insertInto('setting')
      .values({ ...setting('n'), value: '0' })
      .execute()
    await Promise.all(
      Array.from({ length: 40 }, () =>
        db.transaction(async (trx) => {
          const read = trx.selectFrom('setting').select('value').where('key', '=', 'n')
          const { value } = await (dialect === 'postgres'
            ? read.forUpdate()
            : read
          ).executeTakeFirstOrThrow()
          await trx
            .updateTable('setting')
            .set({ value: String(Number(value) + 1) })
            .where('key', '=', 'n')
            .execute()
        }),
      ),
    )
    const { value } = await db.kysely
      .selectFrom('setting')
      .select('value')
      .where('key', '=', 'n')
      .executeTakeFirstOrThrow()
    expect(value).toBe('40')
  })

  it('gives whole numbers back as numbers', async () => {
    const { db } = await open()
    const id = db.nextId()
    await db.kysely
      .insertInto('dead_letter')
      .values({ id, source: 's', reason: 'r', raw: '', at: TODAY })
      .execute()
    const { rows } = await sql<{
      id: number
      n: number
    }>`select max(id) as id, count(*) as n from dead_letter`.execute(db.kysely)
    expect(rows).toEqual([{ id, n: 1 }])
  })

  it('refuses a word that no list knows', async () => {
    const { db } = await open()
    await expect(
      db.kysely
        .insertInto('staff')
        .values({
          id: 'x',
          slack_user_id: null,
          name: 'X',
          role: 'emperor' as 'owner',
          zone: null,
          created_at: TODAY,
          disabled_at: null,
        })
        .execute(),
    ).rejects.toThrow(/check|CHECK/)
  })

  it('lets nobody rewrite or remove an audit row', async () => {
    const { db } = await open()
    await db.kysely
      .insertInto('audit')
      .values({
        id: 1,
        at: TODAY,
        actor: 'ana',
        action: 'case.claim',
        subject: 'case:1',
        detail: '{}',
        surface: 'desk',
      })
      .execute()
    await expect(db.kysely.updateTable('audit').set({ actor: 'sam' }).execute()).rejects.toThrow(
      'append-only',
    )
    await expect(db.kysely.deleteFrom('audit').execute()).rejects.toThrow('append-only')
  })
})

describe('on Postgres', () => {
  const fault = (code: string) => Object.assign(new Error(code), { code })
  const postgres = { url: inject('postgresUrl'), clock: restless, migrate: false }

  it('runs a transaction again when the server ended its connection before the commit', async () => {
    const db = await openDatabase(postgres)
    let tries = 0
    try {
      const result = await db.transaction(async (trx) => {
        tries++
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
        if (tries === 1) await sql`select pg_terminate_backend(${rows[0]!.pid}::int)`.execute(trx)
        return 'done'
      })
      expect([result, tries]).toEqual(['done', 2])
    } finally {
      await db.close()
    }
  })

  it('runs the loser of a race again, five times at most', async () => {
    const db = await openDatabase(postgres)
    let tries = 0
    try {
      await expect(
        db.transaction(async () => {
          tries++
          throw fault('40P01')
        }),
      ).rejects.toMatchObject({ code: '40P01' })
      expect(tries).toBe(5)
    } finally {
      await db.close()
    }
  })

  it('runs nothing again for a fault that would only come back', async () => {
    const db = await openDatabase(postgres)
    let tries = 0
    try {
      await expect(
        db.transaction(async () => {
          tries++
          throw fault('23505')
        }),
      ).rejects.toMatchObject({ code: '23505' })
      expect(tries).toBe(1)
    } finally {
      await db.close()
    }
  })

  it('says so when the server is not there', async () => {
    const gone = 'postgres://earshot@127.0.0.1:1/postgres'
    await expect(openDatabase({ url: gone, clock: restless })).rejects.toThrow(
      /^Postgres does not answer\. Look whether it runs/,
    )
  })

  it.each([
    ['ENOTFOUND', /no machine of that name/],
    ['28P01', /refused the user or the password/],
    ['3D000', /no such database/],
    ['42501', /may not make tables/],
  ])('says in words why it cannot be used, and never the password: %s', (code, words) => {
    const cause = Object.assign(new Error('no: postgres://ana:wordofhers@db.example'), { code })
    const fault = serverFault(cause)
    expect(fault?.message).toMatch(words)
    expect(fault?.message).not.toContain('wordofhers')
    expect(serverFault(new Error('no'))).toBeNull()
  })
})
