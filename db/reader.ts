import { Worker } from 'node:worker_threads'
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
import type { Database } from './database.ts'
import type { Dialect } from './dialect.ts'
import type { ReadAnswer, ReadRequest } from './reader-messages.ts'
import type { Schema } from './schema.ts'

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

/** Reads a SQLite file on a thread of its own; a thread that dies is replaced with the next query. */
export function openThreadReader(file: string): Reader {
  const thread = createThread(file)
  const connection: DatabaseConnection = {
    executeQuery: <R>(query: CompiledQuery) => thread.ask<R>(query),
    async *streamQuery<R>(query: CompiledQuery) {
      yield await thread.ask<R>(query)
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

interface Waiting {
  resolve(rows: unknown[]): void
  reject(error: Error): void
}

function createThread(file: string) {
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let worker: Worker | null = null

  const fail = (error: Error) => {
    worker = null
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  const start = (): Worker => {
    const started = new Worker(new URL('./reader-thread.ts', import.meta.url), {
      workerData: { file },
    })
    started.on('message', (answer: ReadAnswer) => {
      const asked = waiting.get(answer.id)
      waiting.delete(answer.id)
      if ('rows' in answer) asked?.resolve(answer.rows)
      else asked?.reject(Object.assign(new Error(answer.error), { code: answer.code }))
    })
    started.on('error', (cause) => fail(new Error('The reader stopped.', { cause })))
    started.on('exit', () => {
      if (worker === started) fail(new Error('The reader stopped.'))
    })
    return started
  }

  return {
    async ask<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const id = ++lastId
      const rows = await new Promise<unknown[]>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        worker ??= start()
        worker.postMessage({ id, sql, parameters } satisfies ReadRequest)
      })
      return { rows: rows as R[] }
    },
    async stop(): Promise<void> {
      const running = worker
      if (running === null) return
      fail(new Error('The reader was closed.'))
      await running.terminate()
    },
  }
}
