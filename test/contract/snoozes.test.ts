import { expect, it } from 'vitest'
import { readOpenCases } from '../../db/figures.ts'
import { wakeCases } from '../../jobs/wake-cases.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { HOUR } from '../support/listening-desk.ts'
import { openShop } from './verb-shop.ts'

onBothEngines('what comes back by itself', (engine) => {
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
})
