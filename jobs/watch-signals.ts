import { messageOf } from '../core/errors.ts'
import { isServed } from '../db/served-brands.ts'
import { readDeafSources } from '../db/signals.ts'
import type { BrandWatch, SignalDeps } from './brand-watch.ts'
import { watchTakeOffs } from './watch-take-offs.ts'
import { watchVolume } from './watch-volume.ts'

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
    for (const brand of brands.filter(isServed)) {
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
