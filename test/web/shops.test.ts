import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPurchaseStore } from '../../db/purchases.ts'
import { createCustomerWatch } from '../../jobs/weigh-customers.ts'
import { openWebDesk, type WebDesk } from '../support/web-desk.ts'

const HOUR = 3_600_000

let desk: WebDesk
beforeEach(async () => {
  desk = await openWebDesk()
})
afterEach(() => desk.db.close())

async function sources(): Promise<string> {
  await desk.db.kysely.deleteFrom('session').execute()
  const { cookie } = await desk.signIn('ana')
  return (await desk.app.request('/sources', { headers: { cookie } })).text()
}

it('shows shops with their state, the next look and their orders, and files of orders beside them', async () => {
  expect(await sources()).not.toContain('Where orders come from')
  const { db, clock } = desk
  const at = clock.now()
  const store = createPurchaseStore(db, clock.now, (email) => `print-of-${email}`)
  const order = {
    orderId: '1',
    customer: { key: 'a', email: 'a@shop.example', name: 'A' },
    paidAt: at - HOUR,
    updatedAt: at - HOUR,
    currency: 'EUR',
    net: 500,
    test: false,
    cancelled: false,
    codes: [],
  }
  await store.store('juniper', 'web-shop', [order, { ...order, orderId: '2' }])
  await store.store('juniper', 'old-till', [{ ...order, orderId: '3' }])
  await clock.advance(1000)
  await createCustomerWatch(desk)()
  await db.kysely
    .insertInto('shop')
    .values({
      id: 'web-shop',
      brand_id: 'juniper',
      kind: 'shopify',
      config: '{"pollMinutes":10}',
      enabled: 1,
      created_at: at,
    })
    .execute()
  expect(await sources()).toMatch(/Shopify \(web-shop\)<\/th><td>Starting/)
  const health = { received: 0, quarantined: 0, lag_ms: null, last_event_at: null, retry_at: null }
  await db.kysely
    .insertInto('health')
    .values({
      ...health,
      connection_id: 'web-shop',
      state: 'live',
      detail: '',
      last_ok_at: clock.now(),
      updated_at: clock.now(),
    })
    .execute()
  await db.kysely
    .insertInto('cursor')
    .values({ connection_id: 'web-shop', stream: 'orders', value: '{}', updated_at: clock.now() })
    .execute()
  const page = await sources()
  expect(page).toMatch(/Shopify \(web-shop\)[^]*Live<\/td><td>just now[^]*at 13:40[^]*>2<\/td>/)
  expect(page).toMatch(/From a file \(old-till\)[^]*Read<\/td>[^]*>1<\/td>/)
  expect(page).not.toContain('may be missing')
  await db.kysely.updateTable('health').set({ state: 'needs_login' }).execute()
  await clock.advance(2 * HOUR)
  expect(await sources()).toMatch(/Needs a new login[^]*orders since 13:30 may be missing/)
})
