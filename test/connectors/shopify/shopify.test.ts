import { afterEach, beforeEach, expect, it } from 'vitest'
import { createShopifySource } from '../../../connectors/shopify/source.ts'
import { createSimulatedClock, type SimulatedClock } from '../../../core/clock.ts'
import { type FakeShopify, startFakeShopify } from '../../support/fake-shopify.ts'
import { openShopDesk } from '../../support/shop-desk.ts'
import { whileTimePasses } from '../../support/while-time-passes.ts'

const DAY = 86_400_000
const ANA = { id: 11, name: 'Ana P.', email: 'Ana@shop.example', city: 'Berlin', country: 'DE' }

let clock: SimulatedClock
let fake: FakeShopify
let desk: Awaited<ReturnType<typeof openShopDesk>>

beforeEach(async () => {
  clock = createSimulatedClock(Date.UTC(2026, 10, 19, 12))
  fake = await startFakeShopify(clock)
  desk = await openShopDesk(clock, createShopifySource({ shop: fake.domain, baseUrl: fake.url }), {
    EARSHOT_SHOPIFY_CLIENT_ID: fake.app.id,
    EARSHOT_SHOPIFY_CLIENT_SECRET: fake.app.secret,
  })
})
afterEach(async () => {
  await fake.close()
  await desk.db.close()
})

const round = () => whileTimePasses(clock, desk.step)

it('counts what was paid, less tax, shipping and what came back, in the currency of the shop', async () => {
  fake.put({ id: 1, customer: ANA, goods: 40, tax: 7.6, shipping: 4.9, refunded: 10 })
  fake.put({ id: 2, customer: ANA, goods: 1200, currency: 'JPY' })
  fake.put({ id: 3, customer: ANA, goods: 9, status: 'PENDING' })
  fake.put({ id: 4, customer: ANA, goods: 9, test: true, codes: ['CAKE-1'] })
  fake.put({ id: 5, customer: ANA, goods: 9, cancelled: true, status: 'VOIDED' })
  fake.put({ id: 6, customer: null, goods: 9 })
  fake.put({ id: 7, customer: { ...ANA, id: 0, email: 'Guest@shop.example' }, goods: 9 })
  fake.put({ id: 8, customer: ANA, goods: 40, tax: 7.6, shipping: 4.9, refunded: 52.5 })
  await round()
  const rows = await desk.stored()
  expect(rows.map((row) => [row.order_id, row.net, row.currency, row.test, row.cancelled])).toEqual(
    [
      ['1', 3000, 'EUR', 0, 0],
      ['2', 1200, 'JPY', 0, 0],
      ['4', 900, 'EUR', 1, 0],
      ['5', 900, 'EUR', 0, 1],
      ['7', 900, 'EUR', 0, 0],
      ['8', 0, 'EUR', 0, 0],
    ],
  )
  expect(rows[0]).toMatchObject({ source_key: '11', email_print: 'print-of-ana@shop.example' })
  expect(rows[2]?.codes).toBe('["CAKE-1"]')
  expect(rows[4]).toMatchObject({ source_key: 'guest@shop.example' })
})

it('waits for the points that a query costs, and asks for nothing that would be refused', async () => {
  for (let i = 1; i <= 600; i++) fake.put({ id: i, customer: ANA, goods: 5 })
  const begunAt = clock.now()
  await round()
  expect(await desk.stored()).toHaveLength(600)
  expect(fake.state.throttled).toBe(0)
  expect(clock.now() - begunAt).toBeGreaterThan(15_000)
  // Somebody else's program spends the points of the same shop.
  fake.state.points = 0
  fake.state.pointsAt = clock.now()
  await clock.advance(300_000)
  fake.state.points = 10
  fake.state.pointsAt = clock.now()
  fake.put({ id: 601, customer: ANA, goods: 5 })
  await round()
  expect(await desk.stored()).toHaveLength(601)
  expect(fake.state.throttled).toBeGreaterThan(0)
})

it('renews its token at half of its life, and once when it is refused', async () => {
  await round()
  expect(fake.state.tokensMade).toBe(1)
  await clock.advance(DAY / 2 + 60_000)
  await round()
  expect(fake.state.tokensMade).toBe(2)
  fake.state.next = { status: 401, body: '{}' }
  await clock.advance(300_000)
  await round()
  expect(fake.state.tokensMade).toBe(3)
})

