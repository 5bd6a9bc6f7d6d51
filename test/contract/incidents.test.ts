import { expect, it } from 'vitest'
import type { Item } from '../../connectors/connector.ts'
import { silentLogger } from '../../core/logger.ts'
import { readIncidents } from '../../db/incidents.ts'
import { createTopicWatch } from '../../jobs/discover-topics.ts'
import { createSignalWatch } from '../../jobs/watch-signals.ts'
import { onBothEngines } from '../support/engines.ts'
import { DAY, type Desk, HOUR, NOON, openDesk, post } from '../support/listening-desk.ts'
import { noisyWeeks } from '../support/noisy-weeks.ts'

const MINUTE = 60_000
const HOURS = 4 * 168

/** Four ordinary weeks of counters; the last hour stays open. */
async function remember({ db }: Desk, base: number, quietHours = 0): Promise<void> {
  const hour = NOON / HOUR
  const counts = noisyWeeks({ weeks: 4, base, dispersion: 0.1, seed: 3 })
  const zero = { neutral: 0, negative: 0, positive: 0, unsure: 0, complaint: 0, praise: 0 }
  const rows = counts.slice(0, HOURS - quietHours).map((total, i) => ({
    brand_id: 'juniper',
    hour: hour - HOURS + i,
    total,
    ...zero,
    neutral: total,
    question: 0,
    emergency: 0,
  }))
  await db.kysely.insertInto('hour_count').values(rows).execute()
}

/** Posts of so many people about one thing, a minute apart from noon on. */
const crowd = (count: number, people: number, from = 0): Item[] =>
  Array.from({ length: count }, (_, i) =>
    post(`c${from + i}`, `juniper card reader broken at the harbour, number ${i} awful`, {
      by: `guest${i % people}`,
      createdAt: NOON + (from + i) * MINUTE,
    }),
  )

async function outboxOf({ db }: Desk) {
  const rows = await db.kysely
    .selectFrom('outbox')
    .select(['kind', 'key', 'lane'])
    .where('kind', 'like', 'incident.%')
    .orderBy('id')
    .execute()
  return rows
}

