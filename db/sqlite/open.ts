import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { UsageError } from '../../core/errors.ts'

/**
 * One connection to a database file with the settings that the promises need: WAL, synchronous=FULL,
 * foreign keys, 50 ms of blocking wait. The file is readable by its owner alone.
 */
export function openSqlite(file: string, options: { readonly?: boolean } = {}): Sqlite.Database {
  const isFile = file !== ':memory:'
  if (isFile) mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const isNew = isFile && !existsSync(file)
  const sqlite = new Sqlite(file, { readonly: options.readonly ?? false, timeout: 50 })
  try {
    if (options.readonly !== true) {
      if (isFile) chmodSync(file, 0o600)
      sqlite.pragma('journal_mode = WAL')
      sqlite.pragma('synchronous = FULL')
    }
    sqlite.pragma('foreign_keys = ON')
    sqlite.pragma('cache_size = -65536')
    if (!isNew && sqlite.pragma('quick_check(1)', { simple: true }) !== 'ok')
      throw new Error('quick_check failed')
  } catch (cause) {
    sqlite.close()
    throw new UsageError(
      `${file} is damaged or not a database (${(cause as Error).message}). Put the last backup back with: earshot restore FILE`,
      { cause },
    )
  }
  return sqlite
}
