import { createShopifySource } from '../../../connectors/shopify/source.ts'
import { customerSourceContract } from '../../contract/customer-source-contract.ts'
import { type FakeOrder, startFakeShopify } from '../../support/fake-shopify.ts'

customerSourceContract('Shopify', async (clock) => {
  const fake = await startFakeShopify(clock)
  const source = createShopifySource({ shop: fake.domain, baseUrl: fake.url })
  let last: { topic: string; payload: unknown } = { topic: '', payload: {} }
  const put = (order: FakeOrder) => fake.put(order)
  const customerOf = (by: string) => ({
    id: 1000 + Number(/\d+$/.exec(by)?.[0] ?? by.length * 31 + by.charCodeAt(0)),
    name: `${by} P.`,
    email: `${by}@shop.example`,
    city: 'Berlin',
    country: 'DE',
  })
  return {
    source,
    shop: {
      secrets: {
        EARSHOT_SHOPIFY_CLIENT_ID: fake.app.id,
        EARSHOT_SHOPIFY_CLIENT_SECRET: fake.app.secret,
      },
      nameOf: String,
      buy(id, { by, net }) {
        put({ id, customer: customerOf(by), goods: net / 100, tax: 1.9, shipping: 4.9 })
        last = { topic: 'orders/create', payload: { id, email: `${by}@shop.example`, name: by } }
      },
      buyBroken: (id) => put({ id, customer: customerOf('eve'), goods: 5, broken: true }),
      refund(id, amount) {
        const order = fake.orders.get(id)
        if (order === undefined) throw new Error('no order')
        const { updatedAt: _, ...rest } = order
        put({ ...rest, refunded: (order.refunded ?? 0) + amount / 100 })
        last = { topic: 'refunds/create', payload: { id: 7, order_id: id } }
      },
      hook: () => fake.hook(last.topic, last.payload),
      forgedHook: () => fake.hook(last.topic, last.payload, { secret: 'another secret of length' }),
      limit(seconds) {
        fake.state.next = { status: 429, body: '{}', headers: { 'retry-after': String(seconds) } }
      },
      revoke() {
        fake.state.isInstalled = false
      },
      close: fake.close,
    },
  }
})
