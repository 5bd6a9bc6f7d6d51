import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { erasePerson } from '../../actions/erase-person.ts'
import { addBackup } from '../../cli/commands/backup.ts'
import type { CommandContext } from '../../cli/context.ts'
import { createSimulatedClock, type SimulatedClock } from '../../core/clock.ts'
import { messageOf } from '../../core/errors.ts'
import { takeAppLock } from '../../db/app-lock.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import {
  createLoginLink,
  createSession,
  endSession,
  readSession,
  useLoginLink,
} from '../../db/sessions.ts'
import { CANARY, placesOf } from '../support/canary.ts'
import { batchOf, NOON, OPEN_POLICY, post } from '../support/listening-desk.ts'
import { type Planted, plantCanary } from '../support/plant-canary.ts'

let folder: string
let clock: SimulatedClock
let db: Database
let planted: Planted
const olga = { staffId: 'olga', surface: 'cli' as const }

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-backup-'))
  clock = createSimulatedClock(NOON)
  db = await open()
  planted = await plantCanary(db, clock)
})
afterEach(async () => {
  await db.close()
  rmSync(folder, { recursive: true, force: true })
})

function open(): Promise<Database> {
  return openDatabase({ url: join(folder, 'earshot.db'), clock, node: 7 })
}

async function type(...words: string[]): Promise<unknown> {
  // Nobody types two commands in one millisecond.
  await clock.advance(60_000)
  const ctx = {
    env: (name: string) => (name === 'EARSHOT_DATA' ? folder : undefined),
    clock,
    output: () => ({ line: () => {}, say: () => {}, json: () => {}, progress: () => {} }),
    withDatabase: async (act: (of: Database) => Promise<unknown>) => {
      const own = await open()
      try {
        return await act(own)
      } finally {
        await own.close()
      }
    },
  } as unknown as CommandContext
  const program = new Command('earshot').exitOverride()
  addBackup(program, ctx)
  return program.parseAsync(['node', 'earshot', ...words])
}

const saved = () => join(folder, 'saved.db')

function filesWithCanary(): string[] {
  return readdirSync(folder).filter((name) =>
    readFileSync(join(folder, name)).toString('latin1').toLowerCase().includes(CANARY),
  )
}

it('brings the data back as it was, in one file of its owner alone, and never sends blindly', async () => {
  await type('backup', saved())
  expect(statSync(saved()).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder).filter((name) => /part|saved\.db-/.test(name))).toEqual([])
  await expect(type('backup', saved())).rejects.toThrow('is there already')
  await type('backup', saved(), '--force')
  const before = await db.kysely.selectFrom('mention').select('id').orderBy('id').execute()
  await db.kysely.deleteFrom('label').execute()
  await expect(type('backup', join(folder, 'earshot.db'), '--force')).rejects.toThrow('data itself')
  const running = takeAppLock(folder)
  await expect(type('restore', saved())).rejects.toThrow('already running')
  running.release()
  await expect(type('restore', join(folder, 'nothing.db'))).rejects.toThrow('no file')
  await db.close()
  await type('restore', saved())
  db = await open()
  expect(await db.kysely.selectFrom('label').select('mention_id').execute()).not.toEqual([])
  expect(await db.kysely.selectFrom('mention').select('id').orderBy('id').execute()).toEqual(before)
  const waiting = await db.kysely
    .selectFrom('outbox')
    .select('state')
    .where('state', 'in', ['pending', 'leased'])
    .execute()
  expect(waiting).toEqual([])
})

it('brings back no session that ended since, and no link', async () => {
  const session = { token: 'old', csrf: 'c', staffId: 'olga', now: clock.now() }
  await createSession(db.kysely, session)
  await createLoginLink(db.kysely, { token: 'link', staffId: 'olga', now: clock.now() })
  await type('backup', saved())
  await endSession(db.kysely, 'old')
  expect(await useLoginLink(db.kysely, 'link', clock.now())).toBe('olga')
  await db.close()
  await type('restore', saved())
  db = await open()
  expect(await readSession(db.kysely, 'old', clock.now())).toBeNull()
  expect(await useLoginLink(db.kysely, 'link', clock.now())).toBeNull()
})

it('says what is wrong with a file that is no backup, and with a folder that is not there', async () => {
  writeFileSync(saved(), 'id,text')
  await expect(type('restore', saved())).rejects.toThrow(
    'is no backup of Earshot, or it is damaged',
  )
  await expect(type('backup', join(folder, 'no', 'b.db'))).rejects.toThrow('There is no folder')
})

