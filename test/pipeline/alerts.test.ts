import { expect, it } from 'vitest'
import { casesOf, DAY, HOUR, NOON, openDesk, outboxOf, post } from '../support/listening-desk.ts'
import { seedStaff } from '../support/seed.ts'

it('gathers what is over the share of a channel into one bundle, but never an emergency', async () => {
  const desk = await openDesk()
  desk.watchList.alertsPerDay = 2
  for (let i = 0; i < 5; i++)
    await desk.hear(post(String(i), `juniper is awful ${i}`, { by: `guest${i}` }))
  await desk.hear(post('fire', 'juniper is on fire', { by: 'omar' }))
  const rows = await outboxOf(desk)
  expect(rows.map((o) => o.kind)).toEqual(['card.post', 'card.post', 'bundle.post', 'card.post'])
  expect(JSON.parse(rows[2]?.payload ?? '{}')).toMatchObject({ counts: { complaint: 3 } })
  expect(rows[3]?.priority).toBe(0)
  expect((await casesOf(desk)).filter((c) => c.bundled === 1)).toHaveLength(3)
})

it('gathers what is more than five cards in ten minutes, and tells it when they are over', async () => {
  const desk = await openDesk()
  for (let i = 0; i < 8; i++) {
    await desk.hear(post(String(i), `juniper is awful ${i}`, { by: `guest${i}` }))
    await desk.clock.advance(30_000)
  }
  const rows = await outboxOf(desk)
  expect(rows.map((o) => o.kind)).toEqual([...Array(5).fill('card.post'), 'bundle.post'])
  expect(JSON.parse(rows[5]?.payload ?? '{}')).toMatchObject({ counts: { complaint: 3 } })
  expect(rows[5]?.due_at).toBe(NOON + 600_000)
  await desk.clock.advance(600_000)
  await desk.hear(post('later', 'juniper is awful still', { by: 'omar' }))
  expect((await outboxOf(desk)).at(-1)?.kind).toBe('card.post')
})

it('keeps a quarter of the day for bundles and emergencies', async () => {
  const desk = await openDesk()
  for (let i = 0; i < 60; i++) {
    await desk.hear(post(String(i), `juniper is awful ${i}`, { by: `guest${i}` }))
    await desk.clock.advance(150_000)
  }
  const kinds = (await outboxOf(desk)).map((o) => o.kind)
  expect(kinds.filter((kind) => kind === 'card.post')).toHaveLength(30)
  expect(kinds.filter((kind) => kind === 'bundle.post').length).toBeLessThan(3)
})

it('holds cards and notes of the night for the morning, but no emergency', async () => {
  const desk = await openDesk()
  desk.watchList.night = '22:00-07:00'
  const morning = NOON + 19 * HOUR
  await desk.clock.advance(11 * HOUR)
  const createdAt = NOON + 11 * HOUR
  await desk.hear(post('1', 'juniper is awful', { createdAt }))
  await desk.hear(post('2', 'juniper is so awful', { createdAt }))
  await desk.hear(post('fire', 'juniper is on fire', { createdAt, by: 'omar' }))
  const rows = await outboxOf(desk)
  expect(rows.map((o) => [o.kind, o.due_at])).toEqual([
    ['card.post', morning],
    ['card.update', createdAt],
    ['thread.note', morning],
    ['card.post', createdAt],
  ])
  const days = await desk.db.kysely.selectFrom('alert_count').select(['day', 'sent']).execute()
  expect(days.toSorted((a, b) => a.day.localeCompare(b.day))).toEqual([
    { day: '2026-11-19', sent: 1 },
    { day: '2026-11-20', sent: 1 },
  ])
})

it('promises in business hours, and sooner when a case becomes more pressing', async () => {
  const desk = await openDesk()
  desk.watchList.hours = { fri: ['09:00-17:00'] }
  desk.watchList.promises = { complaint: 60, brands: { juniper: { question: 120 } } }
  await desk.hear(post('1', 'juniper, are you open?'))
  const friday = NOON + 21 * HOUR
  expect((await casesOf(desk))[0]).toMatchObject({
    promise_minutes: 120,
    due_at: friday + 2 * HOUR,
    warn_at: friday + 1.5 * HOUR,
    lead_at: friday + 3 * HOUR,
    nudge_at: friday + 1.5 * HOUR,
  })
  await desk.hear(post('2', 'juniper is awful'))
  expect((await casesOf(desk))[0]).toMatchObject({ kind: 'complaint', due_at: friday + HOUR })
  await desk.hear(post('3', 'juniper is on fire'))
  expect((await casesOf(desk))[0]).toMatchObject({ promise_minutes: 15, due_at: NOON + HOUR / 4 })
})