onBothEngines('incidents', (engine) => {
  async function open(base: number, quietHours = 0) {
    const { db, clock } = await engine.open()
    await clock.advance(NOON - clock.now())
    const desk = await openDesk({ db, clock })
    await remember(desk, base, quietHours)
    const watch = () => createSignalWatch({ db, clock, log: silentLogger })
    const list = () => readIncidents(db.kysely, 'juniper', clock.now() - 7 * DAY)
    return { desk, db, clock, watch, list }
  }

  it('tell of a spike once, say what it is about, grow with it and end with it', async () => {
    const { desk, clock, watch, list } = await open(2)
    const [one, other] = [watch(), watch()]
    expect(await one()).toBe(0)
    await clock.advance(20 * MINUTE)
    await desk.hear(...crowd(18, 9))
    const opened = await Promise.all([one(), other()])
    expect(opened.toSorted()).toEqual([0, 1])
    expect(await one()).toBe(0)
    const [incident] = await list()
    expect(incident).toMatchObject({ kind: 'spike', isOpen: true, version: 1 })
    expect(incident?.evidence).toMatchObject({ authors: 9, unhappy: 18 })
    expect(incident?.evidence.found).toBeGreaterThanOrEqual(18)
    expect(incident?.evidence.expected).toBeLessThan(8)
    expect(incident?.evidence.chance).toBeLessThan(5e-5)
    expect(incident?.evidence.topics.join(' ')).toContain('card reader')
    expect(await outboxOf(desk)).toEqual([
      { kind: 'incident.post', key: `incident:${incident?.id}:post`, lane: 'slack:C1' },
    ])

    await clock.advance(20 * MINUTE)
    await desk.hear(...crowd(18, 9, 20))
    await one()
    expect((await list())[0]).toMatchObject({ isOpen: true, version: 2 })
    await clock.advance(4 * HOUR)
    await one()
    await one()
    const ended = await list()
    expect(ended).toHaveLength(1)
    expect(ended[0]).toMatchObject({ isOpen: false, version: 3, endedAt: clock.now() })
    expect(ended[0]?.evidence.found).toBeGreaterThanOrEqual(36)
    expect((await outboxOf(desk)).map((row) => row.kind)).toEqual([
      'incident.post',
      'incident.update',
    ])
  })

  it('are not made by one or two people, nor by a brand that nobody knows yet', async () => {
    const { desk, db, clock, watch, list } = await open(2)
    await clock.advance(30 * MINUTE)
    await desk.hear(...crowd(25, 2))
    expect(await watch()()).toBe(0)
    await db.kysely.deleteFrom('hour_count').execute()
    await desk.hear(...crowd(30, 12, 40))
    expect(await watch()()).toBe(0)
    expect(await list()).toEqual([])
  })

  it('are not made by one loud person among others, until others say it too', async () => {
    const { desk, clock, watch, list } = await open(12)
    const loud = Array.from({ length: 40 }, (_, i) =>
      post(`l${i}`, `juniper is awful, part ${i}`, { by: 'loud', createdAt: NOON + i * 20_000 }),
    )
    await clock.advance(30 * MINUTE)
    await desk.hear(...loud, ...crowd(4, 2))
    const look = watch()
    expect(await look()).toBe(0)
    await clock.advance(20 * MINUTE)
    await desk.hear(...crowd(40, 20, 20))
    expect(await look()).toBe(1)
    expect((await list())[0]?.evidence.topics.join(' ')).toContain('card reader')
  })

  it('tell of a silence, and name the sources that do not answer', async () => {
    const { db, clock, watch, list } = await open(12, 24)
    await db.kysely
      .insertInto('connection')
      .values({ id: 'bsky', network: 'bluesky', config: '{}', enabled: 1, created_at: NOON })
      .execute()
    await db.kysely
      .insertInto('health')
      .values({
        connection_id: 'bsky',
        state: 'degraded',
        detail: null,
        last_ok_at: null,
        last_event_at: null,
        retry_at: null,
        lag_ms: null,
        received: 0,
        quarantined: 0,
        updated_at: NOON,
      })
      .execute()
    const look = watch()
    expect(await look(), 'right after a start the sources catch up').toBe(0)
    await clock.advance(31 * MINUTE)
    expect(await look()).toBe(1)
    expect((await list())[0]).toMatchObject({ kind: 'silence', isOpen: true })
    expect((await list())[0]?.evidence.deafSources).toEqual(['bsky'])
  })

  it('tell of a post that takes off, once, and again when it has doubled', async () => {
    const { desk, clock, watch, list } = await open(0.3)
    const past = Array.from({ length: 60 }, (_, i) =>
      post(`p${i}`, `juniper number ${i}`, {
        by: `guest${i % 20}`,
        createdAt: NOON - 3 * DAY - i * HOUR,
        metrics: { likes: i % 7, asOf: NOON },
      }),
    )
    const star = (likes: number) => {
      const metrics = { likes, reposts: likes / 5, asOf: NOON + likes }
      const url = 'https://bsky.example/star'
      return post('star', 'juniper has awful staff', { by: 'newcomer', metrics, url })
    }
    await clock.advance(HOUR)
    await desk.hear(...past, star(300))
    expect(await watch()()).toBe(1)
    expect(await watch()()).toBe(0)
    const [told] = await list()
    expect(told).toMatchObject({ kind: 'take_off', isOpen: true, startedAt: NOON })
    expect(told?.post).toEqual({ network: 'bluesky', url: 'https://bsky.example/star' })
    expect(told?.evidence).toMatchObject({ unhappy: 1, topics: ['staff'] })
    const update: Item = {
      type: 'metrics',
      key: 'bluesky::star',
      metrics: star(700).mention.metrics,
    }
    await desk.hear(update)
    await watch()()
    expect((await list())[0]).toMatchObject({ version: 2, evidence: { found: 1120 } })
    await clock.advance(2 * DAY)
    await watch()()
    expect((await list())[0]).toMatchObject({ isOpen: false, version: 3 })
  })

  it('have topics learnt from the posts themselves, counted for the days before', async () => {
    const { desk, db, clock } = await open(2)
    const before = Array.from({ length: 60 }, (_, i) =>
      post(`b${i}`, ['juniper coffee', 'juniper garden seats', 'juniper wifi'][i % 3] ?? '', {
        by: `guest${i}`,
        createdAt: NOON - 2 * DAY - i * HOUR,
      }),
    )
    await clock.advance(30 * MINUTE)
    const look = createTopicWatch({ db, clock, log: silentLogger })
    expect(await look()).toBe(0)
    await desk.hear(...before, ...crowd(25, 9))
    expect(await look()).toBeGreaterThan(0)
    expect(await look()).toBe(0)
    const topics = await db.kysely.selectFrom('topic').selectAll().execute()
    const reader = topics.find((topic) => topic.name.includes('card reader'))
    expect(reader).toMatchObject({ direction: 'up', posts: 25, posts_before: 0 })
    const counted = await db.kysely
      .selectFrom('day_count')
      .select(['total', 'negative'])
      .where('topic', '=', `~${reader?.key}`)
      .execute()
    expect(counted).toEqual([{ total: 25, negative: 25 }])
  })

  it('have topics looked for at once while there are none, and then every 20 minutes', async () => {
    const { desk, db, clock } = await open(2)
    const look = createTopicWatch({ db, clock, log: silentLogger })
    const talk = (words: string, from: number) =>
      Array.from({ length: 15 }, (_, i) =>
        post(`${from + i}`, `juniper ${words} ${i}`, { by: `guest${i}`, createdAt: NOON + i }),
      )
    await clock.advance(MINUTE)
    expect(await look()).toBe(0)
    await desk.hear(...talk('card reader', 0), ...talk('garden', 20), ...talk('music', 40))
    expect(await look()).toBeGreaterThan(0)
    await desk.hear(...talk('rhubarb scones', 60))
    await clock.advance(19 * MINUTE)
    expect(await look()).toBe(0)
    await clock.advance(MINUTE)
    expect(await look()).toBeGreaterThan(0)
  })

  it('have topics looked for before that where half as many posts came again, as when an import comes in', async () => {
    const { desk, db, clock } = await open(0)
    const look = createTopicWatch({ db, clock, log: silentLogger })
    const talk = (words: string, from: number, many: number) =>
      Array.from({ length: many }, (_, i) =>
        post(`${from + i}`, `juniper ${words} ${i}`, { by: `guest${i}`, createdAt: NOON + i }),
      )
    await clock.advance(MINUTE)
    await desk.hear(...talk('card reader', 0, 20), ...talk('garden', 20, 20))
    expect(await look()).toBeGreaterThan(0)
    await desk.hear(...talk('rhubarb scones', 40, 19))
    expect(await look()).toBe(0)
    await desk.hear(...talk('rhubarb scones', 59, 1))
    expect(await look()).toBeGreaterThan(0)
  })
})
