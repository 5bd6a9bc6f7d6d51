import Sqlite from 'better-sqlite3'

/** Holds the write lock of a SQLite file, as a long batch of another process does, until it is let go. */
export function lockDatabase(file: string): {
  /** Reads on the connection that holds the lock. */
  read(sql: string): unknown[]
  release(): void
} {
  const sqlite = new Sqlite(file)
  sqlite.pragma('busy_timeout = 5000')
  sqlite.exec('begin immediate')
  return {
    read: (sql) => sqlite.prepare(sql).all(),
    release() {
      if (!sqlite.open) return
      sqlite.exec('rollback')
      sqlite.close()
    },
  }
}