it('says which rights are missing, how far back it sees and which version answers', async () => {
  const source = createShopifySource({ shop: fake.domain, baseUrl: fake.url })
  fake.state.scopes = ['read_orders']
  fake.state.served = '2027-01'
  const lines = await source.check(desk.ctx)
  expect(lines.map((line) => `${line.level} ${line.what}`)).toEqual([
    'ok Shopify lets us into Juniper Coffee.',
    'fail The app may not read_customers.',
    'warn Shopify tells us of the last 60 days only, without the right read_all_orders.',
    'warn Shopify answers as version 2027-01, not 2026-10.',
    'ok Requests of Shopify are taken at /hooks/shop.',
  ])
})

it('takes no request of another shop, and forgets topics that say nothing to us', async () => {
  for (const request of [
    fake.hook('orders/create', { id: 1 }, { domain: 'other.myshopify.com' }),
    fake.hook('carts/update', { id: 1 }),
    fake.hook('orders/create', { id: 'one' }),
  ])
    expect(await (await desk.post(request)).json()).toHaveProperty('ignored')
  expect(await desk.deliveries()).toEqual([])
})

it('forgets a customer who asks the shop for it, also when their orders are told again', async () => {
  fake.put({ id: 1, customer: ANA, goods: 40 })
  fake.put({
    id: 2,
    customer: { ...ANA, id: 12, name: 'Ben O.', email: 'ben@shop.example' },
    goods: 40,
  })
  await round()
  const asked = { shop_domain: fake.domain, customer: { id: 11, email: ANA.email } }
  expect((await desk.post(fake.hook('customers/redact', asked))).status).toBe(202)
  await round()
  const rows = await desk.stored()
  expect(rows.map((row) => [row.net, row.source_key])).toEqual([
    [4000, null],
    [4000, '12'],
  ])
  await clock.advance(600_000)
  fake.put({ id: 1, customer: ANA, goods: 40, refunded: 5 })
  fake.put({ id: 3, customer: ANA, goods: 20 })
  await round()
  const after = await desk.stored()
  expect(after.map((row) => row.source_key)).toEqual([null, null, '12'])
  expect(after.map((row) => row.net).toSorted()).toEqual([2000, 3500, 4000])
  expect(
    JSON.stringify(await desk.db.kysely.selectFrom('customer').selectAll().execute()),
  ).not.toMatch(/Ana P/)
})

it('forgets nobody for a genuine body under another topic: the signature does not cover it', async () => {
  const customer = { id: 11, email: ANA.email }
  const order = { id: 1, customer }
  const question = { shop_domain: fake.domain, customer, data_request: { id: 5 } }
  for (const [topic, body] of [
    ['customers/redact', order],
    ['shop/redact', order],
    ['customers/redact', question],
    ['shop/redact', question],
    ['customers/redact', { ...question, data_request: undefined, shop_domain: 'b.myshopify.com' }],
  ] as const)
    expect(await (await desk.post(fake.hook(topic, body))).json()).toEqual({ ignored: topic })
  expect(await desk.deliveries()).toEqual([])
})

it('tells staff that a customer wants to know what is held, without naming them', async () => {
  const asked = {
    shop_domain: fake.domain,
    customer: { id: 11, email: ANA.email },
    data_request: { id: 5 },
  }
  await desk.post(fake.hook('customers/data_request', asked))
  await round()
  const [notice] = await desk.db.kysely.selectFrom('outbox').select('payload').execute()
  expect(notice?.payload).toContain('earshot people export shop:shop:11')
  expect(notice?.payload.toLowerCase()).not.toContain('ana')
})

it('forgets everybody of a shop that left, and believes no copy of that request', async () => {
  fake.put({ id: 1, customer: ANA, goods: 40 })
  await round()
  const request = fake.hook('shop/redact', { shop_id: 1, shop_domain: fake.domain })
  await desk.post(request)
  await round()
  expect((await desk.stored())[0]?.source_key).toBe('11')
  fake.state.isInstalled = false
  await desk.post(fake.hook('shop/redact', { shop_id: 1, shop_domain: fake.domain, again: 1 }))
  await clock.advance(1000)
  await round()
  expect(await desk.db.kysely.selectFrom('customer').select('id').execute()).toEqual([])
  expect((await desk.stored()).map((row) => row.net)).toEqual([4000])
})
