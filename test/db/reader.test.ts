import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { readHours } from '../../db/figures.ts'
import { createDirectReader, openThreadReader, type Reader } from '../../db/reader.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'

const setting = { key: 'k', value: '"v"', updated_at: TODAY, updated_by: 'test' }

onBothEngines('the reader', ({ open, dialect }) => {
  let reader: Reader | null = null
  afterEach(async () => reader?.close())

  it('sees what was just committed, through the same functions as the writer', async () => {
    const { db, url } = await open()
    reader = dialect === 'sqlite' ? openThreadReader(url) : createDirectReader(db)
    expect(await reader.kysely.selectFrom('setting').selectAll().execute()).toEqual([])
    await db.kysely.insertInto('setting').values(setting).execute()
    expect(await reader.kysely.selectFrom('setting').selectAll().execute()).toEqual([setting])
    expect(await readHours(reader.kysely, 'juniper', 0, TODAY)).toEqual([])
  })

  if (dialect === 'sqlite')
    describe('on its own thread', () => {
      it('answers many questions at once, each with its own rows', async () => {
        const { url } = await open()
        const { kysely } = (reader = openThreadReader(url))
        const answers = await Promise.all(
          Array.from({ length: 50 }, (_, n) =>
            sql<{ n: number }>`select ${n} as n`.execute(kysely),
          ),
        )
        expect(answers.map(({ rows }) => rows[0]?.n)).toEqual(
          Array.from({ length: 50 }, (_, n) => n),
        )
      })

      it('leaves this loop free while a long question runs', async () => {
        const { url } = await open()
        const { kysely } = (reader = openThreadReader(url))
        let turns = 0
        let running = true
        const turn = () => {
          turns++
          if (running) setImmediate(turn)
        }
        turn()
        await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 300000)
        select sum(i) from n`.execute(kysely)
        running = false
        expect(turns).toBeGreaterThan(10)
      })

      it('can never write', async () => {
        const { url } = await open()
        const { kysely } = (reader = openThreadReader(url))
        await expect(kysely.insertInto('setting').values(setting).execute()).rejects.toThrow(
          'only reads',
        )
        await expect(
          kysely.insertInto('setting').values(setting).returningAll().execute(),
        ).rejects.toMatchObject({ code: 'SQLITE_READONLY' })
        await expect(kysely.transaction().execute(async () => {})).rejects.toThrow(
          'no transactions',
        )
      })

      it('hands a broken question back and goes on', async () => {
        const { url } = await open()
        const { kysely } = (reader = openThreadReader(url))
        await expect(sql`select no_such_column from setting`.execute(kysely)).rejects.toMatchObject(
          {
            message: expect.stringContaining('no_such_column'),
            code: 'SQLITE_ERROR',
          },
        )
        expect((await sql`select 1 as one`.execute(kysely)).rows).toEqual([{ one: 1 }])
      })

      it('whose thread cannot start says so with every question, and never hangs', async () => {
        const { kysely } = (reader = openThreadReader('/nowhere/at/all.db'))
        await expect(sql`select 1`.execute(kysely)).rejects.toThrow('The reader stopped')
        await expect(sql`select 1`.execute(kysely)).rejects.toThrow('The reader stopped')
      })

      it('closed in the middle of a question ends it', async () => {
        const { url } = await open()
        const own = openThreadReader(url)
        const asked = sql`select 1`.execute(own.kysely)
        const ended = expect(asked).rejects.toThrow('closed')
        await new Promise<void>((resolve) => setImmediate(resolve))
        await own.close()
        await ended
      })
    })
})
