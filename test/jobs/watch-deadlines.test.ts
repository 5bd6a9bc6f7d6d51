import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSimulatedClock } from '../../core/clock.ts'
import { silentLogger } from '../../core/logger.ts'
import { givePromise } from '../../core/promise.ts'
import type { Database } from '../../db/database.ts'
import { createDeadlineWatch } from '../../jobs/watch-deadlines.ts'
import { openMemory } from '../support/made-database.ts'
import { seedCase, seedShop } from '../support/seed.ts'

const MIDNIGHT = Date.UTC(2026, 10, 19)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const STEP = 5 * MINUTE

/** What may happen to a case, and when: minutes after midnight. */
const play = fc.record({
  opened: fc.integer({ min: 0, max: 1400 }),
  minutes: fc.constantFrom(15, 60, 240),
  isEmergency: fc.boolean(),
  owner: fc.constantFrom(null, 'sam', 'ana'),
  answered: fc.option(fc.integer({ min: 0, max: 2000 })),
  resolved: fc.option(fc.integer({ min: 0, max: 2000 })),
})

it('never tells more than three times of a case, nor after its answer, nor at night but of emergencies to duty', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(play, { minLength: 1, maxLength: 6 }), async (plays) => {
      const clock = createSimulatedClock(MIDNIGHT)
      const db = await openMemory({ clock })
      await prepare(db)
      const ids = new Map<number, (typeof plays)[number]>()
      // Two watches, as two processes have them.
      const watches = [0, 1].map(() => createDeadlineWatch({ db, clock, log: silentLogger }))
      const { id: authorId } = await db.kysely
        .selectFrom('author')
        .select('id')
        .executeTakeFirstOrThrow()
      for (let minute = 0; minute < 2200; minute += STEP / MINUTE) {
        for (const one of plays)
          if (one.opened >= minute && one.opened < minute + STEP / MINUTE)
            ids.set(await openCase(db, authorId, one, clock.now()), one)
        for (const [id, one] of ids) {
          if (one.answered !== null && one.opened + one.answered <= minute)
            await set(db, id, { answered_at: MIDNIGHT + (one.opened + one.answered) * MINUTE })
          if (one.resolved !== null && one.opened + one.resolved <= minute)
            await set(db, id, { status: 'resolved' })
        }
        for (const watch of watches) await watch()
        await clock.advance(STEP)
      }
      await expectQuiet(db, ids)
      await db.close()
    }),
    { numRuns: 25 },
  )
})

it('reminds duty where whoever was suggested has quiet hours meanwhile, and whoever has the case when theirs are over', async () => {
  const clock = createSimulatedClock(MIDNIGHT + 12 * HOUR)
  const db = await openMemory({ clock })
  await prepare(db)
  const { id: authorId } = await db.kysely
    .selectFrom('author')
    .select('id')
    .executeTakeFirstOrThrow()
  await db.kysely
    .updateTable('staff')
    .set({ quiet: '12:30-20:00' })
    .where('id', '=', 'sam')
    .execute()
  const of = { minutes: 60, isEmergency: false }
  for (const owner of [null, 'sam']) {
    const id = await openCase(db, authorId, { ...of, owner }, clock.now())
    await set(db, id, { suggested_id: 'sam' })
  }
  const watch = createDeadlineWatch({ db, clock, log: silentLogger })
  for (let i = 0; i < 10; i++) {
    await watch()
    await clock.advance(STEP)
  }
  const rows = await db.kysely
    .selectFrom('outbox')
    .select(['lane', 'due_at'])
    .where('kind', '=', 'nudge.post')
    .orderBy('lane')
    .execute()
  // Duty has nobody at noon, so the lead is called.
  expect(rows).toEqual([
    { lane: 'slack:U_olga', due_at: MIDNIGHT + 12.75 * HOUR },
    { lane: 'slack:U_sam', due_at: MIDNIGHT + 20 * HOUR },
  ])
  await db.close()
})

async function prepare(db: Database): Promise<void> {
  await seedShop(db)
  const duty = { roster: [{ staff: 'mara', days: ['wed', 'thu', 'fri'], hours: '18:00-08:00' }] }
  for (const [key, value] of [
    ['duty', { ...duty, lead: 'olga' }],
    ['alerts', { night: '22:00-07:00' }],
  ] as const)
    await db.kysely
      .insertInto('setting')
      .values({ key, value: JSON.stringify(value), updated_at: 0, updated_by: 'test' })
      .execute()
}

function openCase(
  db: Database,
  authorId: number,
  one: { minutes: number; isEmergency: boolean; owner: string | null },
  now: number,
): Promise<number> {
  const { warnAt, dueAt, leadAt } = givePromise(now, one.minutes, null)
  return seedCase(db, authorId, {
    kind: one.isEmergency ? 'emergency' : 'complaint',
    owner_id: one.owner,
    opened_at: now,
    warn_at: warnAt,
    due_at: dueAt,
    lead_at: leadAt,
    nudge_at: one.isEmergency ? now : warnAt,
  })
}

async function set(db: Database, id: number, values: object): Promise<void> {
  await db.kysely.updateTable('case').set(values).where('id', '=', id).execute()
}

async function expectQuiet(
  db: Database,
  cases: ReadonlyMap<number, { opened: number; answered: number | null; isEmergency: boolean }>,
): Promise<void> {
  const nudges = await db.kysely.selectFrom('nudge').selectAll().execute()
  for (const [id, one] of cases) {
    const own = nudges.filter((row) => row.case_id === id)
    expect(own.length).toBeLessThanOrEqual(3)
    const answeredAt = MIDNIGHT + (one.opened + (one.answered ?? Infinity)) * MINUTE
    expect(own.filter(({ at }) => at >= answeredAt + STEP)).toEqual([])
  }
  const rows = await db.kysely
    .selectFrom('outbox')
    .selectAll()
    .where('kind', '=', 'nudge.post')
    .execute()
  // Each step stands in one message.
  const told = rows.flatMap((row) => (JSON.parse(row.payload) as { steps: object[] }).steps)
  expect(told).toHaveLength(nudges.length)
  for (const row of rows) {
    const hour = new Date(row.due_at).getUTCHours()
    if (hour < 22 && hour >= 7) continue
    expect(row.lane).toBe('slack:U_mara')
    const { steps } = JSON.parse(row.payload) as { steps: { caseId: number }[] }
    expect(steps.every(({ caseId }) => cases.get(caseId)?.isEmergency)).toBe(true)
  }
}
