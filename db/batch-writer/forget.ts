import type { Bulk } from './bulk.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** How long what is only kept for a while is kept (source: facts on reliability, rule 7; DESIGN §2). */
const KEPT_DAYS = { recent_text: 7, rejected: 7, dead_letter: 14 } as const

/** Lets go, once an hour, of fingerprints, rejected keys and set-aside material that had their time. */
export function createForgetting(): (bulk: Bulk, now: number) => Promise<void> {
  let nextAt = 0
  return async (bulk, now) => {
    if (now < nextAt) return
    nextAt = now + HOUR_MS
    for (const [table, days] of Object.entries(KEPT_DAYS))
      await bulk.run(`delete from ${table} where at < ?`, [[now - days * DAY_MS]])
  }
}
