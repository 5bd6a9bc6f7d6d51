import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Batch, Ctx, Item, StoredPost } from '../../../connectors/connector.ts'
import { createHackerNewsConnector } from '../../../connectors/hackernews/connector.ts'
import { createSimulatedClock, type SimulatedClock } from '../../../core/clock.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { startFakeHackerNews } from '../../support/fake-hackernews.ts'
import { finalState } from '../../support/final-state.ts'
import { DAY, HOUR, NOON } from '../../support/listening-desk.ts'
import { dieEverywhere, type LifeWorld, liveOnce } from '../../support/lives.ts'
import { statesOfOrders } from '../../support/many-orders.ts'
import { mutateJson, seeded } from '../../support/mutate-json.ts'
import { whileTimePasses } from '../../support/while-time-passes.ts'

const MUTATIONS = 10_000
const A_PAGE = 99
const ORDERS = 200
let clock: SimulatedClock
let hn: Awaited<ReturnType<typeof startFakeHackerNews>>
/** What stands here, newest first. */
let stored: StoredPost[]
beforeEach(async () => {
  clock = createSimulatedClock(NOON)
  hn = await startFakeHackerNews(clock)
  stored = []
})
afterEach(() => hn.close())

const ctxOf = (signal: AbortSignal, atCall = () => {}): Ctx => ({
  ...aCtx(clock, signal).ctx,
  fetch: (input, init) => {
    atCall()
    return fetch(input, init)
  },
  stored: async (below, limit) =>
    stored.filter(({ id }) => id < (below ?? Infinity)).slice(0, limit),
})

const world: LifeWorld = {
  listen: (from, signal, atCall) =>
    createHackerNewsConnector({ query: 'juniper', baseUrl: hn.url }).listen(
      from,
      ctxOf(signal, atCall),
    ),
  until: (_what, holds) =>
    whileTimePasses(clock, async () => {
      while (!holds()) await new Promise((resolve) => setImmediate(resolve))
    }),
}

function keep(key: string): void {
  const id = stored.length + 1
  const nativeId = key.split('::')[1] ?? ''
  stored.unshift({
    id,
    key,
    nativeId,
    revision: 'first',
    observedAt: clock.now(),
    replyRef: {},
  })
}

const goneOf = (items: readonly Item[]) =>
  items.flatMap((item) => (item.type === 'delete' ? [item.key] : []))

it('asks once a day about the posts that stand here, and takes away what is deleted or dead', async () => {
  const begin = await liveOnce(world, null, {}, () => true)
  const keys = Array.from({ length: 70 }, (_, i) => hn.say(`juniper ${i}`))
  for (const key of keys) keep(key)
  const gone = new Set([keys[3], keys[60]])
  hn.remove(keys[3]!)
  hn.remove(keys[60]!, 'dead')
  await clock.advance(DAY - HOUR)
  const early = await liveOnce(world, begin.cursor)
  expect(goneOf(early.items)).toEqual([])
  await clock.advance(HOUR)
  const found = (items: readonly Item[]) => new Set(goneOf(items)).size === gone.size
  // Killed in the midst of it, it begins anew.
  const killed = await liveOnce(world, begin.cursor, { call: 60 }, found)
  expect(goneOf(killed.items)).toEqual([keys[60]])
  const whole = await liveOnce(world, killed.cursor, {}, found)
  expect(new Set(goneOf(whole.items))).toEqual(gone)
  // What is done is done for a day: the next batch comes from the search, and from it alone.
  const isDone = (_items: readonly Item[], { cursor }: Batch) =>
    Number(cursor['checked']) >= NOON + DAY
  await liveOnce(world, killed.cursor, {}, isDone)
})

it('killed at every call out and before every commit it loses nothing', async () => {
  const begin = await liveOnce(world, null, {}, () => true)
  await clock.advance(60_000)
  for (let i = 0; i < 250; i++) hn.say(`juniper ${i}`)
  const { whole, deaths } = await dieEverywhere(world, begin.cursor)
  expect(whole.items).toHaveLength(250)
  expect(deaths).toBe(4)
})

