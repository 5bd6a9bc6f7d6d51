import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

/** Everything that is one human being here: a person of each brand, their accounts, their customer records. */
export interface Subject {
  personIds: readonly number[]
  authorIds: readonly number[]
  customerIds: readonly number[]
}

/** Words that name them, by which they are found in what is kept as it came. */
export interface Needles {
  /** Ids and handles; matched whole. */
  ids: readonly string[]
  /** Long enough to be looked for within longer texts. */
  parts: readonly string[]
}

/** A person, an account, or a customer of a shop. */
export interface Start {
  personId: number | null
  authorId: number | null
  customerId?: number | null
}

/** Shorter ones occur by chance. */
const LEAST_PART = 5

/** Follows every tie from one person or account until nothing new is found. */
export async function findSubject(db: Kysely<Schema>, start: Start): Promise<Subject> {
  const customerId = start.customerId ?? null
  const people = new Set([
    ...(start.personId === null ? [] : [start.personId]),
    ...(customerId === null ? [] : await findBuyers(db, customerId)),
  ])
  const authors = new Set(start.authorId === null ? [] : [start.authorId])
  for (let before = -1; before < people.size + authors.size; ) {
    before = people.size + authors.size
    const ties = await db
      .selectFrom('person_author')
      .select(['person_id', 'author_id'])
      .where((eb) =>
        eb.or([eb('person_id', 'in', [...people, -1]), eb('author_id', 'in', [...authors, -1])]),
      )
      .execute()
    for (const tie of ties) {
      people.add(tie.person_id)
      authors.add(tie.author_id)
    }
    // Who was joined to them is gone as a person, but not all that was written of them.
    const merged = await db
      .selectFrom('merge')
      .select('merged_id')
      .where('kept_id', 'in', [...people, -1])
      .where('undone_at', 'is', null)
      .execute()
    for (const { merged_id } of merged) people.add(merged_id)
    // They may have been joined to somebody in the moment in which they were to be erased.
    const kept = await db
      .selectFrom('merge')
      .select('kept_id')
      .where('merged_id', 'in', [...people, -1])
      .where('undone_at', 'is', null)
      .execute()
    for (const { kept_id } of kept) people.add(kept_id)
  }
  return {
    personIds: [...people],
    authorIds: [...authors],
    customerIds: await findCustomers(db, [...people], customerId),
  }
}

/** The people whom a customer was tied to. */
async function findBuyers(db: Kysely<Schema>, customerId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('person_customer')
    .select('person_id')
    .where('customer_id', '=', customerId)
    .execute()
  return rows.map((row) => row.person_id)
}

/** Who was linked, and whoever bought with the same e-mail elsewhere. */
async function findCustomers(
  db: Kysely<Schema>,
  personIds: readonly number[],
  customerId: number | null,
): Promise<number[]> {
  const linked = await db
    .selectFrom('customer as c')
    .select(['c.id', 'c.brand_id', 'c.email_print'])
    .where((eb) =>
      eb.or([
        eb('c.id', '=', customerId ?? -1),
        eb('c.id', 'in', (of) =>
          of
            .selectFrom('person_customer')
            .select('customer_id')
            .where('person_id', 'in', [...personIds, -1]),
        ),
      ]),
    )
    .execute()
  const found = new Set(linked.map((row) => row.id))
  for (const { brand_id, email_print } of linked) {
    if (email_print === null) continue
    const same = await db
      .selectFrom('customer')
      .select('id')
      .where('brand_id', '=', brand_id)
      .where('email_print', '=', email_print)
      .execute()
    for (const { id } of same) found.add(id)
  }
  return [...found]
}

/** Names, handles and ids of a subject as they are stored now. */
export async function readNeedles(db: Kysely<Schema>, subject: Subject): Promise<Needles> {
  const authors = await db
    .selectFrom('author')
    .select(['key', 'native_id', 'handle', 'name'])
    .where('id', 'in', [...subject.authorIds, -1])
    .execute()
  const people = await db
    .selectFrom('person')
    .select('name')
    .where('id', 'in', [...subject.personIds, -1])
    .execute()
  const customers = await db
    .selectFrom('customer')
    .select(['source_key', 'name'])
    .where('id', 'in', [...subject.customerIds, -1])
    .execute()
  const ids = new Set<string>()
  const names = new Set<string>()
  const add = (to: Set<string>, word: string | null) => {
    if (word !== null && word.trim() !== '' && !word.startsWith('erased:')) to.add(word)
  }
  for (const { key, native_id, handle, name } of authors) {
    for (const word of [key, native_id, handle]) add(ids, word)
    if (handle !== null) add(ids, handle.startsWith('@') ? handle.slice(1) : `@${handle}`)
    add(names, name)
  }
  for (const { name } of people) add(names, name === 'somebody' ? null : name)
  for (const { source_key, name } of customers) {
    add(ids, source_key)
    add(names, name)
  }
  return {
    ids: [...ids],
    parts: [...ids, ...names].filter((word) => word.length >= LEAST_PART),
  }
}