it('sends a case where its rule says, and asks people in turn', async () => {
  const desk = await openDesk()
  const turns = ['mara', 'gone', 'ines']
  for (const id of turns) await seedStaff(desk.db, id, { disabled_at: id === 'gone' ? NOON : null })
  desk.watchList.routing = { fallback: null, rules: [{ kinds: ['praise'], channel: 'C9', turns }] }
  for (let i = 0; i < 3; i++)
    await desk.hear(post(String(i), `I love juniper ${i}`, { by: `guest${i}` }))
  await desk.hear(post('bad', 'juniper is awful', { by: 'omar' }))
  expect((await casesOf(desk)).map((c) => [c.channel, c.suggested_id])).toEqual([
    ['C9', 'mara'],
    ['C9', 'ines'],
    ['C9', 'mara'],
    ['C1', null],
  ])
})

it('asks nobody in their own quiet hours while there is another', async () => {
  const desk = await openDesk()
  const turns = ['mara', 'ines', 'leo']
  const asleep = { mara: '11:00-14:00', ines: null, leo: null }
  for (const [id, quiet] of Object.entries(asleep)) await seedStaff(desk.db, id, { quiet })
  desk.watchList.routing = { fallback: null, rules: [{ turns }] }
  const hear = async (id: string) => {
    await desk.hear(post(id, `I love juniper ${id}`, { by: `guest${id}` }))
    return (await casesOf(desk)).at(-1)?.suggested_id
  }
  expect([await hear('1'), await hear('2'), await hear('3')]).toEqual(['ines', 'leo', 'ines'])
  await desk.clock.advance(3 * HOUR)
  expect([await hear('4'), await hear('5')]).toEqual(['leo', 'mara'])
  await desk.db.kysely.updateTable('staff').set({ quiet: '14:00-18:00' }).execute()
  expect(await hear('6')).toBe('ines')
})

it('answers whoever is about to leave sooner, and asks whoever looks after them', async () => {
  const desk = await openDesk()
  desk.watchList.promises = { standings: { at_risk: { complaint: 20 }, client: { complaint: 30 } } }
  await desk.hear(post('1', 'juniper is awful', { createdAt: NOON - DAY }))
  await desk.hear(post('2', 'juniper is awful again', { createdAt: NOON }))
  const { id } = await desk.db.kysely.selectFrom('person').select('id').executeTakeFirstOrThrow()
  await seedStaff(desk.db, 'leo')
  await desk.db.kysely
    .insertInto('person_standing')
    .values({
      person_id: id,
      brand_id: 'juniper',
      love: null,
      reach: null,
      risk: 10,
      stage: 'client',
      stage_since: null,
      strikes: 0,
      is_out: 0,
      unproved: 0,
      terms: '[]',
      evidence: '[]',
      next_step: null,
      next_due: null,
      key_manager: 'leo',
      assessed_at: NOON,
    })
    .execute()
  await desk.db.kysely.updateTable('case').set({ status: 'resolved' }).execute()
  await desk.db.kysely.updateTable('person').set({ strikes: 0 }).execute()
  await desk.clock.advance(2 * DAY)
  await desk.hear(post('3', 'juniper is awful once more', { createdAt: NOON + 2 * DAY }))
  expect((await casesOf(desk)).at(-1)).toMatchObject({ promise_minutes: 30, suggested_id: 'leo' })
  await desk.db.kysely.updateTable('case').set({ status: 'resolved' }).execute()
  await desk.db.kysely.updateTable('person_standing').set({ risk: 60, is_at_risk: 1 }).execute()
  await desk.clock.advance(2 * DAY)
  await desk.hear(post('4', 'juniper is awful for good', { createdAt: NOON + 4 * DAY }))
  expect((await casesOf(desk)).at(-1)).toMatchObject({ promise_minutes: 20 })
})
