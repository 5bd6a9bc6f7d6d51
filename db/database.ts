import type Sqlite from 'better-sqlite3'
import { Kysely, type Transaction } from 'kysely'
import type { Clock } from '../core/clock.ts'
import { createIdSource, type IdSource } from '../core/ids.ts'
import type { Dialect } from './dialect.ts'
import { migrate } from './migrate.ts'
import { isConnectionLost, isRaceLost, openPostgres, serverFault } from './postgres/open.ts'
import type { Schema } from './schema.ts'
import {
  createSqliteDialect,
  createTransactionScope,
  type TransactionScope,
} from './sqlite/driver.ts'
import { openSqlite } from './sqlite/open.ts'
import { workFault } from './sqlite/open-fault.ts'

/** One open database, whichever engine it is. */
export interface Database {
  kysely: Kysely<Schema>
  dialect: Dialect
  nextId: IdSource
  /** Immediate on SQLite; run again on a deadlock or a serialisation failure on Postgres. */
  transaction<T>(act: (trx: Transaction<Schema>) => Promise<T>): Promise<T>
  /** The raw connection, for the batch writer and the search index; null on Postgres. */
  sqlite: Sqlite.Database | null
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** `postgres://…`, a file path, or `:memory:`. */
  url: string
  clock: Clock
  /** Keeps ids of parallel writers apart, 0–63. */
  node?: number
  /** Postgres only: the schema to live in. */
  searchPath?: string
  /** Tests hand in false where they play days: only a power cut would tell, and each commit need not wait for the disk. */
  durable?: boolean
  /** With `:memory:`: the bytes of a database to begin with. */
  image?: Uint8Array
  /** Tests hand in false where they migrate themselves. */
  migrate?: boolean
}

const RACE_TRIES = 5
/** 0.1 s, doubled each time: 12.7 s in all, longer than a restart takes (facts on reliability, fault 25). */
const CONNECT_TRIES = 8
const CONNECT_WAIT_MS = 100

/** True for the address of a Postgres, false for a SQLite file. */
export function isPostgres(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url)
}

function sqliteOptions({ durable, image }: DatabaseOptions) {
  return { durable: durable ?? true, ...(image === undefined ? {} : { image }) }
}

/** Opens and, unless told not to, brings the tables up to date. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, clock } = options
  const nextId = createIdSource(() => clock.now(), options.node ?? 0)
  const sqlite = isPostgres(url) ? null : openSqlite(url, sqliteOptions(options))
  const dialect: Dialect = sqlite === null ? 'postgres' : 'sqlite'
  const scope = createTransactionScope()
  const kysely = new Kysely<Schema>({
    dialect:
      sqlite === null
        ? openPostgres(
            url,
            options.searchPath === undefined ? {} : { searchPath: options.searchPath },
          ).dialect
        : createSqliteDialect(sqlite, (ms) => clock.sleep(ms), scope),
  })
  const database: Database = {
    kysely,
    dialect,
    nextId,
    sqlite,
    transaction: (act) => runTransaction(kysely, clock, scope, act),
    close: () => kysely.destroy(),
  }
  if (options.migrate !== false) {
    try {
      await migrate(kysely, dialect, clock.now())
    } catch (error) {
      await kysely.destroy()
      throw (dialect === 'sqlite' ? workFault(url, error) : serverFault(error)) ?? error
    }
  }
  return database
}

async function runTransaction<T>(
  kysely: Kysely<Schema>,
  clock: Clock,
  scope: TransactionScope,
  act: (trx: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    let isDone = false
    try {
      return await kysely.transaction().execute(async (trx) => {
        const result = await scope.run(() => act(trx))
        isDone = true
        return result
      })
    } catch (error) {
      // A connection lost while committing may have committed: running again could do it twice.
      const isLost = !isDone && isConnectionLost(error)
      if (!(isLost ? tries < CONNECT_TRIES : isRaceLost(error) && tries < RACE_TRIES)) throw error
      if (isLost) await clock.sleep(CONNECT_WAIT_MS * 2 ** (tries - 1))
    }
  }
}
