import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Clock } from '../core/clock.ts'
import type { Database } from './database.ts'
import type { Dialect } from './dialect.ts'
import type { Schema } from './schema.ts'
import { createSqliteDialect, createTransactionScope } from './sqlite/driver.ts'
import { openSqlite } from './sqlite/open.ts'
import { createThread } from './thread.ts'

/** Reads of pages, search and reports; it cannot write. */
export interface Reader {
  kysely: Kysely<Schema>
  dialect: Dialect
  close(): Promise<void>
}

/** Reads on the connection that writes: for tests, and on Postgres, whose pool has room for both. */
export function createDirectReader({ kysely, dialect }: Database): Reader {
  return { kysely, dialect, close: async () => {} }
}

/** Short reads of a SQLite file in this thread, on a connection of their own: they wait for no transaction and no page. */
export function openSideReader(file: string, clock: Clock): Reader {
  const sqlite = openSqlite(file, { readonly: true })
  const wait = (ms: number) => clock.sleep(ms)
  const dialect = createSqliteDialect(sqlite, wait, createTransactionScope())
  const kysely = new Kysely<Schema>({ dialect })
  return {
    kysely,
    dialect: 'sqlite',
    async close() {
      await kysely.destroy()
      // Kysely ends only drivers that answered a query.
      if (sqlite.open) sqlite.close()
    },
  }
}

/** Reads a SQLite file on a thread of its own; a thread that dies is replaced with the next query. */
export function openThreadReader(file: string): Reader {
  const thread = createThread(new URL('./reader-thread.ts', import.meta.url), { file }, 'reader')
  const ask = async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => ({
    rows: await thread.ask<R[]>({ sql, parameters }),
  })
  const connection: DatabaseConnection = {
    executeQuery: ask,
    async *streamQuery<R>(query: CompiledQuery) {
      yield await ask<R>(query)
    },
  }
  const refuse = async () => {
    throw new Error('The reader has no transactions. Write through the database.')
  }
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    releaseConnection: async () => {},
    destroy: () => thread.stop(),
  }
  const kysely = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createDriver: () => driver,
    },
  })
  // Kysely ends only drivers that answered a query, so the thread is stopped here as well.
  return {
    kysely,
    dialect: 'sqlite',
    close: async () => {
      await kysely.destroy()
      await thread.stop()
    },
  }
}
