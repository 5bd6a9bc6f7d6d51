import { afterEach, beforeEach, expect, it } from 'vitest'
import { openIncident } from '../../db/incidents.ts'
import { writeTopics } from '../../db/topics.ts'
import { openWebDesk, type WebDesk } from '../support/web-desk.ts'

let desk: WebDesk
let cookie: string
beforeEach(async () => {
  desk = await openWebDesk()
  cookie = (await desk.signIn('olga')).cookie
})
afterEach(() => desk.db.close())

const read = async (path: string) => (await desk.app.request(path, { headers: { cookie } })).text()

it('lists what is out of the usual on Today', async () => {
  expect(await read('/')).toContain('Nothing out of the usual')
  const { db, clock } = desk
  const evidence = {
    found: 23,
    expected: 4,
    chance: 1e-7,
    hours: 1,
    authors: 9,
    unhappy: 3,
    topics: ['card reader'],
    mentionIds: [],
    deafSources: [],
  }
  const spike = { brandId: 'juniper', kind: 'spike' as const, mentionId: null, evidence }
  await db.transaction((trx) =>
    openIncident(
      { trx, nextId: db.nextId, now: clock.now() },
      { ...spike, startedAt: clock.now() },
      null,
    ),
  )
  const page = await read('/')
  expect(page).toContain('Far more posts than usual.')
  expect(page).toContain('23 posts by 9 people')
  expect(page).toContain('What it is about: card reader')
})

it('shows what people talk about on Feeling, and the share of voice once rivals are named', async () => {
  const { db, clock } = desk
  const empty = await read('/feeling')
  expect(empty).toContain('No topics yet')
  expect(empty).not.toContain('Share of voice')
  const now = clock.now()
  const found = { direction: 'up' as const, now: 12, ofNow: 47, before: 2, ofBefore: 400 }
  const bun = { key: 'bun', name: 'cardamom <b>bun', forms: ['bun'], ...found }
  const scone = { ...bun, key: 'scone', name: 'old scone', forms: ['scone'] }
  const unheard = { ...scone, direction: 'steady' as const, now: 0 }
  await db.transaction((trx) => writeTopics(trx, 'juniper', [bun, unheard], 24, now))
  const day = Math.floor(now / 86_400_000)
  const row = (brand_id: string, topic: string, total: number) => ({
    brand_id,
    day,
    topic,
    total,
    negative: 0,
    neutral: 0,
    positive: total,
    unsure: 0,
  })
  await db.kysely
    .insertInto('brand')
    .values({
      id: 'kettle',
      name: 'Kettle & Crane',
      description: '',
      profile: '{}',
      zone: 'UTC',
      channel: null,
      created_at: now,
    })
    .execute()
  await db.kysely.updateTable('brand').set({ profile: '{"rivals":["kettle"]}' }).execute()
  await db.kysely
    .insertInto('day_count')
    .values([
      row('juniper', '~bun', 25),
      row('juniper', '@bluesky', 60),
      row('juniper', '@x', 500),
      row('kettle', '@bluesky', 40),
    ])
    .execute()
  const page = await read('/feeling')
  expect(page).toContain('Cardamom &lt;b&gt;bun')
  expect(page).not.toContain('Old scone')
  expect(page).toContain('12 of 47 posts; before, 2 of 400. In seven days 100 % happy')
  expect(page).toContain('Kettle &amp; Crane')
  expect(page).toContain('60\u00A0% (50\u00A0to\u00A069)')
  expect(page).toContain('every name was heard: Bluesky.')
})
