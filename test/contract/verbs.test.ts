import { expect, it } from 'vitest'
import { type PlainVerb, performVerb, type VerbValues } from '../../actions/perform-verb.ts'
import { resolveByMark } from '../../actions/resolve-by-mark.ts'
import { sendReply } from '../../actions/send-reply.ts'
import { AFTER_COMPLAINTS } from '../../core/case.ts'
import { RefusedError } from '../../core/errors.ts'
import { createBatchWriter } from '../../db/batch-writer.ts'
import { readCaseEvents } from '../../db/case-events.ts'
import { readOpenCases } from '../../db/figures.ts'
import { wakeCases } from '../../jobs/wake-cases.ts'
import { compileSources } from '../../pipeline/compile-sources.ts'
import { createIngest } from '../../pipeline/ingest.ts'
import { loadWatchList } from '../../pipeline/watch-list.ts'
import { plain } from '../../views/card.ts'
import { eventLine } from '../../views/thread-note.ts'
import { type Engine, onBothEngines, TODAY } from '../support/engines.ts'
import { batchOf, OPEN_POLICY, plainReader, post } from '../support/listening-desk.ts'
import { seedCase, seedShop } from '../support/seed.ts'

const HOUR = 3_600_000
const as = (staffId: string) => ({ staffId, surface: 'slack' as const })

async function openShop(engine: Engine) {
  const { db, clock } = await engine.open()
  const { authorId } = await seedShop(db)
  await db.kysely
    .insertInto('query')
    .values({
      id: 'q1',
      brand_id: 'juniper',
      source: 'juniper',
      enabled: 1,
      created_at: TODAY,
      updated_at: TODAY,
    })
    .execute()
  const ctx = { db, clock }
  return {
    db,
    clock,
    ctx,
    open: (row: Parameters<typeof seedCase>[2] = {}) => seedCase(db, authorId, row),
    async act(who: string, verb: PlainVerb, caseId: number, values: VerbValues = {}) {
      try {
        await performVerb(ctx, as(who), { verb, caseId, values })
        return 'done'
      } catch (error) {
        if (error instanceof RefusedError) return error.code
        throw error
      }
    },
    row: (id: number) =>
      db.kysely.selectFrom('case').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    async hear(nativeId: string, text: string, by = 'did:plc:nadia') {
      const watchList = await loadWatchList(db, compileSources)
      const ingest = createIngest({
        db,
        writer: createBatchWriter(db),
        clock,
        understander: plainReader,
        watchList: () => watchList,
      })
      const createdAt = clock.now()
      const words = `${text} ${nativeId} ${nativeId}-more ${nativeId}-words`
      const item = post(nativeId, words, { by, createdAt, receivedAt: createdAt })
      await ingest(batchOf([item]), { connectionId: 'bsky', policy: OPEN_POLICY })
    },
    cases: () => db.kysely.selectFrom('case').selectAll().orderBy('id').execute(),
    /** Direct messages to colleagues, and when each is due. */
    async notes() {
      const rows = await db.kysely
        .selectFrom('outbox')
        .select(['lane', 'due_at', 'priority'])
        .where('kind', '=', 'staff.note')
        .orderBy('id')
        .execute()
      return rows.map(({ lane, due_at, priority }) => ({ lane, due_at, priority }))
    },
    /** What the thread of a case says. */
    async told(caseId: number) {
      const ids = await db.kysely
        .selectFrom('case_event')
        .select('id')
        .where('case_id', '=', caseId)
        .execute()
      const events = await readCaseEvents(
        db.kysely,
        ids.map(({ id }) => id),
      )
      return events.map((event) => plain(eventLine({ ...event, reply: null }) ?? []))
    },
  }
}

