import { type Kysely, sql } from 'kysely'
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
      .select('id')
      .where('brand_id', '=', brandId)
      .where('id', '>', last)
      .orderBy('id')
      .limit(CHUNK)
      .execute()
    const end = customers.at(-1)?.id
    if (end === undefined) return
    const times = await readTimes(db, brandId, { after: last, upTo: end, now })
    const rows = await db
      .selectFrom('customer as c')
      .innerJoin('purchase as p', 'p.customer_id', 'c.id')
      .select([
        'c.id as customerId',
        'c.source',
        'c.key',
        'c.email_print as emailPrint',
        'c.renews_at as renewsAt',
        'p.currency',
        sql<number>`count(*)`.as('orders'),
        sql<number>`max(p.paid_at)`.as('lastPaidAt'),
        sql<number>`sum(case when p.paid_at > ${now - YEAR_MS} then p.net else 0 end)`.as('spent'),
      ])
      .where('c.brand_id', '=', brandId)
      .where('c.id', '>', last)
      .where('c.id', '<=', end)
      .where('p.net', '>', 0)
      .where('p.test', '=', 0)
      .where('p.cancelled', '=', 0)
      .where('p.paid_at', '<=', now)
      .groupBy(['c.id', 'c.source', 'c.key', 'c.email_print', 'c.renews_at', 'p.currency'])
      .orderBy('c.id')
      .execute()
    yield rows.map((row) => ({
      ...row,
      paidAt: times.get(`${row.customerId} ${row.currency}`)?.map(({ paid_at }) => paid_at) ?? [],
    }))
    await new Promise<void>((resolve) => setImmediate(resolve))
    last = end
  }
}

/** When orders that count were paid, by customer and currency. */
async function readTimes(
  db: Kysely<Schema>,
  brandId: string,
  of: { after: number; upTo: number; now: number },
) {
  const rows = await db
    .selectFrom('purchase')
    .select(['customer_id', 'currency', 'paid_at'])
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
  return Map.groupBy(rows, (row) => `${row.customer_id} ${row.currency}`)
}