it(`takes ${MUTATIONS} spoiled finds: sets aside what it cannot read, and the cursor stays sound`, async () => {
  const random = seeded(21)
  hn.say('I like <i>juniper</i> &amp; co')
  const [row] = hn.hits
  const begin = await liveOnce(world, null, {}, () => true)
  let seen = 0
  let poison = 0
  let at = begin.cursor
  for (let page = 0; page < MUTATIONS / A_PAGE; page++) {
    const hits = Array.from({ length: A_PAGE }, () => {
      const text = mutateJson(row, random)
      try {
        return JSON.parse(text) as unknown
      } catch {
        return text
      }
    })
    hn.failNext({ status: 200, body: JSON.stringify({ hits }) })
    const lived = await liveOnce(world, at)
    at = lived.cursor
    expect(Number(at?.['since'])).toBeLessThanOrEqual(clock.now())
    seen += lived.items.length
    for (const item of lived.items) {
      if (item.type === 'poison') poison++
      if (item.type !== 'upsert') continue
      const { mention } = item
      expect(mention.key).toMatch(/^hackernews::\d+$/)
      expect(Number.isSafeInteger(mention.createdAt)).toBe(true)
      expect(mention.text.length).toBeLessThanOrEqual(64 * 1024)
      for (const link of mention.links) expect(link).toMatch(/^https?:/)
      for (const word of [mention.author.id, mention.author.name])
        expect(word === null || typeof word === 'string').toBe(true)
    }
  }
  expect(seen).toBeGreaterThanOrEqual(MUTATIONS)
  expect(poison).toBeGreaterThan(MUTATIONS / 20)
})

it(`ends the same in ${ORDERS} orders of doubled and shuffled finds and deletions`, async () => {
  const begin = await liveOnce(world, null, {}, () => true)
  for (const name of ['a', 'b', 'c', 'd']) hn.say(`juniper ${name} was awful`)
  const { items } = await liveOnce(world, begin.cursor)
  const removed = items.slice(1, 3).flatMap((i) => (i.type === 'upsert' ? [i.mention.key] : []))
  const told: Item[][] = [
    ...items.map((item) => [item]),
    ...removed.map((key): Item[] => [{ type: 'delete', key, reason: 'no longer there' }]),
  ]
  const states = await statesOfOrders(ORDERS, told, (items, scope) =>
    items.map((item) => inScope(item, scope)),
  )
  expect(states).toHaveLength(1)
  const { live, gone } = states[0]!
  expect(live.map(({ text }) => text)).toEqual(['juniper a was awful', 'juniper d was awful'])
  expect(gone).toHaveLength(2)
})

/** The same find of another order. */
function inScope(item: Item, scope: string): Item {
  const named = (key: string) => key.replace('::', `::${scope}`)
  if (item.type === 'delete') return { ...item, key: named(item.key) }
  if (item.type !== 'upsert') return item
  const author = { ...item.mention.author, id: scope }
  return { ...item, mention: { ...item.mention, key: named(item.mention.key), author } }
}

it('a day of bad network loses nothing and takes nothing twice', async () => {
  const random = seeded(4)
  const LIMITS = [{ 'retry-after': '30' }, { 'retry-after': '86400' }, { 'retry-after': 'x' }, {}]
  const faults = [
    () => hn.failNext('cut'),
    () => hn.failNext({ status: 502, body: '<h1>502</h1>' }),
    () => hn.failNext({ status: 200, body: '' }),
    () => hn.failNext({ status: 200, body: '{"hits":[{"objectID"' }),
    () =>
      hn.failNext({
        status: 429,
        body: '{}',
        headers: LIMITS[Math.floor(random() * LIMITS.length)] ?? {},
      }),
  ]
  const truth = new Map<string, string>()
  const batches: Batch[] = []
  let { cursor } = await liveOnce(world, null, {}, () => true)
  let broken = 0
  for (let turn = 0; turn < (24 * HOUR) / (5 * 60_000); turn++) {
    if (random() < 0.5) faults[Math.floor(random() * faults.length)]?.()
    const text = `juniper ${turn}`
    truth.set(hn.say(text), text)
    const lived = await liveOnce(world, cursor)
    if (lived.batches === 0) broken++
    cursor = lived.cursor
    batches.push({ items: lived.items, cursor: cursor ?? { v: 1 }, caughtUp: true })
    await clock.advance(5 * 60_000)
  }
  const last = await liveOnce(world, cursor)
  const { live } = await finalState([...batches.map(({ items }) => items), last.items], random)
  expect(new Map(live.map(({ key, text }) => [key, text]))).toEqual(truth)
  expect(broken).toBeGreaterThan(50)
})
