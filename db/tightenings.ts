import type { Kysely, Selectable, Transaction } from 'kysely'
import type { Tightening, TighteningEvidence } from '../core/tightening.ts'
import type { Schema } from './schema.ts'

/** The filter that waits for an owner of a brand; null where none does. */
export async function readOpenTightening(
  db: Kysely<Schema>,
  brandId: string,
): Promise<Tightening | null> {
  const row = await db
    .selectFrom('tightening')
    .selectAll()
    .where('brand_id', '=', brandId)
    .where('state', '=', 'open')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : tighteningOf(row)
}

/** Filters of a brand, newest first; those that were decided stay for a record. */
export async function readTightenings(
  db: Kysely<Schema>,
  brandId: string,
  limit = 100,
): Promise<Tightening[]> {
  const rows = await db
    .selectFrom('tightening')
    .selectAll()
    .where('brand_id', '=', brandId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(tighteningOf)
}

/** One filter; null where there is none. */
export async function readTightening(db: Kysely<Schema>, id: number): Promise<Tightening | null> {
  const row = await db.selectFrom('tightening').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : tighteningOf(row)
}

/** Keeps a filter for an owner to decide; false where the same was proposed before, whatever became of it. */
export async function proposeTightening(
  trx: Transaction<Schema>,
  found: { id: number; brandId: string; term: string; evidence: TighteningEvidence; now: number },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('tightening')
    .values({
      id: found.id,
      brand_id: found.brandId,
      term: found.term,
      state: 'open',
      evidence: JSON.stringify(found.evidence),
      sources: '{}',
      found_at: found.now,
      decided_at: null,
      staff_id: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

function tighteningOf(row: Selectable<Schema['tightening']>): Tightening {
  return {
    id: row.id,
    brandId: row.brand_id,
    term: row.term,
    state: row.state,
    evidence: JSON.parse(row.evidence) as TighteningEvidence,
    sources: JSON.parse(row.sources) as Record<string, string>,
    decidedAt: row.decided_at,
  }
}
