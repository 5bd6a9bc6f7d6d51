import { expect, it } from 'vitest'
import {
  batchOf,
  DAY,
  edit,
  HOUR,
  NOON,
  OPEN_POLICY,
  openDesk,
  post,
  removal,
} from '../support/listening-desk.ts'

const outboxOf = async (desk: Awaited<ReturnType<typeof openDesk>>) =>
  desk.db.kysely.selectFrom('outbox').selectAll().orderBy('id').execute()
const casesOf = async (desk: Awaited<ReturnType<typeof openDesk>>) =>
  desk.db.kysely.selectFrom('case').selectAll().orderBy('id').execute()
const eventOf = async (desk: Awaited<ReturnType<typeof openDesk>>, kind: string) =>
  desk.db.kysely
    .selectFrom('case_event')
    .selectAll()
    .where('kind', '=', kind)
    .executeTakeFirstOrThrow()

it('turns a complaint into a case with one card, and stores the cursor with it', async () => {
  const desk = await openDesk()
  await desk.hear(post('1', 'juniper is awful, rude staff'))
  const [row] = await casesOf(desk)
  expect(row).toMatchObject({ kind: 'complaint', status: 'new', version: 1, channel: 'C1' })
  expect(row?.due_at).toBe(NOON + HOUR)
  expect(await outboxOf(desk)).toMatchObject([
    { kind: 'card.post', key: `case:${row?.id}:card`, lane: 'slack:C1', priority: 2 },
  ])
  const cursor = await desk.db.kysely.selectFrom('cursor').selectAll().executeTakeFirst()
  expect(cursor).toMatchObject({ connection_id: 'bsky', value: '{"v":1,"n":1}' })
  const events = await desk.db.kysely.selectFrom('case_event').select('kind').execute()
  expect(events).toEqual([{ kind: 'case.opened' }])
})

it('says nothing twice: the same batch again changes nothing', async () => {
  const desk = await openDesk()
  const batch = [post('1', 'juniper is awful'), post('2', 'I love juniper', { by: 'omar' })]
  await desk.hear(...batch)
  const before = await Promise.all([casesOf(desk), outboxOf(desk), dump(desk)])
  await desk.hear(...batch)
  expect(await Promise.all([casesOf(desk), outboxOf(desk), dump(desk)])).toEqual(before)
})

it('lets a second post of the same author join the open case, redraw its card and be told in its thread', async () => {
  const desk = await openDesk()
  await desk.hear(post('1', 'juniper is awful'))
  await desk.hear(post('2', 'juniper: there is a fire in the shop', { createdAt: NOON + HOUR }))
  const [row, ...others] = await casesOf(desk)
  expect(others).toEqual([])
  expect(row).toMatchObject({ kind: 'emergency', urgency: 'emergency', version: 2, mentions: 2 })
  expect((await outboxOf(desk)).map((o) => o.key)).toEqual([
    `case:${row?.id}:card`,
    `case:${row?.id}:v2`,
    `case:${row?.id}:event:${(await eventOf(desk, 'post.joined')).id}`,
  ])
  expect((await eventOf(desk, 'post.joined')).detail).toBe('{"posts":2}')
})

it('tells nothing in a thread before there is a card, nor of a case that has none', async () => {
  const desk = await openDesk()
  await desk.hear(post('1', 'juniper is awful'), post('2', 'juniper is so awful'))
  expect((await outboxOf(desk)).map((o) => o.kind)).toEqual(['card.post'])
  await desk.db.kysely.updateTable('case').set({ bundled: 1 }).execute()
  await desk.hear(post('3', 'juniper is awful, again'))
  expect((await casesOf(desk))[0]).toMatchObject({ mentions: 3 })
  expect((await outboxOf(desk)).map((o) => o.kind)).toEqual(['card.post'])
})

it('opens a new case when the old one is a day old and the thread is another', async () => {
  const desk = await openDesk()
  await desk.hear(post('1', 'juniper is awful'))
  await desk.clock.advance(25 * HOUR)
  await desk.hear(post('2', 'juniper is awful again', { createdAt: NOON + 25 * HOUR }))
  expect(await casesOf(desk)).toHaveLength(2)
  const late = post('3', 'juniper, still awful', {
    createdAt: NOON + 50 * HOUR,
    parents: { root: '1' },
  })
  await desk.hear(late)
  expect(await casesOf(desk)).toHaveLength(2)
})

it('makes history without cards of posts older than two days and of backfills', async () => {
  const desk = await openDesk()
  await desk.hear(post('1', 'juniper was awful', { createdAt: NOON - 3 * DAY }))
  await desk.ingest(batchOf([post('2', 'juniper is awful', { by: 'omar' })]), {
    connectionId: 'bsky',
    policy: OPEN_POLICY,
    history: true,
  })
  expect(await casesOf(desk)).toEqual([])
  const rows = await desk.db.kysely.selectFrom('mention').select('history').execute()
  expect(rows).toEqual([{ history: 1 }, { history: 1 }])
})

