import { expect, it } from 'vitest'
import { resolveByMark } from '../../actions/resolve-by-mark.ts'
import { sendReply } from '../../actions/send-reply.ts'
import { AFTER_COMPLAINTS } from '../../core/case.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { HOUR } from '../support/listening-desk.ts'
import { as, openShop } from './verb-shop.ts'

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
