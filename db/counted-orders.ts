import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

const CHUNK = 500
const YEAR_MS = 365 * 86_400_000

/** What counts of one customer record in one currency. */
export interface CountedOrders {
  customerId: number
  /** The shop, or the name under which a file was read. */
  source: string
  key: string
  emailPrint: string | null
  currency: string
  orders: number
  lastPaidAt: number
  /** Of the last 365 days, smallest unit of this currency. */
  spent: number
  /** When their subscription renews. */
  renewsAt: number | null
  /** When each was paid, in order. */
  paidAt: readonly number[]
}

/** Orders that count, by customer and currency; read in pieces, so that nothing else waits for it. */
export async function* readCountedOrders(
  db: Kysely<Schema>,
  brandId: string,
  now: number,
): AsyncGenerator<CountedOrders[]> {
  for (let last = -1; ; ) {
    const customers = await db
      .selectFrom('customer')
      .select(['id', 'source', 'key', 'email_print', 'renews_at'])
      .where('brand_id', '=', brandId)
      .where('id', '>', last)
      .orderBy('id')
      .limit(CHUNK)
      .execute()
    const end = customers.at(-1)?.id
    if (end === undefined) return
    const orders = await readOrders(db, brandId, { after: last, upTo: end, now })
    yield customers.flatMap((customer) =>
      [...Map.groupBy(orders.get(customer.id) ?? [], ({ currency }) => currency)].map(
        ([currency, own]) => ({
          customerId: customer.id,
          source: customer.source,
          key: customer.key,
          emailPrint: customer.email_print,
          renewsAt: customer.renews_at,
          currency,
          orders: own.length,
          lastPaidAt: own.at(-1)?.paid_at ?? 0,
          spent: own.reduce((sum, one) => sum + (one.paid_at > now - YEAR_MS ? one.net : 0), 0),
          paidAt: own.map((one) => one.paid_at),
        }),
      ),
    )
    await new Promise<void>((resolve) => setImmediate(resolve))
    last = end
  }
}

/** Orders that count, by customer, in the order in which they were paid. */
async function readOrders(
  db: Kysely<Schema>,
  brandId: string,
  of: { after: number; upTo: number; now: number },
) {
  const rows = await db
    .selectFrom('purchase')
    .select(['customer_id', 'currency', 'paid_at', 'net'])
    .where('customer_id', '>', of.after)
    .where('customer_id', '<=', of.upTo)
    .where('brand_id', '=', brandId)
    .where('net', '>', 0)
    .where('test', '=', 0)
    .where('cancelled', '=', 0)
    .where('paid_at', '<=', of.now)
    .orderBy('customer_id')
    .orderBy('paid_at')
    .execute()
  return Map.groupBy(rows, (row) => row.customer_id)
}