it('takes a row that is read again with another time for what it is: known', async () => {
  const desk = await openDesk()
  await desk.hear(post('1', 'juniper is awful'))
  const again = await desk.hear(post('1', 'juniper is awful', { createdAt: NOON + HOUR }))
  expect(again).toMatchObject({ inserted: 0, edited: 0, dropped: 1 })
  expect(await outboxOf(desk)).toHaveLength(1)
})

it('stores nothing of what is not about us', async () => {
  const desk = await openDesk()
  await desk.hear(post('2', 'juniper berries are awful'))
  expect(await casesOf(desk)).toEqual([])
  expect(await desk.db.kysely.selectFrom('rejected').select(['key', 'reason']).execute()).toEqual([
    { key: 'bluesky::2', reason: 'irrelevant' },
  ])
})

it('joins a copy to the post it copies: counted, no second card', async () => {
  const desk = await openDesk()
  const text = 'Queue for forty minutes and then the juniper coffee was simply awful.'
  await desk.hear(post('1', text))
  await desk.hear(post('2', `${text.toUpperCase()} https://x.example`, { by: 'omar' }))
  const [first, second] = await desk.db.kysely
    .selectFrom('mention')
    .select(['id', 'joined_to'])
    .orderBy('id')
    .execute()
  expect(second?.joined_to).toBe(first?.id)
  expect(await casesOf(desk)).toHaveLength(1)
  const counts = await desk.db.kysely.selectFrom('hour_count').select('total').executeTakeFirst()
  expect(counts?.total).toBe(2)
})

it('keeps two short complaints of two people apart', async () => {
  const desk = await openDesk()
  await desk.hear(post('1', 'juniper is awful'), post('2', 'juniper is awful', { by: 'omar' }))
  expect(await casesOf(desk)).toHaveLength(2)
})

it('scrubs a removed post, closes its case and has the card redrawn', async () => {
  const desk = await openDesk()
  const said = post('1', 'juniper is awful')
  await desk.hear(said)
  await desk.hear(removal(said))
  const row = await desk.db.kysely.selectFrom('mention').selectAll().executeTakeFirst()
  expect(row).toMatchObject({ state: 'deleted', text: '', title: null })
  expect((await casesOf(desk))[0]).toMatchObject({ status: 'closed_by_author', mentions: 0 })
  expect((await outboxOf(desk)).map((o) => o.kind)).toEqual([
    'card.post',
    'card.update',
    'thread.note',
  ])
  const found = await desk.db.sqlite
    ?.prepare(`select count(*) as n from mention_fts where mention_fts match 'awful'`)
    .get()
  expect(found).toEqual({ n: 0 })
})

it('shows the newest post that is left when the last one of a case is removed', async () => {
  const desk = await openDesk()
  const last = post('2', 'juniper is awful, and I mean it', { createdAt: NOON + HOUR })
  await desk.hear(post('1', 'juniper is awful'))
  await desk.hear(last)
  await desk.hear(removal(last))
  const row = await desk.db.kysely
    .selectFrom('case as c')
    .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
    .select(['m.native_id', 'c.status', 'c.mentions', 'c.version'])
    .executeTakeFirst()
  expect(row).toEqual({ native_id: '1', status: 'new', mentions: 1, version: 3 })
})

it('scrubs everything of somebody who left the network, and hears them no more', async () => {
  const desk = await openDesk()
  await desk.hear(post('1', 'juniper is awful'), post('2', 'I love juniper', { by: 'omar' }))
  await desk.hear({
    type: 'author_delete',
    network: 'bluesky',
    authorId: 'nadia',
    reason: 'account deleted',
  })
  await desk.hear(post('3', 'juniper is awful, still'))
  const live = await desk.db.kysely
    .selectFrom('mention')
    .select('key')
    .where('state', '=', 'live')
    .execute()
  expect(live).toEqual([{ key: 'bluesky::2' }])
  const author = await desk.db.kysely
    .selectFrom('author')
    .select(['handle', 'name', 'mentions'])
    .where('native_id', '=', 'nadia')
    .executeTakeFirst()
  expect(author).toEqual({ handle: null, name: null, mentions: 0 })
})

