import type { Clock } from '../core/clock.ts'
import { createBulkSource } from './batch-writer/bulk.ts'
import { closeRequestsOf } from './data-requests.ts'
import type { Database } from './database.ts'
import { compact, overwriteDeleted } from './erasure/compact.ts'
import { inStep } from './erasure/in-step.ts'
import { customerMark } from './erasure/marks.ts'
import { scrubPurchases } from './erasure/scrub-purchases.ts'

/**
 * Forgets what a shop told of one of its customers, for good, or of all of them (null: the shop left). Orders stay for
 * the sums, nobody's. What somebody said in public is not the shop's and stays. Answers how many were known.
 */
export async function forgetCustomers(
  { db, clock }: { db: Database; clock: Clock },
  of: { brandId: string; source: string; customerKey: string | null },
): Promise<number> {
  const { brandId, source, customerKey } = of
  const known = await db.kysely
    .selectFrom('customer')
    .select('id')
    .where('brand_id', '=', brandId)
    .where('source', '=', source)
    .$if(customerKey !== null, (query) => query.where('source_key', '=', customerKey ?? ''))
    .execute()
  overwriteDeleted(db, true)
  try {
    // Also of somebody unknown: an order of theirs may be on its way.
    if (customerKey !== null) {
      const mark = customerMark(`${brandId}\n${source}\n${customerKey}`)
      const bulkOf = createBulkSource(db)
      await inStep(db, (trx) =>
        bulkOf(trx).insertNew('erased', ['mark', 'at'], [[mark, clock.now()]]),
      )
    }
    await scrubPurchases(
      db,
      known.map(({ id }) => id),
      clock.now(),
    )
    await closeRequestsOf(db.kysely, { source, customerKey }, clock.now())
    if (known.length > 0) await compact(db, clock)
  } finally {
    overwriteDeleted(db, false)
  }
  return known.length
}
