import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import { takeAppLock } from '../../db/app-lock.ts'
import { backUp, distrustOutbox, readBackupTime, USE_PG_DUMP } from '../../db/backup.ts'
import { type Database, isPostgres, openDatabase } from '../../db/database.ts'
import { eraseDue } from '../../db/erasures.ts'
import { type LaterWishes, readLaterWishes, replayLaterWishes } from '../../db/later-wishes.ts'
import { endAllSessions } from '../../db/sessions.ts'
import { isHeld } from '../../db/sqlite/open-fault.ts'
import { count } from '../../views/words.ts'
import type { CommandContext } from '../context.ts'
import { erasureDeps } from '../erasure-deps.ts'
import { databaseUrl, dataFolder } from '../home.ts'
import type { Output } from '../output.ts'

const ASIDE = '.before-restore'
const ENDS = ['', '-wal', '-shm'] as const

/** `backup` and `restore`: the data as one file, and back, with all that people asked since done again. */
export function addBackup(program: Command, ctx: CommandContext): void {
  program
    .command('backup')
    .description('copy the data into one file, also while Earshot runs')
    .argument('[file]', 'where to; only you can read it')
    .option('--force', 'overwrite an older backup')
    .option('--wishes <file>', 'write down only who was erased, left or removed a post (Postgres)')
    .action(async (file: string | undefined, flags: { force?: boolean; wishes?: string }) => {
      const out = ctx.output(false)
      const to = file ?? flags.wishes
      if (to === undefined) throw new UsageError('Say where to: earshot backup FILE')
      if (file !== undefined) refuseSame(ctx, file)
      const isForced = flags.force === true
      if (file !== undefined) refuseOver(file, isForced, readBackupTime)
      if (flags.wishes !== undefined) refuseOver(flags.wishes, isForced, readWishes)
      await ctx.withDatabase(async (db) => {
        if (flags.wishes !== undefined) await writeWishes(db, flags.wishes)
        if (file === undefined) return
        await backUp(db, file, ctx.clock.now())
      })
      out.say(`Done: ${to}. Keep the key of the data (EARSHOT_KEY or the file "key") elsewhere.`)
    })

  program
    .command('restore')
    .description('put a backup in place; whoever was erased since stays erased')
    .argument('[file]', 'the backup')
    .option('--wishes <file>', 'do again what "backup --wishes" wrote down (after a pg_restore)')
    .option('--lost', 'the present data cannot be read: wishes made since the backup are lost')
    .action(async (file: string | undefined, flags: { wishes?: string; lost?: boolean }) => {
      const out = ctx.output(false)
      const lock = takeAppLock(dataFolder(ctx.env))
      try {
        if (file !== undefined) return await restoreFile(ctx, out, file, flags)
        if (flags.wishes === undefined) throw new UsageError('Say what: earshot restore FILE')
        const wishes = readWishes(flags.wishes)
        await ctx.withDatabase(async (db) => {
          tell(out, await replayLaterWishes(erasureDeps(ctx, db), wishes))
          await distrustOutbox(db)
          await endAllSessions(db.kysely)
        })
      } finally {
        lock.release()
      }
    })
}

async function restoreFile(
  ctx: CommandContext,
  out: Output,
  file: string,
  flags: { wishes?: string; lost?: boolean },
): Promise<void> {
  const url = databaseUrl(ctx.env)
  if (isPostgres(url)) throw new UsageError(USE_PG_DUMP)
  refuseSame(ctx, file)
  const said = readBackupTime(file)
  // Nobody made it in the future: then every wish is done again.
  const madeAt = said <= ctx.clock.now() ? said : 0
  const wishes = [
    ...(flags.wishes === undefined ? [] : [readWishes(flags.wishes)]),
    ...(flags.lost === true || !existsSync(url) ? [] : [await readPresent(ctx, url, madeAt)]),
  ]
  const fresh = `${url}.restoring`
  for (const end of ENDS) rmSync(`${fresh}${end}`, { force: true })
  copyFileSync(file, fresh)
  chmodSync(fresh, 0o600)
  const db = await openDatabase({ url: fresh, clock: ctx.clock, node: 63 })
  try {
    for (const one of wishes) tell(out, await replayLaterWishes(erasureDeps(ctx, db), one))
    await distrustOutbox(db)
    await endAllSessions(db.kysely)
    db.sqlite?.pragma('wal_checkpoint(truncate)')
  } finally {
    await db.close()
  }
  putInPlace(fresh, url)
  out.say(`Restored. What was there before lies in ${url}${ASIDE}: delete it once all is well.`)
  out.say('Everybody signs in to the desk anew: earshot login')
}

/** At no moment is there no database: a start in between must not begin an empty one. */
function putInPlace(fresh: string, url: string): void {
  for (const end of ENDS) rmSync(`${url}${ASIDE}${end}`, { force: true })
  for (const end of ['-wal', '-shm'])
    if (existsSync(`${url}${end}`)) renameSync(`${url}${end}`, `${url}${ASIDE}${end}`)
  if (existsSync(url)) linkSync(url, `${url}${ASIDE}`)
  renameSync(fresh, url)
}

/** Erasures that were asked for are done first: a name is known only as long as the person is. */
async function readPresent(ctx: CommandContext, url: string, madeAt: number): Promise<LaterWishes> {
  const db = await openDatabase({ url, clock: ctx.clock, node: 63 }).catch((cause: unknown) => {
    throw presentFault(cause)
  })
  try {
    await eraseDue(erasureDeps(ctx, db))
    return await readLaterWishes(db, madeAt)
  } catch (cause) {
    throw isHeld(cause) ? presentFault(cause) : cause
  } finally {
    await db.close()
  }
}

/** What is only held is not lost. */
function presentFault(cause: unknown): UsageError {
  return new UsageError(
    isHeld(cause)
      ? 'Another program works on the present data, so it cannot be told yet who was erased since the backup. Stop that program or wait until it is done, and restore again. Nothing was changed.'
      : 'The present data cannot be read, so nobody knows who was erased since the backup. Say --lost to restore all the same, and erase them again.',
    { cause },
  )
}

async function writeWishes(db: Database, file: string): Promise<void> {
  const wishes = await readLaterWishes(db, 0)
  writeFileSync(file, `${JSON.stringify(wishes)}\n`, { mode: 0o600 })
}

function readWishes(file: string): LaterWishes {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as Partial<LaterWishes>
    if (![found.marks, found.gone, found.silent].every(Array.isArray)) throw new Error('no lists')
    return found as LaterWishes
  } catch (cause) {
    throw new UsageError(`${file} was not written by "earshot backup --wishes".`, { cause })
  }
}

/** Only an older one of its kind may be written over: never a key, a journal or somebody's own file. */
function refuseOver(file: string, isForced: boolean, read: (file: string) => unknown): void {
  if (!existsSync(file)) return
  if (!isForced)
    throw new UsageError(`${file} is there already. Give another name, or say --force.`)
  try {
    read(file)
  } catch (cause) {
    throw new UsageError(
      `${file} is there already and is no backup of Earshot, so it is not overwritten. Give another name.`,
      { cause },
    )
  }
}

function refuseSame(ctx: CommandContext, file: string): void {
  if (resolve(file) === resolve(databaseUrl(ctx.env)))
    throw new UsageError(`${file} is the data itself. A backup has a name of its own.`)
}

function tell(out: Output, { erased, removed }: { erased: number; removed: number }): void {
  if (erased > 0)
    out.say(`Erased again: ${count(erased, 'person or customer', 'people or customers')}.`)
  if (removed > 0) out.say(`Removed again: ${count(removed, 'post')}.`)
}