it('takes a post out of sight when an edit takes us out of it, also against an older edit', async () => {
  const desk = await openDesk()
  const said = post('1', 'juniper is awful')
  await desk.hear(said)
  await desk.hear(edit(said, 'this cafe is awful', 2000))
  await desk.hear(edit(said, 'juniper is so awful', 1000))
  const row = await desk.db.kysely.selectFrom('mention').selectAll().executeTakeFirst()
  expect(row).toMatchObject({ state: 'withheld', text: '' })
})

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
  for (const id of turns)
    await desk.db.kysely
      .insertInto('staff')
      .values({
        id,
        slack_user_id: null,
        name: id,
        role: 'agent',
        zone: null,
        created_at: NOON,
        disabled_at: id === 'gone' ? NOON : null,
      })
      .execute()
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

it('answers whoever is about to leave sooner, and asks whoever looks after them', async () => {
  const desk = await openDesk()
  desk.watchList.promises = { standings: { at_risk: { complaint: 20 }, client: { complaint: 30 } } }
  await desk.hear(post('1', 'juniper is awful', { createdAt: NOON - DAY }))
  await desk.hear(post('2', 'juniper is awful again', { createdAt: NOON }))
  const { id } = await desk.db.kysely.selectFrom('person').select('id').executeTakeFirstOrThrow()
  await desk.db.kysely
    .insertInto('staff')
    .values({
      id: 'leo',
      slack_user_id: null,
      name: 'Leo',
      role: 'agent',
      zone: null,
      created_at: NOON,
      disabled_at: null,
    })
    .execute()
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

it.each(['', '  '])(
  'calls a person by their handle where their network gives the name "%s"',
  async (name) => {
    const desk = await openDesk()
    const said = [
      post('1', 'I love juniper', { createdAt: NOON - DAY }),
      post('2', 'still love juniper', { createdAt: NOON }),
    ]
    for (const one of said) {
      one.mention.author.name = name
      await desk.hear(one)
    }
    const people = await desk.db.kysely.selectFrom('person').select('name').execute()
    expect(people).toEqual([{ name: 'nadia.example' }])
  },
)

it('names an advocate after two kind acts on two days, unless something is open', async () => {
  const desk = await openDesk()
  await desk.hear(post('1', 'I love juniper', { createdAt: NOON - DAY }))
  await desk.hear(post('2', 'still love juniper', { createdAt: NOON }))
  const person = () => desk.db.kysely.selectFrom('person').selectAll().executeTakeFirst()
  expect(await person()).toMatchObject({ advocate: 1, strikes: 0, name: 'nadia' })
  await desk.hear(post('3', 'juniper was awful today', { createdAt: NOON - 1000 }))
  expect(await person()).toMatchObject({ advocate: 0, strikes: 1 })
})

it('counts two days of complaints as two strikes, and says which posts', async () => {
  const desk = await openDesk()
  await desk.hear(
    post('1', 'juniper is awful', { createdAt: NOON - DAY }),
    post('2', 'juniper is awful again', { createdAt: NOON }),
  )
  const person = await desk.db.kysely.selectFrom('person').selectAll().executeTakeFirst()
  expect(person?.strikes).toBe(2)
  expect(JSON.parse(person?.evidence ?? '[]')).toHaveLength(2)
})

it('keeps no profile where the network wants an opt-in first', async () => {
  const desk = await openDesk()
  const policy = { ...OPEN_POLICY, needsOptIn: true }
  for (const [id, at] of [
    ['1', NOON - DAY],
    ['2', NOON],
  ] as const)
    await desk.ingest(batchOf([post(id, `I love juniper ${id}`, { createdAt: at })]), {
      connectionId: 'bsky',
      policy,
    })
  expect(await desk.db.kysely.selectFrom('person').selectAll().execute()).toEqual([])
})

it('never alerts on a post of our own', async () => {
  const desk = await openDesk()
  const own = post('1', 'juniper: no, the awful rumour is wrong')
  own.mention.author = { ...own.mention.author, isSelf: true }
  await desk.hear(own)
  expect(await desk.db.kysely.selectFrom('mention').selectAll().execute()).toEqual([])
})

it('sets aside a post that breaks a step, and goes on with the others', async () => {
  const desk = await openDesk()
  const result = await desk.hear(
    post('1', 'juniper explode'),
    post('2', 'juniper is awful', { by: 'omar' }),
    { type: 'poison', raw: '{"half":', reason: 'not JSON' },
  )
  expect(result).toMatchObject({ inserted: 1, failed: 1 })
  const letters = await desk.db.kysely.selectFrom('dead_letter').select('reason').execute()
  expect(letters.map((l) => l.reason).toSorted()).toEqual([
    'not JSON',
    'understand: the reader broke',
  ])
})

async function dump(desk: Awaited<ReturnType<typeof openDesk>>) {
  const tables = ['mention', 'label', 'author', 'hour_count', 'day_count', 'case_mention'] as const
  return Promise.all(tables.map((table) => desk.db.kysely.selectFrom(table).selectAll().execute()))
}
