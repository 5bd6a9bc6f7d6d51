import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { openFault } from './open-fault.ts'

/** A whole check reads every page: above this size only the tables that promises rest on are read. */
const WHOLE_CHECK_BYTES = 64 * 1024 * 1024
const OPENING_MS = 2000
const PROMISES = ['sqlite_schema', 'case', 'reply', 'cursor']

/**
 * One connection to a database file with the settings that the promises need: WAL, synchronous=FULL,
 * foreign keys, 50 ms of blocking wait. The file is readable by its owner alone.
 */
export function openSqlite(
  file: string,
  options: { readonly?: boolean; durable?: boolean; image?: Uint8Array } = {},
): Sqlite.Database {
  const isFile = file !== ':memory:'
  let sqlite: Sqlite.Database | null = null
  try {
    if (isFile) mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const isNew = isFile && !existsSync(file)
    // Two commands may make the file at once: one waits for the other here, before anything runs.
    const place = options.image === undefined ? file : Buffer.from(options.image)
    sqlite = new Sqlite(place, { readonly: options.readonly ?? false, timeout: OPENING_MS })
    if (options.readonly !== true) {
      if (isFile) chmodSync(file, 0o600)
      sqlite.pragma('journal_mode = WAL')
      sqlite.pragma(`synchronous = ${options.durable === false ? 'OFF' : 'FULL'}`)
    }
    sqlite.pragma('foreign_keys = ON')
    sqlite.pragma('cache_size = -65536')
    if (isFile && !isNew && options.readonly !== true) check(sqlite, statSync(file).size)
    sqlite.pragma('busy_timeout = 50')
    return sqlite
  } catch (cause) {
    sqlite?.close()
    throw openFault(file, cause)
  }
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