it('brings nobody back who was erased since, nor a post that was removed, nor a letter to who wants none', async () => {
  await planted.desk.hear(post('r1', 'juniper and the rain', { by: 'omar' }))
  await type('backup', saved())
  await clock.advance(60_000)
  await planted.desk.ingest(batchOf([{ type: 'delete', key: 'bluesky::r1', reason: 'gone' }]), {
    connectionId: 'bsky',
    policy: OPEN_POLICY,
  })
  const omar = await db.kysely
    .selectFrom('author')
    .select('id')
    .where('native_id', '=', 'omar')
    .executeTakeFirstOrThrow()
  await db.kysely
    .insertInto('opt_out')
    .values({ author_id: omar.id, staff_id: 'ana', at: NOON })
    .execute()
  // Only asked for, not done yet: it is done before the names are gone.
  await erasePerson({ db, clock }, olga, { personId: planted.personId }, CANARY)
  await db.close()
  await type('restore', saved())
  db = await open()
  expect(Object.fromEntries(await placesOf(db))).toEqual({})
  const r1 = await db.kysely
    .selectFrom('mention')
    .select(['text', 'state'])
    .where('native_id', '=', 'r1')
    .execute()
  expect(r1.map(({ state }) => state)).not.toContain('live')
  expect(await db.kysely.selectFrom('opt_out').select('author_id').execute()).toEqual([
    { author_id: omar.id },
  ])
  await db.close()
  // The backup itself still knows them; the data does not.
  rmSync(saved())
  expect(filesWithCanary()).toEqual([])
  db = await open()
})

it('carries wishes in a file without a name, for those who restore by other means', async () => {
  const wishes = join(folder, 'wishes.json')
  await type('backup', saved())
  await erasePerson({ db, clock }, olga, { personId: planted.personId }, CANARY)
  await db.close()
  await type('restore', saved())
  db = await open()
  await db.close()
  await type('backup', '--wishes', wishes)
  expect(readFileSync(wishes, 'utf8').toLowerCase()).not.toContain(CANARY)
  // As after a restore by other means: the old data is back, as it was.
  await type('restore', saved(), '--lost')
  db = await open()
  expect((await placesOf(db)).size).toBeGreaterThan(15)
  await db.close()
  await type('restore', '--wishes', wishes)
  db = await open()
  expect(Object.fromEntries(await placesOf(db))).toEqual({})
  await expect(type('restore', '--wishes', join(folder, 'earshot.db'))).rejects.toThrow('written')
  expect(existsSync(join(folder, 'earshot.db.before-restore'))).toBe(true)
})

it('advises to give up the present data only where it is lost, never where another program has it', async () => {
  await type('backup', saved())
  await db.close()
  const present = join(folder, 'earshot.db')
  const other = new Sqlite(present)
  other.pragma('locking_mode = exclusive')
  other.exec('begin exclusive')
  const held = await type('restore', saved()).catch(messageOf)
  other.exec('rollback')
  other.close()
  expect(held).toContain('Stop that program or wait')
  expect(held).not.toContain('--lost')
  writeFileSync(present, 'no database')
  await expect(type('restore', saved())).rejects.toThrow('Say --lost')
  expect(readFileSync(present, 'utf8')).toBe('no database')
})

it('writes over an older backup and over nothing else, whatever --force is said to', async () => {
  const key = join(folder, 'key')
  writeFileSync(key, 'the key of the data')
  const journal = join(folder, 'earshot.db-wal')
  const before = statSync(journal).ino
  mkdirSync(join(folder, 'folder'))
  for (const name of ['key', 'earshot.db-wal', 'folder']) {
    const file = join(folder, name)
    await expect(type('backup', file, '--force')).rejects.toThrow('no backup')
    await expect(type('backup', '--wishes', file, '--force')).rejects.toThrow('no backup')
  }
  expect(readFileSync(key, 'utf8')).toBe('the key of the data')
  expect(statSync(journal).ino).toBe(before)
  const wishes = join(folder, 'wishes.json')
  await type('backup', '--wishes', wishes)
  await type('backup', '--wishes', wishes, '--force')
})

it.each(['"x"', String(NOON * 2)])(
  'forgets no wish for a backup that says it was made at %s',
  async (at) => {
    await planted.desk.hear(post('r1', 'juniper and the rain', { by: 'omar' }))
    await type('backup', saved())
    const copy = new Sqlite(saved())
    copy.prepare("update setting set value = ? where key = 'backup.at'").run(at)
    copy.close()
    await planted.desk.ingest(batchOf([{ type: 'delete', key: 'bluesky::r1', reason: 'gone' }]), {
      connectionId: 'bsky',
      policy: OPEN_POLICY,
    })
    await db.close()
    await type('restore', saved())
    db = await open()
    const [r1] = await db.kysely
      .selectFrom('mention')
      .select('state')
      .where('native_id', '=', 'r1')
      .execute()
    expect(r1?.state).not.toBe('live')
  },
)
