import type { Clock } from '../core/clock.ts'
import { dueOwnDigests } from '../core/own-digest.ts'
import type { Database } from '../db/database.ts'
import { readDigestSettings } from '../db/digests.ts'
import { queueOwnDigest, readOwnReaders } from '../db/own-digests.ts'

/**
 * Queues everybody's own digest whose local time has come, once round: once a person and local date, and never more
 * than four hours late. Answers how many it queued.
 */
export function createOwnDigestWatch(deps: { db: Database; clock: Clock }): () => Promise<number> {
  const { db, clock } = deps
  // The latest date of each that is known to be done with.
  const done = new Map<string, string>()
  return async () => {
    const readers = await readOwnReaders(db.kysely)
    if (readers.length === 0) return 0
    const now = clock.now()
    const team = await readDigestSettings(db.kysely)
    let queued = 0
    for (const reader of readers) {
      const due = dueOwnDigests(reader.wants, team, reader.zone, now).filter(
        ({ dueAt, day }) => dueAt > reader.since && day > (done.get(reader.staffId) ?? ''),
      )
      for (const one of due) {
        if (!one.isMissed && (await queueOwnDigest(db, reader, one, now))) queued++
        done.set(reader.staffId, one.day)
      }
    }
    return queued
  }
}
