import { type Kysely, sql } from 'kysely'
import { LEASE_MS } from './queue.ts'
import type { Schema } from './schema.ts'

/** Clocks of two machines may differ by so much without being wrong. */
const APART_MS = 5000

/**
 * Mends what the outbox was told by a clock that was ahead: whatever was queued then is due as long after now as it
 * was meant to be, whatever was to be tried again between now and `until` is due now, and no lease outlives its
 * length. How many rows were mended.
 */
export async function bringBack(db: Kysely<Schema>, now: number, until: number): Promise<number> {
  const queued = await db
    .updateTable('outbox')
    .set({
      due_at: sql<number>`case when due_at > created_at then due_at - created_at + ${now} else ${now} end`,
      created_at: now,
    })
    .where('state', 'in', ['pending', 'leased', 'ambiguous'])
    .where('created_at', '>', now + APART_MS)
    .executeTakeFirst()
  const tried = await db
    .updateTable('outbox')
    .set({ due_at: now })
    .where('state', 'in', ['pending', 'ambiguous'])
    .where('attempts', '>', 0)
    .where('due_at', '>', now + LEASE_MS)
    .where('due_at', '<=', until)
    .executeTakeFirst()
  const leased = await db
    .updateTable('outbox')
    .set({ lease_until: now + LEASE_MS })
    .where('state', '=', 'leased')
    .where('lease_until', '>', now + LEASE_MS + APART_MS)
    .executeTakeFirst()
  return Number(queued.numUpdatedRows + tried.numUpdatedRows + leased.numUpdatedRows)
}
