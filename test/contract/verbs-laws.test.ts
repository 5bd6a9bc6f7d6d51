import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PLAIN_VERBS, performVerb } from '../../actions/perform-verb.ts'
import { type CaseStatus, isOpen } from '../../core/case.ts'
import { RefusedError } from '../../core/errors.ts'
import { silentLogger } from '../../core/logger.ts'
import type { Database } from '../../db/database.ts'
import { wakeCases } from '../../jobs/wake-cases.ts'
import { createDeadlineWatch } from '../../jobs/watch-deadlines.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { seedCase, seedShop } from '../support/seed.ts'

const CASES = 3
const MINUTE = 60_000
const STAFF = ['ana', 'sam', 'mara', 'olga', 'vic', 'nobody'] as const

const TURNS = ['case.snooze', 'case.resolve', 'case.reopen', 'case.merge'] as const

/** Verbs of several people at once, and then some time goes by. */
const moment = fc.record({
  acts: fc.array(
    fc.record({
      who: fc.constantFrom(...STAFF),
      // What opens, closes and sleeps comes more often: most of what can go wrong is between them.
      verb: fc.oneof(fc.constantFrom(...PLAIN_VERBS), fc.constantFrom(...TURNS)),
      on: fc.nat({ max: CASES - 1 }),
      into: fc.nat({ max: CASES - 1 }),
      to: fc.constantFrom(...STAFF),
      text: fc.constantFrom('', 'A word.'),
      when: fc.constantFrom('1h', '2d', 'never'),
      word: fc.constantFrom('giveaway', 'raffle'),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  laterMs: fc.constantFrom(0, 0, 0, 30 * MINUTE, 70 * MINUTE, 3 * 1440 * MINUTE),
})

async function expectLaws(db: Database, ids: readonly number[]) {
  const cases = await db.kysely.selectFrom('case').selectAll().where('id', 'in', ids).execute()
  let links = 0
  for (const one of cases) {
    const of = (rows: readonly object[]) => rows.length
    const events = await db.kysely
      .selectFrom('case_event')
      .select('kind')
      .where('case_id', '=', one.id)
      .execute()
    const audit = await db.kysely
      .selectFrom('audit')
      .select('id')
      .where('subject', '=', `case:${one.id}`)
      .execute()
    const told = await db.kysely
      .selectFrom('outbox')
      .select('id')
      .where('case_id', '=', one.id)
      .where('kind', '=', 'thread.note')
      .execute()
    const posts = await db.kysely
      .selectFrom('case_mention')
      .select('mention_id')
      .where('case_id', '=', one.id)
      .execute()
    links += of(posts)
    // Every change is one version, one event, one line in the thread and one row of the audit.
    expect(one.version).toBe(1 + of(events))
    expect(of(told)).toBe(of(events))
    expect(of(audit)).toBe(of(events.filter(({ kind }) => kind !== 'case.merged')))
    expect(one.mentions).toBe(of(posts))
    expect(one.status === 'new').toBe(isOpen(one.status as CaseStatus) && one.owner_id === null)
    if (!isOpen(one.status as CaseStatus)) expect(one.snoozed_until).toBeNull()
    if (one.merged_into !== null) expect(one).toMatchObject({ status: 'resolved', mentions: 0 })
  }
  expect(links).toBe(ids.length)
}

onBothEngines('whatever staff do at once', (engine) => {
  it('every change is told once, no post is lost, and nothing sleeps that is over', async () => {
    const { db, clock } = await engine.open()
    const { authorId } = await seedShop(db)
    const ctx = { db, clock }
    await fc.assert(
      fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 5 }), async (moments) => {
        const ids: number[] = []
        for (let i = 0; i < CASES; i++)
          ids.push(await seedCase(db, authorId, { due_at: clock.now() + 60 * MINUTE }))
        for (const { acts, laterMs } of moments) {
          await Promise.all(
            acts.map(async ({ who, verb, on, into, ...rest }) => {
              const actor = { staffId: who, surface: 'slack' as const }
              const values = { ...rest, into: String(ids[into]) }
              const press = { verb, caseId: ids[on] ?? 0, values }
              await performVerb(ctx, actor, press).catch((error: unknown) => {
                if (!(error instanceof RefusedError)) throw error
              })
            }),
          )
          await clock.advance(laterMs)
          await wakeCases(ctx)
        }
        await expectLaws(db, ids)
      }),
      { numRuns: engine.dialect === 'sqlite' ? 200 : 60 },
    )
  })

  it('nobody is reminded of what sleeps; when it wakes, they are', async () => {
    const { db, clock } = await engine.open()
    const { authorId } = await seedShop(db)
    const due = { due_at: TODAY + 60 * MINUTE, warn_at: TODAY + 10 * MINUTE }
    const id = await seedCase(db, authorId, { ...due, nudge_at: TODAY + 10 * MINUTE })
    const ctx = { db, clock }
    const snooze = { verb: 'case.snooze' as const, caseId: id, values: { when: '4h' } }
    await performVerb(ctx, { staffId: 'ana', surface: 'slack' }, snooze)
    const watch = createDeadlineWatch({ ...ctx, log: silentLogger })
    const nudges = async () => (await db.kysely.selectFrom('nudge').selectAll().execute()).length
    for (let minute = 0; minute < 59; minute++) {
      await clock.advance(MINUTE)
      await wakeCases(ctx)
      await watch()
    }
    expect(await nudges()).toBe(0)
    await clock.advance(MINUTE)
    await wakeCases(ctx)
    await watch()
    expect(await nudges()).toBe(1)
  })
})
