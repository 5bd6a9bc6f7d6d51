import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { UsageError } from '../core/errors.ts'
import { openFault } from './sqlite/open-fault.ts'

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
  const file = join(folder, 'start.lock')
  let sqlite: Sqlite.Database | null = null
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    sqlite = new Sqlite(file, { timeout: 0 })
    sqlite.exec('begin exclusive')
  } catch (cause) {
    sqlite?.close()
    if (!/^SQLITE_(?:BUSY|LOCKED)/.test(String((cause as { code?: unknown }).code)))
      throw openFault(file, cause)
    throw new UsageError(
      `Earshot is already running on the data in ${folder}. Stop that one first, or give this one its own folder with EARSHOT_DATA.`,
      { cause },
    )
  }
  const lock = sqlite
  held.add(lock)
  return {
    release() {
      held.delete(lock)
      lock.close()
    },
  }
}
