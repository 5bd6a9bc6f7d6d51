import type { Clock } from '../core/clock.ts'
import type { Environment } from '../core/environment.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { workFault } from '../db/sqlite/open-fault.ts'
import { databaseUrl } from './home.ts'
import type { Output } from './output.ts'

/** What every command gets of the world. */
export interface CommandContext {
  env: Environment
  clock: Clock
  random: () => number
  output(json: boolean): Output
  /** Opens the desk's database beside a running desk, and closes it. */
  withDatabase<T>(act: (db: Database) => Promise<T>): Promise<T>
  /** Aborts on Ctrl-C and SIGTERM. */
  signal: AbortSignal
  /** Settings file of this folder. */
  configFile: string
}

/** Ids of parallel commands stay apart from those of running processes (0–31). */
export function withDatabase(env: Environment, clock: Clock, random: () => number) {
  return async <T>(act: (db: Database) => Promise<T>): Promise<T> => {
    const node = 32 + Math.floor(random() * 32)
    const url = databaseUrl(env)
    const db = await openDatabase({ url, clock, node })
    try {
      return await act(db)
    } catch (error) {
      throw workFault(url, error) ?? error
    } finally {
      await db.close()
    }
  }
}
