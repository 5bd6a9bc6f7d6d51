import type { Trx } from '../actions/context.ts'
import { belongsTo } from '../core/segment.ts'
import type { Database } from '../db/database.ts'
import { readMoneySettings } from '../db/reporting-currency.ts'
import { readSegments, readSortable, writePersonSegments } from '../db/segments.ts'

/** Sorts one person into the segments of the settings, as they stand now. */
export type SortPerson = (
  trx: Trx,
  one: { personId: number; brandId: string; stage: string | null },
  now: number,
) => Promise<void>

/** Reads the rules once for a round of people. */
export async function createSorter(db: Database): Promise<SortPerson> {
  const segments = await readSegments(db.kysely)
  const currencies = new Map<string, string>()
  if (segments.some(({ rule }) => rule.spend !== undefined))
    for (const { id } of await db.kysely.selectFrom('brand').select('id').execute())
      currencies.set(id, (await readMoneySettings(db.kysely, id)).currency)
  return async (trx, { personId, brandId, stage }, now) => {
    const facts =
      segments.length === 0 ? null : { brandId, stage, ...(await readSortable(trx, personId)) }
    const held =
      facts === null
        ? []
        : segments.filter((one) => belongsTo(one, facts, currencies.get(brandId) ?? 'EUR'))
    await writePersonSegments(
      trx,
      personId,
      held.map((one) => one.id),
      now,
    )
  }
}
