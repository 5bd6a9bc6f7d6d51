import { createBulkSource } from '../batch-writer/bulk.ts'
import { closeRequestsOf } from '../data-requests.ts'
import type { Database } from '../database.ts'
import { inStep } from './in-step.ts'
import { erasedOrderKey } from './marks.ts'

const CHUNK = 500
/** The customer of orders that nobody can be named for. */
export const NOBODY = 0

/** Orders stay for the sums, without customer, number and codes; the same order is known again by its fingerprint. */
export async function scrubPurchases(
  db: Database,
  customerIds: readonly number[],
  now: number,
): Promise<void> {
  const bulkOf = createBulkSource(db)
  for (const customerId of customerIds) {
    for (let left = true; left; )
      left = await inStep(db, async (trx) => {
        const rows = await trx
          .selectFrom('purchase')
          .select('key')
          .where('customer_id', '=', customerId)
          .limit(CHUNK)
          .execute()
        await bulkOf(trx).run(
          `update purchase set key = ?, order_id = '', codes = '[]', customer_id = ? where key = ?`,
          rows.map(({ key }) => [erasedOrderKey(key), NOBODY, key]),
        )
        return rows.length === CHUNK
      })
    const known = await db.kysely
      .selectFrom('customer')
      .select(['source', 'source_key'])
      .where('id', '=', customerId)
      .executeTakeFirst()
    if (known !== undefined) {
      const of = { source: known.source, customerKey: known.source_key }
      await closeRequestsOf(db.kysely, of, now)
    }
    await db.kysely.deleteFrom('person_customer').where('customer_id', '=', customerId).execute()
    await db.kysely.deleteFrom('customer_value').where('customer_id', '=', customerId).execute()
    await db.kysely.deleteFrom('customer').where('id', '=', customerId).execute()
  }
}
