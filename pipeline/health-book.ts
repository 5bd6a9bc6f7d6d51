import type { Clock } from '../core/clock.ts'
import type { Health } from '../core/health.ts'
import { storable } from '../core/storable.ts'
import type { Database } from '../db/database.ts'
import { noteHeard } from '../db/source-hours.ts'

/** A stream says that it is well at most this often: its row is no log. */
const LEAST_MS = 5000

interface Counts {
  received: number
  quarantined: number
  /** Posts that are newer than all before. */
  heard: number
}

const NONE: Counts = { received: 0, quarantined: 0, heard: 0 }

/** Keeps the health row of one connection and the hours in which it spoke; counts grow, the rest is as last seen. */
export interface HealthBook {
  note(health: Health): Promise<void>
  /** The same after a batch; while nothing but counts changes it is written every few seconds. */
  noteBatch(health: Health, counts: Counts): Promise<void>
}

/** Writes outside the batch's transaction: health never delays posts. */
export function createHealthBook(db: Database, clock: Clock, connectionId: string): HealthBook {
  let pending = NONE
  let state: Health['state'] | null = null
  let writtenAt = 0

  async function note(health: Health): Promise<void> {
    const now = clock.now()
    // Taken at once: another note may be under way.
    const { heard, ...counts } = pending
    pending = NONE
    state = health.state
    writtenAt = now
    const seen = rowOf(health, now)
    await db.kysely
      .insertInto('health')
      .values({ connection_id: connectionId, ...counts, ...seen })
      .onConflict((conflict) =>
        conflict.column('connection_id').doUpdateSet((eb) => ({
          ...seen,
          received: eb('health.received', '+', counts.received),
          quarantined: eb('health.quarantined', '+', counts.quarantined),
        })),
      )
      .execute()
    if (heard > 0) await noteHeard(db.kysely, connectionId, heard, now)
  }

  return {
    note,
    async noteBatch(health, counts) {
      pending = {
        received: pending.received + counts.received,
        quarantined: pending.quarantined + counts.quarantined,
        heard: pending.heard + counts.heard,
      }
      if (health.state !== state || clock.now() - writtenAt >= LEAST_MS) await note(health)
    },
  }
}

function rowOf(health: Health, now: number) {
  return {
    state: health.state,
    detail: storable(health.detail ?? '') || null,
    retry_at: health.retryAt ?? null,
    updated_at: now,
    ...(health.lastOkAt === undefined ? {} : { last_ok_at: health.lastOkAt }),
    ...(health.lastEventAt === undefined ? {} : { last_event_at: health.lastEventAt }),
    ...(health.lagMs === undefined ? {} : { lag_ms: health.lagMs }),
  }
}
