import type { Clock } from '../core/clock.ts'
import type { DigestFacts, DigestKind } from '../core/digest.ts'
import { type DueDigest, dueDigests } from '../core/digest-time.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Database } from '../db/database.ts'
import { keepDigest, missDigest, readDigestDays, readDigestSettings } from '../db/digests.ts'
import { isServed } from '../db/served-brands.ts'
import { readSettings } from '../db/settings.ts'

/** How often it is looked whether a digest is due. */
export const DIGEST_LOOK_MS = 30_000

export interface DigestDeps {
  db: Database
  clock: Clock
  log: Logger
  /** Without Slack the digest stands on the desk alone. */
  hasSlack: boolean
  /** What the digest of a brand rests on at this moment. */
  gather(brandId: string, about: { kind: DigestKind; day: string }): Promise<DigestFacts>
}

/**
 * Makes every digest whose local time has come, once round: once a brand and local date, however often and by
 * however many processes it is called, and never more than four hours late. Answers how many it made.
 */
export function createDigestWatch(deps: DigestDeps): () => Promise<number> {
  const { db, clock } = deps
  // The latest date of each brand that is known to be done with.
  const done = new Map<string, string>()
  return async () => {
    const now = clock.now()
    const settings = await readDigestSettings(db.kysely)
    const routing = (await readSettings(db.kysely, ['routing'])).get('routing')
    const { fallback = null } = (routing ?? {}) as { fallback?: string | null }
    const brands = await db.kysely
      .selectFrom('brand')
      .select(['id', 'zone', 'channel', 'created_at', 'profile'])
      .orderBy('id')
      .execute()
    let made = 0
    for (const brand of brands.filter(isServed)) {
      const due = dueDigests(settings, brand.zone, now).filter(
        // Whoever came later heard nothing of that time.
        ({ dueAt, day }) => dueAt > brand.created_at && day > (done.get(brand.id) ?? ''),
      )
      const channel = deps.hasSlack ? (settings.channel ?? brand.channel ?? fallback) : null
      try {
        made += await settle(brand.id, due, channel)
        const last = due.at(-1)
        if (last !== undefined) done.set(brand.id, last.day)
      } catch (error) {
        deps.log.error({ brand: brand.id, detail: messageOf(error) }, 'a digest was not made')
      }
    }
    return made
  }

  async function settle(
    brandId: string,
    due: readonly DueDigest[],
    channel: string | null,
  ): Promise<number> {
    const [first] = due
    if (first === undefined) return 0
    const known = await readDigestDays(db.kysely, brandId, first.day)
    let made = 0
    for (const one of due) {
      const now = clock.now()
      if (known.has(one.day)) continue
      if (one.isMissed) await missDigest(db, brandId, one, now)
      else {
        const facts = await deps.gather(brandId, one)
        if (await keepDigest(db, one, facts, { channel, now })) made++
      }
    }
    return made
  }
}
