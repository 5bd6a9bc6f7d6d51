import { createStripeSource } from '../../../connectors/stripe/source.ts'
import { customerSourceContract } from '../../contract/customer-source-contract.ts'
import { startFakeStripe } from '../../support/fake-stripe.ts'

customerSourceContract('Stripe', async (clock) => {
  const fake = await startFakeStripe(clock)
  const source = createStripeSource({ mode: 'live', baseUrl: fake.url })
  const charges = new Map<number, string>()
  const chargeOf = (id: number) => charges.get(id) ?? ''
  const customerOf = (by: string) => ({
    id: `cus_${by}`,
    name: `${by} P.`,
    email: `${by}@shop.example`,
  })
  return {
    source,
    shop: {
      secrets: { EARSHOT_STRIPE_KEY: 'rk_live_1', EARSHOT_STRIPE_WEBHOOK_SECRET: fake.secret },
      nameOf: (id) =>
        String(fake.rows.charges.find((row) => row.id === chargeOf(id))?.['payment_intent']),
      buy(id, { by, net }) {
        charges.set(id, fake.charge({ amount: net, customer: customerOf(by) }))
      },
      buyBroken(id) {
        charges.set(id, fake.charge({ amount: 5, customer: customerOf('eve'), broken: true }))
      },
      refund: (id, amount) => fake.refund(chargeOf(id), amount),
      hook: () => fake.hook(fake.lastEvent()),
      forgedHook: () => fake.hook(fake.lastEvent(), { secret: 'whsec_another_of_length' }),
      limit(seconds) {
        fake.state.next = {
          status: 429,
          body: '{"error":{"code":"rate_limit"}}',
          headers: { 'retry-after': String(seconds) },
        }
      },
      revoke: () => fake.state.keys.clear(),
      close: fake.close,
    },
  }
})
