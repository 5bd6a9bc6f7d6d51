import { afterEach, beforeEach, expect, it } from 'vitest'
import { createStripeSource } from '../../connectors/stripe/source.ts'
import { createSimulatedClock, type SimulatedClock } from '../../core/clock.ts'
import { silentLogger } from '../../core/logger.ts'
import { createPurchaseStore } from '../../db/purchases.ts'
import { followShop } from '../../jobs/follow-shops.ts'
import { type FakeStripe, startFakeStripe } from '../support/fake-stripe.ts'
import { openShopDesk } from '../support/shop-desk.ts'
import { createUntil, type Until } from '../support/until.ts'

const ANA = { id: 'cus_ana', name: 'Ana P.', email: 'ana@shop.example' }

let clock: SimulatedClock
let fake: FakeStripe
let desk: Awaited<ReturnType<typeof openShopDesk>>
let stopping: AbortController
let following: Promise<void>
let until: Until

beforeEach(async () => {
  clock = createSimulatedClock(Date.UTC(2026, 10, 19, 12))
  until = createUntil(clock)
  fake = await startFakeStripe(clock)
  const source = createStripeSource({ mode: 'live', baseUrl: fake.url })
  desk = await openShopDesk(clock, source, {
    EARSHOT_STRIPE_KEY: 'rk_live_1',
    EARSHOT_STRIPE_WEBHOOK_SECRET: fake.secret,
  })
  stopping = new AbortController()
  const ctx = { ...desk.ctx, signal: stopping.signal }
  const store = createPurchaseStore(desk.db, clock.now, (email) => `print-of-${email}`)
  const shop = { id: 'shop', brandId: 'juniper', source, ctx, pollMs: 300_000 }
  following = followShop({ db: desk.db, clock, log: silentLogger, store }, shop)
})
afterEach(async () => {
  stopping.abort(new Error('the test is over'))
  await following
  await fake.close()
  await desk.db.close()
})

const nets = async () => (await desk.stored()).map((row) => row.net)
const stateIs = (state: string) => async () =>
  (await desk.db.kysely.selectFrom('health').select('state').executeTakeFirst())?.state === state

it('says how it is, tells staff once when its key holds no more, and goes on with another one', async () => {
  fake.charge({ amount: 500, customer: ANA })
  await until('live', stateIs('live'))
  expect(await nets()).toEqual([500])
  const key = fake.state.keys.get('rk_live_1')
  fake.state.keys.delete('rk_live_1')
  fake.charge({ amount: 700, customer: ANA })
  await until('a new login', stateIs('needs_login'))
  const asked = fake.state.requests.length
  await until('more tries', () => fake.state.requests.length > asked + 3, 60_000)
  const troubles = await desk.db.kysely.selectFrom('trouble').selectAll().execute()
  expect(troubles).toMatchObject([{ about: 'needs_person', ended_at: null }])
  expect(troubles[0]?.looked_at).toBeGreaterThan(troubles[0]?.began_at ?? Infinity)
  const posts = await desk.db.kysely.selectFrom('outbox').select('kind').execute()
  expect(posts).toEqual([{ kind: 'trouble.post' }])
  if (key !== undefined) fake.state.keys.set('rk_live_1', key)
  await until('both orders', async () => (await nets()).length === 2, 5_000)
  await until('live again', stateIs('live'))
  await until('told so', async () => {
    const row = await desk.db.kysely.selectFrom('trouble').select('ended_at').executeTakeFirst()
    return row?.ended_at !== null
  })
})

it('asks for what it was sent within a second or so, long before it would look by itself', async () => {
  await until('live', stateIs('live'))
  const begun = clock.now()
  fake.charge({ amount: 900, customer: ANA })
  expect((await desk.post(fake.hook(fake.lastEvent()))).status).toBe(202)
  await until('the order', async () => (await nets()).length === 1)
  expect(clock.now() - begun).toBeLessThan(60_000)
  const [delivery] = await desk.deliveries()
  await until('the end of the request', async () => (await desk.deliveries())[0]?.done_at !== null)
  expect(delivery?.body).not.toContain('ana')
})
