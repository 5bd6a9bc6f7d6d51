import { type Kysely, type Transaction } from 'kysely'
import type { SegmentRule, Sortable } from '../core/segment.ts'
import type { Schema } from './schema.ts'

/** A segment as it is set. */
export interface Segment {
  id: string
  name: string
  rule: SegmentRule
}

/** Everybody is assessed and sorted again with the next rounds: rules have changed. */
export async function sortEverybodyAgain(trx: Transaction<Schema>): Promise<void> {
  await trx.updateTable('person_standing').set({ assessed_at: 0 }).execute()
}

/** Every segment in the order of the settings. */
export async function readSegments(db: Kysely<Schema>): Promise<Segment[]> {
  const rows = await db
    .selectFrom('segment')
    .select(['id', 'name', 'rule'])
    .where('retired_at', 'is', null)
    .orderBy('place')
    .orderBy('id')
    .execute()
  return rows.map(({ id, name, rule }) => ({ id, name, rule: JSON.parse(rule) as SegmentRule }))
}

/** What the rules ask about a person, but for brand and stage. */
export async function readSortable(
  db: Kysely<Schema>,
  personId: number,
): Promise<Omit<Sortable, 'brandId' | 'stage'>> {
  const customers = await db
    .selectFrom('person_customer as pc')
    .innerJoin('customer as c', 'c.id', 'pc.customer_id')
    .leftJoin('customer_value as v', 'v.customer_id', 'c.id')
    .select(['c.id', 'c.city', 'c.country', 'v.buyer_id', 'v.spent', 'v.orders', 'v.top'])
    .where('pc.person_id', '=', personId)
    .execute()
  const lists = await db
    .selectFrom('segment_list as l')
    .innerJoin('person_author as pa', 'pa.author_id', 'l.author_id')
    .select('l.segment_id')
    .distinct()
    .where('pa.person_id', '=', personId)
    .execute()
  // Several records of one buyer hold the same figures.
  const buyers = [...new Map(customers.map((row) => [row.buyer_id ?? row.id, row])).values()]
  return {
    spent: buyers.reduce((sum, row) => sum + (row.spent ?? 0), 0),
    orders: buyers.reduce((sum, row) => sum + (row.orders ?? 0), 0),
    isTop: buyers.some((row) => row.top === 1),
    places: customers.flatMap(({ city, country }) => [city, country].filter((one) => one !== null)),
    lists: lists.map((row) => row.segment_id),
  }
}

/** Writes where somebody belongs now; who stays somewhere keeps the time since when. */
export async function writePersonSegments(
  trx: Transaction<Schema>,
  personId: number,
  segmentIds: readonly string[],
  now: number,
): Promise<void> {
  await trx
    .deleteFrom('person_segment')
    .where('person_id', '=', personId)
    .where('segment_id', 'not in', [...segmentIds, ''])
    .execute()
  if (segmentIds.length === 0) return
  await trx
    .insertInto('person_segment')
    .values(segmentIds.map((segment_id) => ({ person_id: personId, segment_id, since: now })))
    .onConflict((conflict) => conflict.columns(['person_id', 'segment_id']).doNothing())
    .execute()
}

/** What staff should know of somebody as a customer. */
export interface KnownCustomer {
  /** Names of their segments, in the order of the settings. */
  segments: readonly string[]
  isTop: boolean
  /** Who looks after them: named for them, or for the first of their segments that has somebody. */
  manager: string | null
}

/** Of somebody who is no person yet, or of whom no purchase is known. */
export const NOTHING_KNOWN: KnownCustomer = { segments: [], isTop: false, manager: null }

/** Reads it of one person. */
export async function readKnownCustomer(
  db: Kysely<Schema>,
  personId: number | null,
): Promise<KnownCustomer> {
  if (personId === null) return NOTHING_KNOWN
  return (await readKnownCustomers(db, [personId])).get(personId) ?? NOTHING_KNOWN
}

/** Reads it of many, by person. */
export async function readKnownCustomers(
  db: Kysely<Schema>,
  personIds: readonly number[],
): Promise<Map<number, KnownCustomer>> {
  const ids = [...personIds, -1]
  const segments = await db
    .selectFrom('person_segment as ps')
    .innerJoin('segment as g', 'g.id', 'ps.segment_id')
    .leftJoin('staff as s', (join) =>
      join.onRef('s.id', '=', 'g.manager').on('s.disabled_at', 'is', null),
    )
    .select(['ps.person_id', 'g.name', 's.name as manager'])
    .where('ps.person_id', 'in', ids)
    .where('g.retired_at', 'is', null)
    .orderBy('g.place')
    .execute()
  const named = await db
    .selectFrom('person_standing as p')
    .innerJoin('staff as s', 's.id', 'p.key_manager')
    .select(['p.person_id', 's.name'])
    .where('p.person_id', 'in', ids)
    .where('s.disabled_at', 'is', null)
    .execute()
  const tops = await db
    .selectFrom('person_customer as pc')
    .innerJoin('customer_value as v', 'v.customer_id', 'pc.customer_id')
    .select('pc.person_id')
    .where('pc.person_id', 'in', ids)
    .where('v.top', '=', 1)
    .execute()
  const segmentsOf = Map.groupBy(segments, (row) => row.person_id)
  const managers = new Map(named.map((row) => [row.person_id, row.name]))
  const atTop = new Set(tops.map((row) => row.person_id))
  return new Map(
    personIds.map((id) => {
      const own = segmentsOf.get(id) ?? []
      const known = {
        segments: own.map((row) => row.name),
        isTop: atTop.has(id),
        manager: managers.get(id) ?? own.find((row) => row.manager !== null)?.manager ?? null,
      }
      return [id, known]
    }),
  )
}
