import type { Kysely } from 'kysely'
import type { SegmentRule } from '../core/segment.ts'
import { countBuyers } from './customer-values.ts'
import type { Schema } from './schema.ts'
import { readKnownCustomer } from './segments.ts'

/** What the page of a person shows of the customer. */
export async function readPersonCustomer(db: Kysely<Schema>, personId: number, brandId: string) {
  const [known, ties, worth, standing, lists, staff, { buyers }] = await Promise.all([
    readKnownCustomer(db, personId),
    db
      .selectFrom('person_customer as pc')
      .innerJoin('customer as c', 'c.id', 'pc.customer_id')
      .leftJoin('staff as s', 's.id', 'pc.confirmed_by')
      .select(['c.source', 'pc.evidence', 's.name as by'])
      .where('pc.person_id', '=', personId)
      .orderBy('pc.created_at')
      .limit(20)
      .execute(),
    db
      .selectFrom('person_customer as pc')
      .innerJoin('customer_value as v', 'v.customer_id', 'pc.customer_id')
      .select(['v.recency', 'v.frequency', 'v.money'])
      .where('pc.person_id', '=', personId)
      .orderBy('v.spent', 'desc')
      .limit(1)
      .executeTakeFirst(),
    db
      .selectFrom('person_standing')
      .select('key_manager')
      .where('person_id', '=', personId)
      .executeTakeFirst(),
    readLists(db, personId),
    db
      .selectFrom('staff')
      .select(['id', 'name'])
      .where('disabled_at', 'is', null)
      .where('role', '<>', 'viewer')
      .orderBy('name')
      .execute(),
    countBuyers(db, brandId),
  ])
  return {
    ...known,
    ties,
    worth: worth ?? null,
    ownManagerId: standing?.key_manager ?? null,
    lists,
    staff,
    buyers,
  }
}

/** Segments that are filled by hand, and whether they are on the list. */
async function readLists(db: Kysely<Schema>, personId: number) {
  const segments = await db
    .selectFrom('segment')
    .select(['id', 'name', 'rule'])
    .where('retired_at', 'is', null)
    .orderBy('place')
    .execute()
  const on = await db
    .selectFrom('segment_list as l')
    .innerJoin('person_author as pa', 'pa.author_id', 'l.author_id')
    .select('l.segment_id')
    .where('pa.person_id', '=', personId)
    .execute()
  const held = new Set(on.map((row) => row.segment_id))
  return segments
    .filter(({ rule }) => (JSON.parse(rule) as SegmentRule).list === true)
    .map(({ id, name }) => ({ id, name, isOn: held.has(id) }))
}
