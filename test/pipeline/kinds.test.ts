import { expect, it } from 'vitest'
import { CASE_KINDS, kindOfPost } from '../../core/case.ts'
import { promisedMinutes } from '../../core/promise.ts'
import {
  casesOf,
  countBothWays,
  HOUR,
  NOON,
  openDesk,
  outboxOf,
  post,
} from '../support/listening-desk.ts'

it('reads from intents and mood what work a post asks for', () => {
  expect(kindOfPost(['complaint', 'churn_threat'], 'negative')).toBe('at_risk')
  expect(kindOfPost(['churn_threat', 'question'], 'neutral')).toBe('complaint')
  expect(kindOfPost(['churn_threat'], 'unsure')).toBe('at_risk')
  expect(kindOfPost(['question', 'purchase_intent'], 'neutral')).toBe('purchase')
  expect(kindOfPost(['purchase_intent', 'praise'], 'negative')).toBe('question')
  expect(kindOfPost(['complaint', 'purchase_intent'], 'negative')).toBe('complaint')
  expect(kindOfPost(['thanks'], 'positive')).toBe('praise')
  expect(kindOfPost(['suggestion'], 'neutral')).toBeNull()
})

it('never promises a pressing sort of a kind a later answer than the kind itself', () => {
  const of = (kind: (typeof CASE_KINDS)[number]) => ({ kind, brandId: 'b' })
  expect(promisedMinutes({}, of('at_risk'))).toBe(30)
  expect(promisedMinutes({ complaint: 20 }, of('at_risk'))).toBe(20)
  expect(promisedMinutes({ complaint: 20, at_risk: 25 }, of('at_risk'))).toBe(25)
  expect(promisedMinutes({ brands: { b: { question: 10 } } }, of('purchase'))).toBe(10)
})

it('gives whoever may leave and whoever wants to buy a card of their kind with half an hour', async () => {
  const desk = await openDesk()
  await desk.hear(
    post('1', 'juniper was awful, I am leaving', { by: 'ana' }),
    post('2', 'where can I buy juniper beans?', { by: 'omar' }),
  )
  expect(await casesOf(desk)).toMatchObject([
    { kind: 'at_risk', due_at: NOON + HOUR / 2 },
    { kind: 'purchase', due_at: NOON + HOUR / 2 },
  ])
  expect((await outboxOf(desk)).map(({ kind }) => kind)).toEqual(['card.post', 'card.post'])
})

it('takes a complaint of somebody who was let down before for a sign that they leave', async () => {
  const desk = await openDesk()
  for (const [i, by] of ['ana', 'ana', 'ana', 'omar'].entries()) {
    const createdAt = desk.clock.now()
    await desk.hear(post(`s${i}`, `juniper was awful, time ${i}`, { by, createdAt }))
    await desk.db.kysely.updateTable('case').set({ status: 'resolved' }).execute()
    await desk.clock.advance(30 * HOUR)
  }
  expect((await casesOf(desk)).map(({ kind }) => kind)).toEqual([
    'complaint',
    'complaint',
    'at_risk',
    'complaint',
  ])
})

it('gathers the posts that nobody can tell in one message, and counts them for no side', async () => {
  const desk = await openDesk()
  await desk.hear(
    post('1', 'maybe juniper is awful', { by: 'ana' }),
    post('2', 'juniper, hmm', { by: 'omar' }),
  )
  await desk.hear(post('3', 'hmm, that juniper', { by: 'eva' }))
  const cases = await casesOf(desk)
  const sent = await outboxOf(desk)
  expect(sent).toMatchObject([{ kind: 'unsure.post', lane: 'slack:C1', due_at: NOON + HOUR }])
  expect(cases.map(({ kind }) => kind)).toEqual(['unsure', 'unsure', 'unsure'])
  expect(new Set(cases.map(({ asked_in }) => asked_in))).toEqual(new Set([sent[0]?.id]))
  // Nobody is reminded of them, and no promise of an answer is broken.
  expect(cases.map(({ nudge_at }) => nudge_at)).toEqual([null, null, null])
  const counted = await desk.db.kysely
    .selectFrom('hour_count')
    .selectAll()
    .executeTakeFirstOrThrow()
  expect(counted).toMatchObject({ total: 3, unsure: 3, negative: 0, complaint: 0 })
  const { stored, recounted } = await countBothWays(desk.db)
  expect(stored).toEqual(recounted)
})

it('moves nobody towards a second bad experience by a post that may be about somebody else', async () => {
  const desk = await openDesk()
  for (let i = 0; i < 4; i++) await desk.hear(post(`m${i}`, `maybe juniper is awful, day ${i}`))
  expect(await desk.db.kysely.selectFrom('person').selectAll().execute()).toEqual([])
})

it('gives an unsure case a card of its own once its author says more', async () => {
  const desk = await openDesk()
  await desk.hear(post('1', 'juniper, hmm'))
  await desk.hear(post('2', 'juniper was awful'))
  expect(await casesOf(desk)).toMatchObject([{ kind: 'complaint', mentions: 2, bundled: 0 }])
  const kinds = (await outboxOf(desk)).map(({ kind }) => kind)
  expect(kinds.toSorted()).toEqual(['card.post', 'thread.note', 'unsure.post', 'unsure.update'])
})

it('asks about unsure posts at most as often as a channel may hear', async () => {
  const desk = await openDesk()
  for (let hour = 0; hour < 30; hour++) {
    await desk.hear(
      ...Array.from({ length: 5 }, (_, i) =>
        post(`h${hour}-${i}`, `hmm juniper ${hour} ${'abcdefghij'[i]}`, { by: `by${hour}-${i}` }),
      ),
    )
  }
  const sent = await outboxOf(desk)
  expect(sent.filter(({ kind }) => kind === 'unsure.post')).toHaveLength(1)
  expect(await casesOf(desk)).toHaveLength(150)
})
