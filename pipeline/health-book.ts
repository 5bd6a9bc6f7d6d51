import type { Clock } from '../core/clock.ts'
import type { Health } from '../core/health.ts'
import type { Database } from '../db/database.ts'

/** Keeps the health row of one connection; counts grow, the rest is as last seen. */
export interface HealthBook {
  note(health: Health, counts?: { received: number; quarantined: number }): Promise<void>
}

/** Writes at most what changed, outside the batch's transaction: health never delays posts. */
export function createHealthBook(db: Database, clock: Clock, connectionId: string): HealthBook {
  return {
    async note(health, counts = { received: 0, quarantined: 0 }) {
      const seen = {
        state: health.state,
        detail: health.detail ?? null,
        retry_at: health.retryAt ?? null,
        updated_at: clock.now(),
        ...(health.lastOkAt === undefined ? {} : { last_ok_at: health.lastOkAt }),
        ...(health.lastEventAt === undefined ? {} : { last_event_at: health.lastEventAt }),
        ...(health.lagMs === undefined ? {} : { lag_ms: health.lagMs }),
      }
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
    },
  }
}