onBothEngines('verbs', (engine) => {
  it('assign and hand over move a case, say so in its thread and tell the colleague', async () => {
    const { act, open, row, told, notes } = await openShop(engine)
    const id = await open()
    expect(await act('ana', 'case.hand_over', id, { to: 'sam' })).toBe('not_yours')
    expect(await act('mara', 'case.assign', id, { to: 'vic' })).toBe('no_colleague')
    expect(await act('mara', 'case.assign', id, { to: 'ana' })).toBe('done')
    expect(await act('mara', 'case.assign', id, { to: 'ana' })).toBe('has_it')
    expect(await act('ana', 'case.hand_over', id, { to: 'sam', text: ' Speaks Dutch. ' })).toBe(
      'done',
    )
    expect(await row(id)).toMatchObject({ owner_id: 'sam', status: 'claimed', version: 3 })
    expect(await told(id)).toEqual([
      'Mara gave this to Ana.',
      'Ana handed this over to Sam: Speaks Dutch.',
    ])
    expect(await notes()).toMatchObject([{ lane: 'slack:U_ana' }, { lane: 'slack:U_sam' }])
  })

  it('a message to a colleague waits for the end of their quiet hours; an emergency does not', async () => {
    const { db, act, open, notes } = await openShop(engine)
    await db.kysely
      .updateTable('staff')
      .set({ quiet: '13:00-18:00' })
      .where('id', '=', 'sam')
      .execute()
    await act('mara', 'case.assign', await open(), { to: 'sam' })
    await act('mara', 'case.assign', await open({ kind: 'emergency' }), { to: 'sam' })
    expect(await notes()).toEqual([
      { lane: 'slack:U_sam', due_at: Date.UTC(2026, 10, 19, 18), priority: AFTER_COMPLAINTS },
      { lane: 'slack:U_sam', due_at: TODAY, priority: 0 },
    ])
  })

  it('a note stays inside, also on a closed case, and needs words', async () => {
    const { db, act, open, told } = await openShop(engine)
    const id = await open({ status: 'resolved' })
    expect(await act('ana', 'case.note', id, { text: ' \u200B ' })).toBe('empty')
    expect(await act('ana', 'case.note', id, { text: 'x'.repeat(2001) })).toBe('too_long')
    expect(await act('ana', 'case.note', id, { text: 'She called us.' })).toBe('done')
    expect(await told(id)).toEqual(['Ana noted: She called us.'])
    expect(await db.kysely.selectFrom('reply').selectAll().execute()).toEqual([])
    const kinds = await db.kysely.selectFrom('outbox').select('kind').distinct().execute()
    expect(kinds.map(({ kind }) => kind).toSorted()).toEqual(['card.update', 'thread.note'])
  })

  it('a snoozed case comes back when its time is over, and not before', async () => {
    const { act, open, row, ctx, clock, told } = await openShop(engine)
    const id = await open({ due_at: TODAY + 9 * HOUR, nudge_at: TODAY + HOUR })
    expect(await act('ana', 'case.snooze', id, { when: '2026-11-18' })).toBe('past')
    expect(await act('ana', 'case.snooze', id, { when: 'some day' })).toBe('no_time')
    expect(await act('ana', 'case.snooze', id, { when: '4h' })).toBe('done')
    const asleep = { snoozed_until: TODAY + 4 * HOUR, nudge_at: TODAY + 4 * HOUR }
    expect(await row(id)).toMatchObject({ ...asleep, owner_id: 'ana' })
    await clock.advance(4 * HOUR - 1)
    expect(await wakeCases(ctx)).toBe(0)
    await clock.advance(1)
    expect(await wakeCases(ctx)).toBe(1)
    expect(await wakeCases(ctx)).toBe(0)
    expect(await row(id)).toMatchObject({ snoozed_until: null })
    expect(await told(id)).toEqual([
      'Ana snoozed this until 17:30.',
      'This is back from its snooze.',
    ])
  })

  it('sleeping cases stand behind those that wait', async () => {
    const { act, open, db } = await openShop(engine)
    const [soon, late] = [await open(), await open({ due_at: TODAY + 9 * HOUR })]
    expect(await readOpenCases(db.kysely, 'juniper', 10)).toEqual([soon, late])
    await act('ana', 'case.snooze', soon, { when: '1h' })
    expect(await readOpenCases(db.kysely, 'juniper', 10)).toEqual([late, soon])
  })

  it('a snooze ends no later than the promise, while nobody has answered', async () => {
    const { act, open, row } = await openShop(engine)
    const id = await open()
    await act('ana', 'case.snooze', id, { date: '2026-12-01', when: '1h' })
    expect(await row(id)).toMatchObject({ snoozed_until: TODAY + HOUR })
    const answered = await open({ answered_at: TODAY, status: 'replied' })
    await act('ana', 'case.snooze', answered, { date: '2026-12-01', when: '1h' })
    expect(await row(answered)).toMatchObject({ snoozed_until: Date.UTC(2026, 11, 1, 9) })
  })

  it('a new post of the same author wakes a snoozed case at once; one of somebody else does not', async () => {
    const { act, hear, cases, told } = await openShop(engine)
    await hear('one', 'juniper is awful')
    const [first] = await cases()
    const id = first?.id ?? 0
    await act('ana', 'case.snooze', id, { when: '1h' })
    await hear('other', 'juniper is awful again', 'somebody')
    expect((await cases())[0]).toMatchObject({ snoozed_until: TODAY + HOUR })
    await hear('two', 'still awful, juniper')
    expect((await cases())[0]).toMatchObject({ snoozed_until: null, mentions: 2, owner_id: 'ana' })
    expect(await told(id)).toContain('This is back from its snooze.')
  })

  it('escalating calls the lead with the reason, and leaves the owner', async () => {
    const { act, open, row, told, notes } = await openShop(engine)
    const id = await open({ owner_id: 'ana', status: 'claimed' })
    expect(await act('ana', 'case.escalate', id, { text: '' })).toBe('empty')
    expect(await act('olga', 'case.escalate', id, { text: 'Help' })).toBe('own_lead')
    expect(await act('ana', 'case.escalate', id, { text: 'Asks for a lawyer.' })).toBe('done')
    expect(await row(id)).toMatchObject({ owner_id: 'ana', escalated_at: TODAY })
    expect(await told(id)).toEqual(['Ana called Olga to this: Asks for a lawyer.'])
    expect(await notes()).toMatchObject([{ lane: 'slack:U_olga' }])
  })

  it('an ignored author makes no case but an emergency, until heard again', async () => {
    const { db, act, hear, cases, row } = await openShop(engine)
    await hear('one', 'juniper is awful')
    const id = (await cases())[0]?.id ?? 0
    expect(await act('mara', 'case.ignore_author', id)).toBe('done')
    expect(await row(id)).toMatchObject({ status: 'resolved', resolution: 'ignored' })
    await hear('two', 'juniper is awful, I say')
    expect(await cases()).toHaveLength(1)
    expect(await db.kysely.selectFrom('label').select('mention_id').execute()).toHaveLength(2)
    await hear('three', 'fire at juniper')
    expect(await cases()).toHaveLength(2)
    expect(await act('mara', 'case.heed_author', id)).toBe('done')
    expect(await row(id)).toMatchObject({ status: 'claimed', resolution: null, resolved_at: null })
    expect(await db.kysely.selectFrom('ignored_author').selectAll().execute()).toEqual([])
  })

  it('a muted word makes no case but an emergency, until heard again', async () => {
    const { act, open, hear, cases, told } = await openShop(engine)
    const id = await open({ author_id: null })
    expect(await act('mara', 'case.mute_word', id, { word: 'aw' })).toBe('short')
    expect(await act('mara', 'case.mute_word', id, { word: ' “Giveaway” ' })).toBe('done')
    expect(await act('mara', 'case.mute_word', id, { word: 'GIVEAWAY' })).toBe('muted')
    await hear('one', 'awful juniper giveaway', 'a')
    await hear('two', 'awful juniper giveawayday', 'b')
    await hear('three', 'fire at the juniper giveaway', 'c')
    expect((await cases()).map(({ kind }) => kind)).toEqual(['complaint', 'complaint', 'emergency'])
    expect(await act('mara', 'case.unmute_word', id, { word: 'giveaway' })).toBe('done')
    await hear('four', 'awful juniper giveaway, really', 'd')
    expect(await cases()).toHaveLength(4)
    expect((await told(id))[0]).toBe('Mara muted “giveaway”. Emergencies still come.')
  })

  it('a follow-up brings a resolved case back to whoever had it, on the day', async () => {
    const { act, open, row, ctx, clock, notes } = await openShop(engine)
    const id = await open({ owner_id: 'ana', status: 'claimed', answered_at: TODAY })
    await act('ana', 'case.follow_up', id, { when: '2d' })
    await act('ana', 'case.resolve', id)
    expect(await row(id)).toMatchObject({ follow_up_at: Date.UTC(2026, 10, 21, 9) })
    await clock.advance(Date.UTC(2026, 10, 21, 9) - TODAY)
    expect(await wakeCases(ctx)).toBe(1)
    expect(await row(id)).toMatchObject({
      status: 'replied',
      follow_up_at: null,
      follow_up_since: Date.UTC(2026, 10, 21, 9),
      owner_id: 'ana',
    })
    expect(await notes()).toMatchObject([{ lane: 'slack:U_ana' }])
    expect(await wakeCases(ctx)).toBe(0)
    await act('ana', 'case.resolve', id)
    expect(await row(id)).toMatchObject({ follow_up_since: null })
  })

  it('a follow-up can be taken back', async () => {
    const { act, open, row, told } = await openShop(engine)
    const id = await open()
    await act('ana', 'case.follow_up', id, { date: '2026-12-01' })
    await act('ana', 'case.follow_up', id, { when: 'never' })
    expect(await row(id)).toMatchObject({ follow_up_at: null, owner_id: 'ana' })
    expect(await told(id)).toEqual([
      'Ana looks after this again at 09:00 on 1 December.',
      'Ana needs no follow-up any more.',
    ])
  })

  it('joined cases have all posts, the more pressing kind and the nearer promise', async () => {
    const { db, act, open, row, told } = await openShop(engine)
    const kept = await open({ kind: 'praise', due_at: TODAY + 9 * HOUR, owner_id: 'sam' })
    const merged = await open({ due_at: TODAY + HOUR, warn_at: TODAY + 1 })
    expect(await act('ana', 'case.merge', merged, { into: 'x' })).toBe('no_case')
    expect(await act('ana', 'case.merge', merged, { into: String(merged) })).toBe('same')
    expect(await act('ana', 'case.merge', merged, { into: String(kept) })).toBe('done')
    expect(await row(kept)).toMatchObject({
      kind: 'complaint',
      due_at: TODAY + HOUR,
      warn_at: TODAY + 1,
      mentions: 2,
      owner_id: 'sam',
    })
    expect(await row(merged)).toMatchObject({ status: 'resolved', merged_into: kept, mentions: 0 })
    const links = await db.kysely.selectFrom('case_mention').select('case_id').execute()
    expect(links.map(({ case_id }) => case_id)).toEqual([kept, kept])
    expect(await act('ana', 'case.reopen', merged)).toBe('merged')
    expect(await told(kept)).toEqual([`Ana joined case ${merged} to this one.`])
    expect(await told(merged)).toEqual([`Ana joined this to case ${kept}.`])
  })

  it('of two people who join a pair crosswise one is refused', async () => {
    const { act, open, cases } = await openShop(engine)
    const [a, b] = [await open(), await open()]
    const results = await Promise.all([
      act('ana', 'case.merge', a, { into: String(b) }),
      act('sam', 'case.merge', b, { into: String(a) }),
    ])
    expect(results.toSorted()).toEqual(['closed', 'done'])
    expect((await cases()).filter(({ merged_into }) => merged_into !== null)).toHaveLength(1)
  })

  it('answered elsewhere keeps the promise, and stops a reply that was begun before', async () => {
    const { act, open, row, ctx, told } = await openShop(engine)
    const id = await open()
    expect(await act('ana', 'case.answered_elsewhere', id, { text: 'On the phone.' })).toBe('done')
    expect(await row(id)).toMatchObject({ status: 'replied', answered_at: TODAY, owner_id: 'ana' })
    expect(await act('sam', 'case.answered_elsewhere', id)).toBe('answered')
    const late = { caseId: id, text: 'Sorry.', pressKey: 'p', seenVersion: 1 }
    await expect(sendReply(ctx, as('sam'), late)).rejects.toMatchObject({ code: 'answered' })
    expect(await told(id)).toEqual(['Ana answered this elsewhere: On the phone.'])
  })

  it('praise reaches a colleague once a post, also one who only looks', async () => {
    const { db, act, open, notes } = await openShop(engine)
    const id = await open({ kind: 'praise' })
    expect(await act('ana', 'case.kudos', id, { to: 'ana' })).toBe('own_kudos')
    expect(await act('ana', 'case.kudos', id, { to: 'vic' })).toBe('done')
    expect(await act('sam', 'case.kudos', id, { to: 'vic' })).toBe('told')
    expect(await notes()).toMatchObject([{ lane: 'slack:U_vic' }])
    const rows = await db.kysely.selectFrom('kudos').select(['staff_id', 'by_id']).execute()
    expect(rows).toEqual([{ staff_id: 'vic', by_id: 'ana' }])
  })

  it('a check mark asks first where nothing was sent, once, and resolves where something was', async () => {
    const { db, ctx, open, row } = await openShop(engine)
    const silent = await open()
    await resolveByMark(ctx, as('ana'), silent)
    await resolveByMark(ctx, as('ana'), silent)
    expect(await row(silent)).toMatchObject({ status: 'new', version: 1 })
    const asked = await db.kysely
      .selectFrom('outbox')
      .select('case_id')
      .where('kind', '=', 'thread.ask')
      .execute()
    expect(asked).toEqual([{ case_id: silent }])
    const answered = await open({ answered_at: TODAY, status: 'replied' })
    await resolveByMark(ctx, as('ana'), answered)
    expect(await row(answered)).toMatchObject({ status: 'resolved' })
  })
})
