import { type Kysely, sql } from 'kysely'
import { findByHandle } from './find-people.ts'
import { isFolded } from './folded.ts'
import type { Reading } from './reading.ts'
import type { Schema } from './schema.ts'

/** Of each kind of likeness so many are looked at. */
const MOST = 100

/** What these people are called, and the fingerprints of their e-mails. */
export async function readLooks(db: Kysely<Schema>, ids: readonly number[]) {
  if (ids.length === 0) return []
  const people = await db
    .selectFrom('person')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute()
  const accounts = await db
    .selectFrom('person_author as pa')
    .innerJoin('author as a', 'a.id', 'pa.author_id')
    .select(['pa.person_id', 'a.network', 'a.handle', 'a.opted_in'])
    .where('pa.person_id', 'in', [...ids])
    .execute()
  const emails = await db
    .selectFrom('person_customer as pc')
    .innerJoin('customer as c', 'c.id', 'pc.customer_id')
    .select(['pc.person_id', sql<string>`c.email_print`.as('print')])
    .where('c.email_print', 'is not', null)
    .where('pc.person_id', 'in', [...ids])
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

/**
 * People of a brand who may look like this one: each of the words is how a name or a handle of theirs begins, or they
 * bought by the same e-mail. By indexes, however many people there are; which of them are alike is for others to say.
 */
export async function findAlike(
  { kysely, dialect }: Reading,
  brandId: string,
  of: { words: readonly string[]; emails: readonly string[] },
): Promise<number[]> {
  const found = new Set<number>()
  for (const word of of.words) {
    const named = await kysely
      .selectFrom('person as p')
      .select('p.id')
      .where('p.brand_id', '=', brandId)
      .where(isFolded(dialect, 'p.name', word))
      .limit(MOST)
      .execute()
    const called = await findByHandle({ kysely, dialect }, brandId, word, MOST)
    for (const id of [...named.map((row) => row.id), ...called]) found.add(id)
  }
  if (of.emails.length === 0) return [...found]
  const buyers = await kysely
    .selectFrom('customer as c')
    .innerJoin('person_customer as pc', 'pc.customer_id', 'c.id')
    .select('pc.person_id as id')
    .where('c.brand_id', '=', brandId)
    .where('c.email_print', 'in', [...of.emails])
    .limit(MOST)
    .execute()
  for (const { id } of buyers) found.add(id)
  return [...found]
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

/** Who stands for somebody who was joined to another, and by which merge; null where nobody of this number was. */
export async function readJoin(
  db: Pick<Kysely<Schema>, 'selectFrom'>,
  mergedId: number,
): Promise<{ keptId: number; mergeNumber: number } | null> {
  const join = await readJoinOf(db, mergedId)
  if (join === null) return null
  // The one they were joined to may have been joined to somebody since.
  const later = await readJoin(db, join.keptId)
  return { ...join, keptId: later?.keptId ?? join.keptId }
}

async function readJoinOf(
  db: Pick<Kysely<Schema>, 'selectFrom'>,
  mergedId: number,
): Promise<{ keptId: number; mergeNumber: number } | null> {
  const row = await db
    .selectFrom('merge')
    .select(['id', 'kept_id'])
    .where('merged_id', '=', mergedId)
    .where('undone_at', 'is', null)
    .executeTakeFirst()
  return row === undefined ? null : { keptId: row.kept_id, mergeNumber: row.id }
}
