import { expect, it } from 'vitest'
import {
  batchOf,
  casesOf,
  DAY,
  HOUR,
  NOON,
  OPEN_POLICY,
  openDesk,
  outboxOf,
  post,
} from '../support/listening-desk.ts'

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

it('takes every post for one about the brand where somebody says so, and for none about another', async () => {
  const desk = await openDesk()
  const options = { connectionId: 'import', policy: OPEN_POLICY, history: true }
  const reviews = batchOf([
    post('1', 'the queue was awful'),
    post('2', 'berries on the cake, love it'),
  ])
  const unsaid = await desk.ingest(reviews, options)
  expect(unsaid).toMatchObject({ inserted: 0, dropped: 2 })
  const said = await desk.ingest(reviews, { ...options, aboutBrand: 'juniper' })
  expect(said).toMatchObject({ inserted: 2, dropped: 0 })
  const labels = await desk.db.kysely
    .selectFrom('label')
    .select(['brand_id', 'relevance', 'sentiment'])
    .orderBy('mention_id')
    .execute()
  expect(labels).toEqual([
    { brand_id: 'juniper', relevance: 'relevant', sentiment: 'negative' },
    { brand_id: 'juniper', relevance: 'relevant', sentiment: 'positive' },
  ])
  const others = await desk.ingest(batchOf([post('3', 'juniper is awful')]), {
    ...options,
    aboutBrand: 'harbor',
  })
  expect(others).toMatchObject({ inserted: 0 })
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
