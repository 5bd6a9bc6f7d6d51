import type { Database } from '../db/database.ts'
import { takeChecks } from '../db/source-checks.ts'

/** Rings for a source when somebody asks for a look at it, on whatever machine they pressed. */
export interface CheckBell {
  /** Aborts at the next ring for this source. */
  next(sourceId: string): AbortSignal
  /** Looks whether somebody asked; call every few seconds. */
  look(): Promise<void>
}

/** A bell for the sources that this process follows. */
export function createCheckBell(db: Database): CheckBell {
  const bells = new Map<string, AbortController>()
  return {
    next(sourceId) {
      const bell = new AbortController()
      bells.set(sourceId, bell)
      return bell.signal
    },
    async look() {
      for (const id of await takeChecks(db.kysely, [...bells.keys()]))
        bells.get(id)?.abort(new Error('somebody asked for a look'))
    },
  }
}
