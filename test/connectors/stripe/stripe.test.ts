import { afterEach, beforeEach, expect, it } from 'vitest'
import { createStripeSource } from '../../../connectors/stripe/source.ts'
import { createSimulatedClock, type SimulatedClock } from '../../../core/clock.ts'
import { type FakeStripe, startFakeStripe } from '../../support/fake-stripe.ts'
import { openShopDesk } from '../../support/shop-desk.ts'

const DAY = 86_400_000
const ANA = { id: 'cus_ana', name: 'Ana P.', email: 'Ana@shop.example' }

let clock: SimulatedClock
let fake: FakeStripe
let desk: Awaited<ReturnType<typeof openShopDesk>>

beforeEach(async () => {
  clock = createSimulatedClock(Date.UTC(2026, 10, 19, 12))
  fake = await startFakeStripe(clock)
  desk = await openShopDesk(clock, createStripeSource({ mode: 'live', baseUrl: fake.url }), {
    EARSHOT_STRIPE_KEY: 'rk_live_1',
    EARSHOT_STRIPE_WEBHOOK_SECRET: fake.secret,
  })
})
afterEach(async () => {
  await fake.close()
  await desk.db.close()
})

async function laterRound(): Promise<void> {
  await clock.advance(300_000)
  await desk.step()
}

it('counts what went through, whoever paid, and nothing of test mode', async () => {
  fake.charge({ amount: 4200, customer: ANA })
  fake.charge({ amount: 900, email: 'Guest@shop.example' })
  fake.charge({ amount: 700, customer: ANA, status: 'failed' })
  fake.charge({ amount: 700 })
  fake.charge({ amount: 800, customer: ANA, live: false })
  await desk.step()
  const rows = await desk.stored()
  expect(rows.map((row) => [row.net, row.source_key, row.email_print, row.test])).toEqual([
    [4200, 'cus_ana', 'print-of-ana@shop.example', 0],
    [900, 'guest@shop.example', 'print-of-guest@shop.example', 0],
  ])
  const test = createStripeSource({ mode: 'test', baseUrl: fake.url })
  const secrets = { EARSHOT_STRIPE_KEY: 'rk_test_1' }
  const other = await openShopDesk(clock, test, secrets)
  await other.step()
  expect((await other.stored()).map((row) => [row.net, row.test])).toEqual([[800, 1]])
  await other.db.close()
})

it('hears of what changes long after the payment: a late success, a refund, one that failed, a lost dispute', async () => {
  const slow = fake.charge({ amount: 1000, customer: ANA, status: 'pending' })
  const back = fake.charge({ amount: 2000, customer: ANA })
  const lost = fake.charge({ amount: 3000, customer: ANA })
  await desk.step()
  expect((await desk.stored()).map((row) => row.net)).toEqual([2000, 3000])
  await clock.advance(5 * DAY)
  const charge = fake.rows.charges.find((row) => row.id === slow)
  if (charge !== undefined) charge['status'] = 'succeeded'
  fake.rows.events.push({
    ...fake.lastEvent(),
    id: 'evt_late',
    created: Math.floor(clock.now() / 1000),
    data: { object: { ...charge } },
  })
  fake.refund(back, 500)
  await laterRound()
  expect((await desk.stored()).map((row) => row.net)).toEqual([1000, 1500, 3000])
  fake.failRefund(back)
  fake.loseDispute(lost)
  await laterRound()
  expect((await desk.stored()).map((row) => row.net)).toEqual([1000, 2000, 0])
})

it('reads every payment again after it was away for longer than events are kept', async () => {
  const id = fake.charge({ amount: 2000, customer: ANA })
  await desk.step()
  await clock.advance(3 * DAY)
  fake.refund(id, 2000)
  await clock.advance(40 * DAY)
  await laterRound()
  expect((await desk.stored()).map((row) => row.net)).toEqual([0])
})

