import { expect, it } from 'vitest'
import { answeredElsewhere } from '../../actions/answered-elsewhere.ts'
import { erasePerson, readName } from '../../actions/erase-person.ts'
import { logContact, undoContact } from '../../actions/log-contact.ts'
import { markFixed, tellMood } from '../../actions/mend-case.ts'
import { resolveCase } from '../../actions/resolve-case.ts'
import type { Database } from '../../db/database.ts'
import { eraseDue } from '../../db/erasures.ts'
import { readOpenRecoveries, readRecovery, readRecoveryFigures } from '../../db/recoveries.ts'
import { followRecoveries } from '../../jobs/follow-recoveries.ts'
import { wakeCases } from '../../jobs/wake-cases.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { seedCase, seedShop } from '../support/seed.ts'

const DAY = 86_400_000
const ana = { staffId: 'ana', surface: 'desk' as const }

async function caseOf(db: Database, id: number) {
  return db.kysely.selectFrom('case').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

onBothEngines('a complaint on its way', (engine) => {
  async function open() {
    const { db, clock } = await engine.open()
    const { authorId } = await seedShop(db)
    const caseId = await seedCase(db, authorId)
    const ctx = { db, clock }
    const follow = async () => {
      await followRecoveries(ctx)
      await wakeCases(ctx)
    }
    const answer = () => answeredElsewhere(ctx, ana, { caseId, text: 'On the phone.' })
    return { db, clock, ctx, authorId, caseId, follow, answer }
  }

  it('comes back again and again until somebody says how it ended', async () => {
    const { db, clock, ctx, caseId, follow, answer } = await open()
    await follow()
    expect(await readRecovery(db.kysely, caseId)).toMatchObject({
      outcome: 'open',
      is_addressed: 0,
    })
    // Unanswered it has its promise; no second reminder beside it.
    expect((await caseOf(db, caseId)).follow_up_at).toBeNull()
    await answer()
    await follow()
    expect((await caseOf(db, caseId)).follow_up_at).toBe(TODAY + 3 * DAY)
    for (const days of [3, 14, 14]) {
      if ((await caseOf(db, caseId)).status !== 'resolved') await resolveCase(ctx, ana, caseId)
      await follow()
      await clock.advance(days * DAY - 1)
      await follow()
      expect((await caseOf(db, caseId)).status).toBe('resolved')
      await clock.advance(1)
      await follow()
      expect((await caseOf(db, caseId)).status).toBe('replied')
      const told = await db.kysely
        .selectFrom('case_event')
        .select('at')
        .where('kind', '=', 'case.follow_up_due')
        .execute()
      expect(told.map(({ at }) => at)).toContain(clock.now())
    }
    await markFixed(ctx, ana, { caseId, text: 'A second till at noon.' })
    await tellMood(ctx, ana, { caseId, mood: 'neutral' })
    await resolveCase(ctx, ana, caseId)
    await follow()
    await clock.advance(400 * DAY)
    await follow()
    expect((await caseOf(db, caseId)).status).toBe('resolved')
    expect(await readRecovery(db.kysely, caseId)).toMatchObject({
      outcome: 'settled',
      fix: 'A second till at noon.',
      due_at: null,
    })
  })

  it('leaves a day that staff chose, and a case that sleeps', async () => {
    const { db, ctx, caseId, follow, answer } = await open()
    await answer()
    const chosen = TODAY + 9 * DAY
    await db.kysely.updateTable('case').set({ follow_up_at: chosen }).execute()
    await follow()
    expect((await caseOf(db, caseId)).follow_up_at).toBe(chosen)
    await db.kysely.updateTable('case').set({ follow_up_at: null, snoozed_until: chosen }).execute()
    await followRecoveries(ctx)
    expect((await caseOf(db, caseId)).follow_up_at).toBeNull()
  })

  it('is turned round by a kind call after the answer, whoever is asked', async () => {
    const { db, clock, ctx, caseId, follow, answer } = await open()
    const call = {
      way: 'phone',
      sentiment: 'positive',
      intents: ['thanks'],
      text: 'Happy.',
    } as const
    await logContact(ctx, ana, { ...call, who: { caseId } })
    await clock.advance(1000)
    await answer()
    await follow()
    expect((await readRecovery(db.kysely, caseId))?.outcome).toBe('open')
    await clock.advance(DAY)
    await logContact(ctx, ana, { ...call, who: { caseId } })
    await follow()
    expect(await readRecovery(db.kysely, caseId)).toMatchObject({
      outcome: 'turned_around',
      settled_at: clock.now(),
      due_at: null,
    })
    await follow()
    expect(await readOpenRecoveries(db.kysely, 'juniper', 9)).toEqual([])
  })

  it('is open again where what turned it round is taken back, and comes back by itself', async () => {
    const { db, clock, ctx, caseId, follow, answer } = await open()
    await answer()
    await clock.advance(DAY)
    const { contactId } = await logContact(ctx, ana, {
      who: { caseId },
      way: 'phone',
      sentiment: 'positive',
      intents: ['thanks'],
      text: 'Happy.',
    })
    await resolveCase(ctx, ana, caseId)
    await follow()
    expect((await readRecovery(db.kysely, caseId))?.outcome).toBe('turned_around')
    await undoContact(ctx, ana, contactId)
    await follow()
    const due = clock.now() + 2 * DAY
    expect(await readRecovery(db.kysely, caseId)).toMatchObject({
      outcome: 'open',
      settled_at: null,
      due_at: due,
    })
    await clock.advance(due - clock.now())
    await follow()
    expect((await caseOf(db, caseId)).status).toBe('replied')
  })

  it('is over where its author is erased, and no case of theirs comes back', async () => {
    const { db, clock, ctx, authorId, caseId, follow, answer } = await open()
    await answer()
    await resolveCase(ctx, ana, caseId)
    await follow()
    expect((await caseOf(db, caseId)).follow_up_at).toBe(TODAY + 3 * DAY)
    const olga = { staffId: 'olga', surface: 'cli' } as const
    await erasePerson(ctx, olga, { authorId }, await readName(db.kysely, { authorId }))
    await eraseDue({ ...ctx, scrubInbox: () => {} })
    await clock.advance(3 * DAY)
    await follow()
    await follow()
    expect(await caseOf(db, caseId)).toMatchObject({ status: 'resolved', follow_up_at: null })
    expect(await readRecovery(db.kysely, caseId)).toMatchObject({
      outcome: 'settled',
      due_at: null,
    })
  })

  it('stays turned round where nobody knows any more who it was', async () => {
    const { db, clock, ctx, caseId, follow, answer } = await open()
    await answer()
    await tellMood(ctx, ana, { caseId, mood: 'positive' })
    await resolveCase(ctx, ana, caseId)
    await follow()
    await db.kysely.updateTable('recovery').set({ mood: null }).execute()
    await db.kysely.updateTable('case').set({ person_id: null }).execute()
    await db.kysely.deleteFrom('person_author').execute()
    await clock.advance(60_000)
    await follow()
    expect((await readRecovery(db.kysely, caseId))?.outcome).toBe('turned_around')
  })

  it('counts whether anybody told us, and is no complaint where staff say so', async () => {
    const { db, ctx, authorId, caseId, follow } = await open()
    const tagged = await seedCase(db, authorId)
    const { last_mention_id } = await caseOf(db, tagged)
    await db.kysely
      .updateTable('mention')
      .set({ trigger_type: 'tag' })
      .where('id', '=', last_mention_id)
      .execute()
    await seedCase(db, authorId, { kind: 'praise' })
    const notUs = await seedCase(db, authorId)
    await follow()
    const figures = () => readRecoveryFigures(db.kysely, 'juniper', 0)
    expect(await figures()).toMatchObject({ complaints: 3, notAddressed: 2, open: 3, answered: 0 })
    await db.kysely
      .updateTable('case')
      .set({ status: 'resolved', resolution: 'not_us' })
      .where('id', '=', notUs)
      .execute()
    await tellMood(ctx, ana, { caseId, mood: 'negative' })
    await follow()
    expect(await figures()).toMatchObject({ complaints: 2, notAddressed: 1, open: 1, lost: 1 })
    await expect(tellMood(ctx, ana, { caseId, mood: 'glad' })).rejects.toMatchObject({
      code: 'mood',
    })
  })
})
