import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { UsageError } from '../../core/errors.ts'

/** A whole check reads every page: above this size only the tables that promises rest on are read. */
const WHOLE_CHECK_BYTES = 64 * 1024 * 1024
const PROMISES = ['sqlite_schema', 'case', 'reply', 'cursor']

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
    if (isFile && !isNew && options.readonly !== true) check(sqlite, statSync(file).size)
  } catch (cause) {
    sqlite.close()
    throw new UsageError(
      `${file} is damaged or not a database (${(cause as Error).message}). Put your last backup in its place and start again.`,
      { cause },
    )
  }
  return sqlite
}

function check(sqlite: Sqlite.Database, bytes: number): void {
  const names = sqlite.prepare("select name from sqlite_schema where type = 'table'").pluck().all()
  const parts =
    bytes <= WHOLE_CHECK_BYTES
      ? ['1']
      : PROMISES.filter((name) => name === 'sqlite_schema' || names.includes(name))
  for (const part of parts) {
    const found = sqlite.pragma(`quick_check(${part === '1' ? part : `"${part}"`})`, {
      simple: true,
    })
    if (found !== 'ok') throw new Error(String(found).slice(0, 200))
  }
}