it('knows who has a subscription, and who has none any more', async () => {
  fake.charge({ amount: 2000, customer: ANA })
  fake.subscribe(ANA.id, 'active')
  await desk.step()
  expect((await desk.stored())[0]?.subscribed).toBe(1)
  await clock.advance(60_000)
  fake.subscribe(ANA.id, 'canceled')
  await desk.post(fake.hook(fake.lastEvent()))
  await desk.step()
  expect((await desk.stored())[0]?.subscribed).toBe(0)
})

it('knows when a subscription renews, and that one which was cancelled does not', async () => {
  const renewsAt = async () => (await desk.stored())[0]?.renews_at
  const [soon, later] = [2_000_000_000, 2_000_600_000]
  fake.charge({ amount: 2000, customer: ANA })
  const ends = (...list: number[]) => ({
    items: { data: list.map((end) => ({ current_period_end: end })) },
  })
  fake.subscribe(ANA.id, 'active', ends(later, soon))
  await desk.step()
  expect(await renewsAt()).toBe(soon * 1000)
  const hear = async (...change: Parameters<typeof fake.subscribe>) => {
    await clock.advance(60_000)
    fake.subscribe(...change)
    await desk.post(fake.hook(fake.lastEvent()))
    await desk.step()
  }
  await hear(ANA.id, 'active', { ...ends(later), current_period_end: 'soon' })
  expect(await renewsAt()).toBe(later * 1000)
  await hear(ANA.id, 'active', { cancel_at_period_end: true })
  expect(await renewsAt()).toBeNull()
  await hear(ANA.id, 'active', { items: {}, current_period_end: soon, cancel_at_period_end: false })
  expect(await renewsAt()).toBe(soon * 1000)
  await hear(ANA.id, 'canceled')
  expect(await renewsAt()).toBeNull()
})

it.each([
  [-301, 401],
  [-299, 202],
  [299, 202],
  [301, 401],
])('answers a request signed %i seconds from now with %i', async (skewS, status) => {
  fake.charge({ amount: 2000, customer: ANA })
  expect((await desk.post(fake.hook(fake.lastEvent(), { skewS }))).status).toBe(status)
})

it('takes an event once, although its second delivery has other bytes, and leaves the other mode alone', async () => {
  fake.charge({ amount: 2000, customer: ANA })
  await desk.post(fake.hook(fake.lastEvent(), { pending: 2 }))
  const second = await desk.post(fake.hook(fake.lastEvent(), { pending: 1 }))
  expect(await second.json()).toMatchObject({ repeat: true })
  fake.charge({ amount: 2000, customer: ANA, live: false })
  const test = await desk.post(fake.hook(fake.lastEvent()))
  expect(await test.json()).toEqual({ ignored: 'a test event' })
  expect(await desk.deliveries()).toHaveLength(1)
})

it('says that a key is of the other mode, or may not read enough', async () => {
  const live = createStripeSource({ mode: 'live', baseUrl: fake.url })
  const secrets: Record<string, string> = { EARSHOT_STRIPE_KEY: 'rk_test_1' }
  const other = await openShopDesk(clock, live, secrets)
  expect((await live.check(other.ctx)).map((line) => line.what)).toEqual([
    'EARSHOT_STRIPE_KEY is a test key, and earshot.yaml says mode: live.',
  ])
  fake.state.keys.set('rk_live_2', { live: true, may: ['charges', 'events'] })
  secrets['EARSHOT_STRIPE_KEY'] = 'rk_live_2'
  expect((await live.check(other.ctx)).map((line) => `${line.level} ${line.what}`)).toEqual([
    'ok Stripe shows us payments.',
    'ok Stripe shows us events.',
    'fail The key may not read disputes.',
    'warn The key may not read subscriptions.',
    'warn EARSHOT_STRIPE_WEBHOOK_SECRET is not set: payments are heard every few minutes.',
  ])
  await other.db.close()
})
