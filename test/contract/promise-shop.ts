import type { Insertable } from 'kysely'
import type { SimulatedClock } from '../../core/clock.ts'
import { silentLogger } from '../../core/logger.ts'
import { givePromise } from '../../core/promise.ts'
import type { Database } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import { createDeadlineWatch } from '../../jobs/watch-deadlines.ts'
import { TODAY } from '../support/engines.ts'
import { seedCase, seedShop } from '../support/seed.ts'

export const MINUTE = 60_000

interface Step {
  lane: string
  dueAt: number
  steps: { caseId: number; level: number }[]
}

/** A shop with a watch that looks every minute, and a promise of an hour a case unless a test says another. */
export async function openShop(db: Database, clock: SimulatedClock) {
  const { authorId } = await seedShop(db)
  const set = (key: string, value: object) =>
    db.kysely
      .insertInto('setting')
      .values({ key, value: JSON.stringify(value), updated_at: TODAY, updated_by: 'test' })
      .execute()
  await set('duty', { roster: [], group: 'S1', lead: 'olga', zone: null })
  await set('alerts', { night: '22:00-07:00' })
  await set('group.S1', ['mara'])
  const watch = createDeadlineWatch({ db, clock, log: silentLogger })
  return {
    open(more: Partial<Insertable<Schema['case']>> = {}, minutes = 60) {
      const { warnAt, dueAt, leadAt } = givePromise(clock.now(), minutes, null)
      return seedCase(db, authorId, {
        opened_at: clock.now(),
        promise_minutes: minutes,
        warn_at: warnAt,
        due_at: dueAt,
        lead_at: leadAt,
        nudge_at: warnAt,
        owner_id: 'sam',
        ...more,
      })
    },
    watch,
    async pass(minutes: number) {
      for (let minute = 0; minute < minutes; minute++) {
        await clock.advance(MINUTE)
        await watch()
      }
    },
    async nudges(): Promise<Step[]> {
      const rows = await db.kysely
        .selectFrom('outbox')
        .select(['lane', 'payload', 'due_at'])
        .where('kind', '=', 'nudge.post')
        .orderBy('id')
        .execute()
      return rows.map((row) => ({
        lane: row.lane,
        dueAt: row.due_at,
        steps: (JSON.parse(row.payload) as Step).steps,
      }))
    },
    /** As the outbox does when all of it went out. */
    async sendAll() {
      await db.kysely
        .updateTable('outbox')
        .set({ state: 'sent', sent_at: clock.now() })
        .where('state', '=', 'pending')
        .where('due_at', '<=', clock.now())
        .execute()
    },
  }
}
