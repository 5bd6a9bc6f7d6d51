import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Cursor, Item } from '../../../connectors/connector.ts'
import { createFeedsConnector } from '../../../connectors/feeds/connector.ts'
import { createSimulatedClock, type SimulatedClock } from '../../../core/clock.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { startFakeFeeds } from '../../support/fake-feeds.ts'
import { finalState } from '../../support/final-state.ts'
import { HOUR, NOON } from '../../support/listening-desk.ts'
import { dieEverywhere, type LifeWorld, liveOnce } from '../../support/lives.ts'
import { statesOfOrders } from '../../support/many-orders.ts'
import { mutateJson, seeded } from '../../support/mutate-json.ts'
import { whileTimePasses } from '../../support/while-time-passes.ts'

const MUTATIONS = 10_000
const A_PAGE = 250
const ORDERS = 200
const MINUTE = 60_000
let clock: SimulatedClock
let feeds: Awaited<ReturnType<typeof startFakeFeeds>>
beforeEach(async () => {
  clock = createSimulatedClock(NOON)
  feeds = await startFakeFeeds(clock)
})
afterEach(() => feeds.close())

/** Feeds are fetched by their own guarded fetch: a process dies before its commits. */
const worldOf = (url: string): LifeWorld => ({
  listen: (from, signal) =>
    createFeedsConnector({ urls: [url], everyMs: MINUTE }).listen(from, aCtx(clock, signal).ctx),
  until: (_what, holds) =>
    whileTimePasses(clock, async () => {
      while (!holds()) await new Promise((resolve) => setImmediate(resolve))
    }),
})

it('killed before every commit it loses nothing', async () => {
  const world = worldOf(feeds.feedUrl)
  const begin = await liveOnce(world, null)
  await clock.advance(MINUTE)
  for (let i = 0; i < 30; i++) feeds.publish(`juniper ${i}`)
  const { whole, deaths } = await dieEverywhere(world, begin.cursor)
  expect(whole.items).toHaveLength(30)
  expect(deaths).toBe(1)
})

it(`takes ${MUTATIONS} spoiled entries: sets aside what says nothing, and goes on`, async () => {
  const random = seeded(31)
  const entry = {
    id: '1',
    url: 'https://b.example/1',
    title: 'News of juniper',
    content_html: 'We tried <b>juniper</b> &amp; co.',
    date_published: '2026-11-19T10:00:00Z',
    authors: [{ name: 'Ada' }],
    tags: ['coffee'],
  }
  const world = worldOf(`${feeds.url}/spoiled`)
  let at: Cursor | null = null
  let items = 0
  for (let page = 0; page < MUTATIONS / A_PAGE; page++) {
    const list = Array.from({ length: A_PAGE }, (_, i) => {
      const text = mutateJson({ ...entry, id: `${page}-${i}` }, random)
      try {
        return JSON.parse(text) as unknown
      } catch {
        return text
      }
    })
    const version = 'https://jsonfeed.org/version/1.1'
    const body = JSON.stringify({ version, title: 'Blog', items: list })
    feeds.setPage('/spoiled', 200, { 'content-type': 'application/feed+json' }, body)
    const lived = await liveOnce(world, at)
    expect(lived.batches, 'a page that was read').toBe(1)
    at = lived.cursor
    items += lived.items.length
    expectSound(lived.items)
    await clock.advance(MINUTE)
  }
  expect(items).toBeGreaterThan(MUTATIONS / 2)
  const { feeds: states } = at as unknown as { feeds: Record<string, { lookedAt: number }> }
  expect(states[`${feeds.url}/spoiled`]?.lookedAt).toBeLessThanOrEqual(clock.now())
})

function expectSound(items: readonly Item[]): void {
  for (const item of items) {
    if (item.type === 'poison') expect(item.reason).not.toBe('')
    if (item.type !== 'upsert') continue
    const { mention } = item
    expect(mention.text.trim()).not.toBe('')
    expect(mention.text.length).toBeLessThanOrEqual(64 * 1024)
    expect(mention.createdAt).toBeLessThanOrEqual(clock.now())
    expect(mention.url ?? 'https:').toMatch(/^https?:/)
    expect(mention.author.name === null || typeof mention.author.name === 'string').toBe(true)
  }
}

it(`ends the same in ${ORDERS} orders of doubled and shuffled entries, edits and deletions`, async () => {
  const world = worldOf(feeds.feedUrl)
  let at = (await liveOnce(world, null)).cursor
  const told: Item[][] = []
  const look = async () => {
    await clock.advance(MINUTE)
    const lived = await liveOnce(world, at)
    at = lived.cursor
    told.push(...lived.items.map((item) => [item]))
  }
  const keys = ['a', 'b', 'c', 'd'].map((name) => feeds.publish(`juniper ${name} was awful`))
  await look()
  for (const key of keys) feeds.edit(key, 'juniper was good in the end')
  await look()
  feeds.remove(keys[1]!)
  feeds.remove(keys[3]!)
  await look()
  expect(told).toHaveLength(10)
  const states = await statesOfOrders(ORDERS, told, (items, scope) =>
    items.map((item) => inScope(item, scope)),
  )
  expect(states).toHaveLength(1)
  expect(states[0]?.live.map(({ text }) => text)).toEqual([
    'juniper was good in the end',
    'juniper was good in the end',
  ])
  expect(states[0]?.gone).toHaveLength(2)
})

/** The same entry of another order. */
function inScope(item: Item, scope: string): Item {
  const named = (key: string) => key.replace('post-', `${scope}post-`)
  if (item.type === 'delete') return { ...item, key: named(item.key) }
  if (item.type !== 'upsert') return item
  return { ...item, mention: { ...item.mention, key: named(item.mention.key) } }
}

it('a day of bad network loses nothing and takes nothing twice', async () => {
  const random = seeded(6)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const forms = ['seconds', 'date', 'missing', 'garbage', 'past_reset'] as const
  const faults = [() => feeds.drop(), () => feeds.rateLimit(pick(forms))]
  const world = worldOf(feeds.feedUrl)
  const told: (readonly Item[])[] = []
  const truth = new Map<string, string>()
  let at = (await liveOnce(world, null)).cursor
  let broken = 0
  for (let turn = 0; turn < (24 * HOUR) / (10 * MINUTE); turn++) {
    if (random() < 0.5) pick(faults)()
    const text = `juniper ${turn}`
    truth.set(feeds.publish(text), text)
    const lived = await liveOnce(world, at)
    if (lived.batches === 0) broken++
    at = lived.cursor
    told.push(lived.items)
    await clock.advance(10 * MINUTE)
  }
  told.push((await liveOnce(world, at)).items)
  const { live } = await finalState(told, random)
  expect(new Map(live.map(({ key, text }) => [key, text]))).toEqual(truth)
  expect(broken).toBeGreaterThan(30)
})
