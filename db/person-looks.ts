import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

/** So many people of a brand are looked through for somebody alike. */
const MOST = 20_000

/** What the people of a brand are called, by which two that are one may be found; the latest first. */
export async function readLooks(db: Kysely<Schema>, brandId: string) {
  const people = await db
    .selectFrom('person')
    .select(['id', 'name'])
    .where('brand_id', '=', brandId)
    .orderBy('id', 'desc')
    .limit(MOST)
    .execute()
  const accounts = await db
    .selectFrom('person_author as pa')
    .innerJoin('author as a', 'a.id', 'pa.author_id')
    .select(['pa.person_id', 'a.network', 'a.handle', 'a.opted_in'])
    .where('pa.brand_id', '=', brandId)
    .where('pa.person_id', '>=', people.at(-1)?.id ?? 0)
    .execute()
  const emails = await db
    .selectFrom('person_customer as pc')
    .innerJoin('customer as c', 'c.id', 'pc.customer_id')
    .select(['pc.person_id', sql<string>`c.email_print`.as('print')])
    .where('c.brand_id', '=', brandId)
    .where('c.email_print', 'is not', null)
    .where('pc.person_id', '>=', people.at(-1)?.id ?? 0)
    .execute()
  const accountsOf = Map.groupBy(accounts, (row) => row.person_id)
  const emailsOf = Map.groupBy(emails, (row) => row.person_id)
  return people.map(({ id, name }) => ({
    id,
    name,
    accounts: accountsOf.get(id) ?? [],
    emails: (emailsOf.get(id) ?? []).map(({ print }) => print),
  }))
}

/** Those of whom staff said that they are not this person. */
export async function readNotSame(db: Kysely<Schema>, personId: number): Promise<Set<number>> {
  const rows = await db
    .selectFrom('not_same')
    .select(['low_id', 'high_id'])
    .where((eb) => eb.or([eb('low_id', '=', personId), eb('high_id', '=', personId)]))
    .execute()
  return new Set(rows.map((row) => (row.low_id === personId ? row.high_id : row.low_id)))
}

/** Who was joined to this person and can be parted again, the latest first. */
export function readMerges(db: Kysely<Schema>, personId: number) {
  return db
    .selectFrom('merge as m')
    .leftJoin('staff as s', 's.id', 'm.staff_id')
    .select(['m.id', 'm.evidence', 'm.at', 'm.snapshot', 's.name as by'])
    .where('m.kept_id', '=', personId)
    .where('m.undone_at', 'is', null)
    .orderBy('m.id', 'desc')
    .execute()
}
