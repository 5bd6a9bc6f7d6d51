import { AsyncLocalStorage } from 'node:async_hooks'
import type Sqlite from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'

/** How many prepared statements one connection keeps (source: facts on speed, §3: prepare costs 21 µs). */
const MAX_STATEMENTS = 300
/** Another process holds the write lock: each try blocks 50 ms at most, then the loop is free this long. */
const BUSY_WAIT_MS = 25
/** 5 s in all (source: facts on reliability, fault 4), 75 ms a try. */
const BUSY_TRIES = 66

type Wait = (ms: number) => Promise<void>

/** Runs the body of a transaction; `isInside` tells its callees apart from everybody else. */
export interface TransactionScope {
  run<T>(act: () => Promise<T>): Promise<T>
  isInside(): boolean
}

/** Knows whose call comes from the body of an open transaction. */
export function createTransactionScope(): TransactionScope {
  const scope = new AsyncLocalStorage<{ isOpen: boolean }>()
  return {
    async run(act) {
      const mark = { isOpen: true }
      try {
        return await scope.run(mark, act)
      } finally {
        mark.isOpen = false
      }
    },
    isInside: () => scope.getStore()?.isOpen === true,
  }
}

/** Kysely on one better-sqlite3 connection: BEGIN IMMEDIATE, a bounded statement cache, one user at a time. */
export function createSqliteDialect(
  sqlite: Sqlite.Database,
  wait: Wait,
  scope: TransactionScope,
): Dialect {
  return {
    createAdapter: () => new QueueingAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createDriver: () => createDriver(sqlite, wait, scope),
  }
}

/** Tells Kysely not to queue for the connection: our driver does, and sees who asks before they wait. */
class QueueingAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

function createDriver(sqlite: Sqlite.Database, wait: Wait, scope: TransactionScope): Driver {
  const connection = createConnection(sqlite, wait)
  let tail: Promise<void> = Promise.resolve()
  let release: () => void = () => {}

  return {
    init: async () => {},
    async acquireConnection() {
      // The one connection is taken until the transaction ends, so this would wait for itself.
      if (scope.isInside())
        throw new Error('Inside a transaction every query goes through its trx, not the database.')
      const before = tail
      let free: () => void = () => {}
      tail = new Promise((resolve) => {
        free = resolve
      })
      await before
      release = free
      return connection
    },
    async beginTransaction() {
      await retryWhileBusy(wait, () => sqlite.exec('begin immediate'))
    },
    async commitTransaction() {
      sqlite.exec('commit')
    },
    async rollbackTransaction() {
      if (sqlite.inTransaction) sqlite.exec('rollback')
    },
    async releaseConnection() {
      release()
    },
    async destroy() {
      sqlite.close()
    },
  }
}

function createConnection(sqlite: Sqlite.Database, wait: Wait): DatabaseConnection {
  const prepare = createStatementCache(sqlite)
  const execute = <R>(query: CompiledQuery): QueryResult<R> => {
    const statement = prepare(query.sql)
    if (statement.reader) return { rows: statement.all(...query.parameters) as R[] }
    const { changes, lastInsertRowid } = statement.run(...query.parameters)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }
  return {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      // A transaction holds the lock already; a lone statement may have to wait for it.
      return sqlite.inTransaction
        ? execute<R>(query)
        : retryWhileBusy(wait, () => execute<R>(query))
    },
    async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
      for (const row of prepare(query.sql).iterate(...query.parameters)) yield { rows: [row as R] }
    },
  }
}

/** Least recently used statements are forgotten first. */
export function createStatementCache(sqlite: Sqlite.Database): (text: string) => Sqlite.Statement {
  const statements = new Map<string, Sqlite.Statement>()
  return (text) => {
    const known = statements.get(text)
    if (known !== undefined) {
      statements.delete(text)
      statements.set(text, known)
      return known
    }
    const statement = sqlite.prepare(text)
    statements.set(text, statement)
    if (statements.size > MAX_STATEMENTS) {
      const [oldest] = statements.keys()
      if (oldest !== undefined) statements.delete(oldest)
    }
    return statement
  }
}

async function retryWhileBusy<T>(wait: Wait, act: () => T): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return act()
    } catch (error) {
      if (!isBusy(error) || tries >= BUSY_TRIES) throw error
    }
    await wait(BUSY_WAIT_MS)
  }
}

/** Whether another connection holds the lock that this one needs. */
function isBusy(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && code.startsWith('SQLITE_BUSY')
}
