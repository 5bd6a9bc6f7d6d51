import type { UsualWeek } from '../analysis/signals/usual-week.ts'
import type { Likeness } from '../analysis/topics/near-synonyms.ts'
import type { Clock } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Database } from '../db/database.ts'
import { readDeafSources } from '../db/signals.ts'
import { watchTakeOffs } from './watch-take-offs.ts'
import { watchVolume } from './watch-volume.ts'

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

/** How long after a start the sources may take to catch up. */
const CATCH_UP_MS = 30 * 60_000

/**
 * Looks at every brand for spikes, silence and posts that take off; call it every few minutes. Writes incidents
 * and queues one message each, however often and by however many processes it is called; how many were opened.
 */
export function createSignalWatch(deps: SignalDeps): () => Promise<number> {
  const startedAt = deps.clock.now()
  const weeks: BrandWatch['weeks'] = new Map()
  return async () => {
    const now = deps.clock.now()
    const brands = await deps.db.kysely
      .selectFrom('brand')
      .select(['id', 'name', 'zone', 'channel', 'profile'])
      .orderBy('id')
      .execute()
    const deafSources = await readDeafSources(deps.db.kysely)
    let opened = 0
    for (const brand of brands) {
      const mayBeSilent = now - startedAt >= CATCH_UP_MS
      const watch = { ...deps, now, brand, deafSources, mayBeSilent, weeks }
      try {
        opened += await watchVolume(watch)
        opened += await watchTakeOffs(watch)
      } catch (error) {
        deps.log.error(
          { brand: brand.id, detail: messageOf(error) },
          'a brand could not be watched',
        )
      }
    }
    return opened
  }
}
