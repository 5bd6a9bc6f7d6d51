import { expect, it } from 'vitest'
import { decideReply } from '../../actions/decide-reply.ts'
import { readDraft } from '../../db/drafts.ts'
import { caseCard } from '../../views/case-card.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { DAY } from '../support/listening-desk.ts'
import { as, openShop } from './reply-shop.ts'

onBothEngines('replies that a second person reads', (engine) => {
  it('wait for a second person where they touch money back, and go back with a reason', async () => {
    const shop = await openShop(engine)
    const id = await shop.aCase()
    const text = 'You get your money back, I will see to it.'
    const shown = ['promise']
    const sheet = await shop.open('ana', id)
    expect(await shop.send('ana', id, sheet, text, { shown })).toBe('waiting')
    expect(await shop.row(id)).toMatchObject({ status: 'waiting_approval' })
    const waiting = (await shop.factsOf(id)).waitingReply
    expect(waiting).toMatchObject({ text, by: { name: 'Ana' } })
    expect(waiting?.why).toContain('money back')
    const replyId = waiting?.id ?? 0
    const back = { replyId, approve: false, reason: ' ' }
    await expect(decideReply(shop.ctx, as('mara'), back)).rejects.toThrow('Say why')
    await decideReply(shop.ctx, as('mara'), { ...back, reason: 'Too blunt.' })
    expect(await shop.row(id)).toMatchObject({ status: 'claimed', owner_id: 'ana' })
    expect(await readDraft(shop.db.kysely, id, 'ana')).toBe(text)
    expect((await shop.factsOf(id)).lastReply).toMatchObject({
      state: 'refused',
      error: 'Mara sent it back: Too blunt.',
    })
    const note = await shop.db.kysely
      .selectFrom('outbox')
      .select('lane')
      .where('kind', '=', 'staff.note')
      .execute()
    expect(note).toEqual([{ lane: 'slack:U_ana' }])
    // An approver needs nobody.
    expect(
      await shop.send('mara', id, await shop.open('mara', id), text, { shown, anyway: true }),
    ).toBe('sent')
  })

  it('of ten who decide at once one does; nobody agrees to their own words', async () => {
    const shop = await openShop(engine)
    const id = await shop.aCase()
    const text = 'About your refund: we look at it today.'
    const sheet = await shop.open('ana', id)
    expect(await shop.send('ana', id, sheet, text)).toBe('waiting')
    const replyId = (await shop.factsOf(id)).waitingReply?.id ?? 0
    await shop.db.kysely
      .updateTable('staff')
      .set({ role: 'owner' })
      .where('id', '=', 'ana')
      .execute()
    const approve = { replyId, approve: true, reason: '' }
    await expect(decideReply(shop.ctx, as('ana'), approve)).rejects.toThrow('You wrote this')
    const all = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) =>
        decideReply(shop.ctx, as(i % 2 === 0 ? 'mara' : 'olga'), approve),
      ),
    )
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const [reply] = await shop.replies()
    expect(reply?.state).toBe('queued')
    const boxes = await shop.db.kysely
      .selectFrom('outbox')
      .select('key')
      .where('kind', '=', 'network.reply')
      .execute()
    expect(boxes).toEqual([{ key: `reply:${replyId}` }])
  })

  it('what was written before the post was removed, or before another answer, is not agreed to', async () => {
    const shop = await openShop(engine)
    const [gone, answered] = [await shop.aCase(), await shop.aCase()]
    for (const id of [gone, answered])
      await shop.send('ana', id, await shop.open('ana', id), `About the refund (${id}).`)
    const of = async (id: number) => (await shop.factsOf(id)).waitingReply?.id ?? 0
    const facts = await shop.factsOf(gone)
    await shop.db.kysely
      .updateTable('mention')
      .set({ state: 'deleted' })
      .where('id', '=', facts.mentionId)
      .execute()
    const agree = async (id: number) =>
      decideReply(shop.ctx, as('mara'), { replyId: await of(id), approve: true, reason: '' })
    await expect(agree(gone)).rejects.toThrow('removed the post')
    // The case closed with the post; its writer still gets the words back.
    await shop.db.kysely
      .updateTable('case')
      .set({ status: 'closed_by_author' })
      .where('id', '=', gone)
      .execute()
    await expect(agree(gone)).rejects.toThrow('removed the post')
    expect(caseCard(await shop.view(gone), TODAY).buttons.map(({ label }) => label)).toEqual([
      'Review reply…',
    ])
    const back = { replyId: await of(gone), approve: false, reason: 'The post is gone.' }
    await decideReply(shop.ctx, as('mara'), back)
    expect(await readDraft(shop.db.kysely, gone, 'ana')).toContain('About the refund')
    expect(await shop.row(gone)).toMatchObject({ status: 'closed_by_author' })
    expect((await shop.factsOf(gone)).waitingReply).toBeNull()
    const sheet = await shop.open('mara', answered)
    expect(await shop.send('mara', answered, sheet, 'We call you.', { anyway: true })).toBe('sent')
    await expect(agree(answered)).rejects.toThrow('Mara answered this')
  })

  it('new people are read first; whoever came with the team is not new', async () => {
    const shop = await openShop(engine)
    await shop.db.kysely
      .updateTable('staff')
      .set({ created_at: TODAY - 100 * DAY })
      .where('id', '<>', 'sam')
      .execute()
    const id = await shop.aCase()
    expect(await shop.send('sam', id, await shop.open('sam', id), 'Sorry.')).toBe('waiting')
    await shop.clock.advance(15 * DAY)
    const later = await shop.aCase()
    expect(await shop.send('sam', later, await shop.open('sam', later), 'Hello.')).toBe('sent')
  })
})
