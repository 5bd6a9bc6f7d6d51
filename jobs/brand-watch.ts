import type { UsualWeek } from '../analysis/signals/usual-week.ts'
import type { Likeness } from '../analysis/topics/near-synonyms.ts'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'
import type { Database } from '../db/database.ts'

/** What every watch of the stream works with. */
export interface SignalDeps {
  db: Database
  clock: Clock
  log: Logger
  /** How alike words are in meaning, so that near-synonyms are one topic. */
  likeness?: Likeness | undefined
}

/** What every watch of one brand needs. */
export interface BrandWatch extends SignalDeps {
  now: number
  brand: { id: string; name: string; zone: string; channel: string | null; profile: string }
  /** Connections that should listen and do not. */
  deafSources: readonly string[]
  /** False right after a start: what people wrote meanwhile is still being fetched. */
  mayBeSilent: boolean
  /** Learned weeks, kept for an hour. */
  weeks: Map<string, { hour: number; usual: UsualWeek }>
}
