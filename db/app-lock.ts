import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { UsageError } from '../core/errors.ts'

/** A handle that nobody refers to would be collected, and its lock with it. */
const held = new Set<Sqlite.Database>()

/** Held as long as the program runs. */
export interface AppLock {
  release(): void
}

/**
 * Keeps a second `start` off the same data folder. The lock is the operating system's, taken through an empty
 * SQLite file: a killed process leaves nothing behind.
 */
export function takeAppLock(folder: string): AppLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const sqlite = new Sqlite(join(folder, 'start.lock'), { timeout: 0 })
  try {
    sqlite.exec('begin exclusive')
  } catch (cause) {
    sqlite.close()
    throw new UsageError(
      `Earshot is already running on the data in ${folder}. Stop that one first, or give this one its own folder with EARSHOT_DATA.`,
      { cause },
    )
  }
  held.add(sqlite)
  return {
    release() {
      held.delete(sqlite)
      sqlite.close()
    },
  }
}
