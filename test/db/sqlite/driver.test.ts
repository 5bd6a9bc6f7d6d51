import { mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withDatabase } from '../../../cli/context.ts'
import { createSimulatedClock, systemClock } from '../../../core/clock.ts'
import { UsageError } from '../../../core/errors.ts'
import { openDatabase } from '../../../db/database.ts'
import { createStatementCache } from '../../../db/sqlite/driver.ts'
import { openSqlite } from '../../../db/sqlite/open.ts'
import { openFault } from '../../../db/sqlite/open-fault.ts'

let folder: string
let url: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-driver-'))
  url = join(folder, 'data', 'earshot.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const row = { key: 'k', value: '1', updated_at: 1, updated_by: 'test' }

describe('the SQLite file', () => {
  it('can be read by its owner alone, and survives a power cut (WAL, synchronous=FULL)', async () => {
    const db = await openDatabase({ url, clock: systemClock })
    expect(statSync(url).mode & 0o777).toBe(0o600)
    expect(statSync(`${url}-wal`).mode & 0o777).toBe(0o600)
    expect(db.sqlite?.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db.sqlite?.pragma('synchronous', { simple: true })).toBe(2)
    expect(db.sqlite?.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(db.sqlite?.pragma('busy_timeout', { simple: true })).toBe(50)
    await db.close()
  })

  it('with a damaged page is refused, naming the way back', async () => {
    const db = await openDatabase({ url, clock: systemClock })
    db.sqlite?.pragma('wal_checkpoint(TRUNCATE)')
    await db.close()
    const file = openSync(url, 'r+')
    writeSync(file, Buffer.alloc(4096, 0xaa), 0, 4096, 4096 * 2)
    await expect(openDatabase({ url, clock: systemClock })).rejects.toThrow(UsageError)
    await expect(openDatabase({ url, clock: systemClock })).rejects.toThrow(/last backup/)
  })

  it('that is something else altogether is refused the same way', () => {
    const other = join(folder, 'notes.txt')
    const file = openSync(other, 'w')
    writeSync(file, 'Shopping list: oat milk, beans. '.repeat(300))
    expect(() => openSqlite(other)).toThrow(/not a database/)
  })

  it('that another program holds is never called damaged', () => {
    const file = join(folder, 'held.db')
    const other = new Sqlite(file)
    other.exec('create table t (a)')
    other.exec('begin exclusive')
    expect(() => openSqlite(file)).toThrow(/held by another program/)
    other.close()
    openSqlite(file).close()
  })

  it.each([
    ['SQLITE_BUSY', /held by another program/],
    ['SQLITE_FULL', /disk is full/],
    [undefined, /^no$/],
  ])('that fails while a command works is told in the same words: %s', async (code, words) => {
    const run = withDatabase(
      (name) => (name === 'DATABASE_URL' ? url : undefined),
      systemClock,
      () => 0,
    )
    const work = run(() => Promise.reject(Object.assign(new Error('no'), { code })))
    await expect(work).rejects.toThrow(words)
  })

  it('whose place is taken by a folder is told so by its name', () => {
    mkdirSync(url, { recursive: true })
    expect(() => openSqlite(url)).toThrow(`${url} cannot be opened.`)
  })

  it.each([
    ['EROFS', /cannot be written\. Give/],
    ['EACCES', /cannot be written\. Give/],
    ['SQLITE_READONLY_DIRECTORY', /cannot be written\. Give/],
    ['SQLITE_FULL', /disk is full/],
    ['SQLITE_IOERR_WRITE', /Look at the disk/],
    ['SQLITE_BUSY_RECOVERY', /held by another program/],
    ['SQLITE_CORRUPT', /last backup/],
    ['SQLITE_NOTADB', /last backup/],
  ])(
    'that cannot be opened for %s is told so, and a backup is asked for only where it helps',
    (code, words) => {
      expect(openFault('earshot.db', Object.assign(new Error('no'), { code })).message).toMatch(
        words,
      )
    },
  )
})

describe('a write while another process holds the lock', () => {
  it('waits on the clock, not on the loop, and goes through once the lock is free', async () => {
    const clock = createSimulatedClock(0)
    const db = await openDatabase({ url, clock })
    const other = new Sqlite(url)
    other.exec('begin immediate')
    let done = false
    const writing = db.kysely
      .insertInto('setting')
      .values(row)
      .execute()
      .then(() => {
        done = true
      })
    await clock.advance(0)
    await clock.advance(25)
    expect(done).toBe(false)
    other.exec('commit')
    await clock.advance(25)
    await writing
    expect(done).toBe(true)
    other.close()
    await db.close()
  })

  it('gives up with the database’s own word when the lock never frees', async () => {
    let waits = 0
    const clock = {
      now: () => 0,
      sleep: async () => {
        waits++
      },
    }
    const db = await openDatabase({ url, clock })
    const other = new Sqlite(url)
    db.sqlite?.pragma('busy_timeout = 0')
    other.exec('begin immediate')
    await expect(
      db.transaction((trx) => trx.insertInto('setting').values(row).execute()),
    ).rejects.toMatchObject({ code: 'SQLITE_BUSY' })
    expect(waits).toBeGreaterThan(50)
    other.exec('rollback')
    await db.transaction((trx) => trx.insertInto('setting').values(row).execute())
    other.close()
    await db.close()
  })
})

describe('a query beside its own transaction', () => {
  it('is refused at once instead of waiting for itself for ever', async () => {
    const db = await openDatabase({ url, clock: systemClock })
    const beside = () => db.kysely.selectFrom('setting').selectAll().execute()
    await expect(db.transaction(beside)).rejects.toThrow('goes through its trx')
    await expect(db.transaction(() => db.transaction(async () => {}))).rejects.toThrow('its trx')
    expect(await beside()).toEqual([])
    await db.close()
  })

  it('is fine once the transaction has ended, and from anybody else meanwhile', async () => {
    const db = await openDatabase({ url, clock: systemClock })
    const read = () => db.kysely.selectFrom('setting').selectAll().execute()
    const ended = Promise.withResolvers<void>()
    let after: Promise<unknown> = Promise.resolve()
    const writing = db.transaction(async (trx) => {
      after = ended.promise.then(read)
      await trx.insertInto('setting').values(row).execute()
    })
    expect(await read()).toEqual([row])
    await writing
    ended.resolve()
    expect(await after).toEqual([row])
    await db.close()
  })
})

describe('a full disk', () => {
  it('loses no row that was kept, and writing goes on once there is room', async () => {
    const db = await openDatabase({ url, clock: systemClock })
    const pages = Number(db.sqlite?.pragma('page_count', { simple: true }))
    const put = (key: string) =>
      db.transaction((trx) =>
        trx
          .insertInto('setting')
          .values({ ...row, key, value: 'x'.repeat(4000) })
          .execute(),
      )
    db.sqlite?.pragma(`max_page_count = ${pages + 5}`)
    const kept: string[] = []
    const fill = async () => {
      for (let n = 0; n < 100; n++) {
        await put(`k${n}`)
        kept.push(`k${n}`)
      }
    }
    await expect(fill()).rejects.toMatchObject({ code: 'SQLITE_FULL' })
    const keys = () => db.kysely.selectFrom('setting').select('key').orderBy('key').execute()
    expect((await keys()).map(({ key }) => key)).toEqual(kept)
    db.sqlite?.pragma('max_page_count = 1000000')
    await put('later')
    expect((await keys()).map(({ key }) => key)).toEqual([...kept, 'later'])
    await db.close()
  })
})

it('keeps at most 300 prepared statements, the ones used last', () => {
  const sqlite = openSqlite(':memory:')
  const prepare = createStatementCache(sqlite)
  const first = prepare('select 0')
  const second = prepare('select 1')
  for (let n = 2; n < 301; n++) {
    prepare(`select ${n}`)
    expect(prepare('select 0')).toBe(first)
  }
  expect(prepare('select 1')).not.toBe(second)
  sqlite.close()
})
