import { existsSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { UsageError } from '../core/errors.ts'
import type { Database } from './database.ts'
import { openSqlite } from './sqlite/open.ts'

const MADE_AT = 'backup.at'

/** Said where somebody asks for SQLite's way on Postgres. */
export const USE_PG_DUMP =
  'This desk keeps its data in Postgres: back it up with pg_dump. Before a pg_restore run "earshot backup --wishes FILE", after it "earshot restore --wishes FILE": so erased people stay erased.'

/**
 * Copies a running SQLite database into one file, checked and readable by its owner alone. It appears under its
 * name only when it is whole.
 */
export async function backUp(db: Database, file: string, now: number): Promise<void> {
  if (db.sqlite === null) throw new UsageError(USE_PG_DUMP)
  if (!existsSync(dirname(file)))
    throw new UsageError(`There is no folder ${dirname(file)}. Make it first, or name another.`)
  const part = `${file}.part`
  rmSync(part, { force: true })
  try {
    await db.sqlite.backup(part)
    const copy = openSqlite(part)
    try {
      copy
        .prepare(
          `insert into setting (key, value, updated_at, updated_by) values (?, ?, ?, 'backup')
           on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`,
        )
        .run(MADE_AT, JSON.stringify(now), now)
      // One file, without a journal beside it.
      copy.pragma('journal_mode = DELETE')
    } finally {
      copy.close()
    }
    renameSync(part, file)
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${part}${end}`, { force: true })
  }
}

/** When a backup was made, epoch ms; UsageError where the file is none. */
export function readBackupTime(file: string): number {
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`)
  const copy = openCopy(file)
  try {
    const found = copy.prepare('select value from setting where key = ?').pluck().get(MADE_AT)
    return typeof found === 'string' ? Number(JSON.parse(found)) : 0
  } catch (cause) {
    throw new UsageError(`${file} is no backup of Earshot.`, { cause })
  } finally {
    copy.close()
  }
}

/** A file that is none must not be told to be mended with a backup: it was to be one. */
function openCopy(file: string) {
  try {
    return openSqlite(file, { readonly: true })
  } catch (cause) {
    throw new UsageError(
      `${file} is no backup of Earshot, or it is damaged. Nothing was changed.`,
      {
        cause,
      },
    )
  }
}

/** What waited to be sent when the backup was made may have left since: it is looked for before it is sent again. */
export async function distrustOutbox(db: Database): Promise<void> {
  await db.kysely
    .updateTable('outbox')
    .set({ state: 'ambiguous', lease_until: null, lease_owner: null })
    .where('state', 'in', ['pending', 'leased'])
    .execute()
}
