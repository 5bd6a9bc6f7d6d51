import type { Trx } from './context.ts'

/** What moved from the merged person to the kept one; enough to part them again. */
export interface Snapshot {
  person: { name: string; advocate: number; strikes: number; evidence: string; created_at: number }
  keyManager: string | null
  /** Nobody was named for the kept one, so that the colleague of the merged one looks after both. */
  lentManager?: boolean
  authors: number[]
  customers: number[]
  cases: number[]
  /** Missing in merges made before contacts and events moved along. */
  contacts?: number[]
  requests?: number[]
  events?: string[]
}

/** What somebody has that moves when they are joined to another. */
export async function takeSnapshot(
  trx: Trx,
  person: Snapshot['person'] & { id: number },
  keepId: number,
): Promise<Snapshot> {
  const { id, name, advocate, strikes, evidence, created_at } = person
  const authors = await trx
    .selectFrom('person_author')
    .select('author_id')
    .where('person_id', '=', id)
    .orderBy('author_id')
    .execute()
  const customers = await trx
    .selectFrom('person_customer')
    .select('customer_id')
    .where('person_id', '=', id)
    .orderBy('customer_id')
    .execute()
  const keyManager = await readManager(trx, id)
  const events = await trx
    .selectFrom('person_event')
    .select('key')
    .where('person_id', '=', id)
    .orderBy('key')
    .execute()
  return {
    person: { name, advocate, strikes, evidence, created_at },
    keyManager,
    lentManager: keyManager !== null && (await readManager(trx, keepId)) === null,
    authors: authors.map((row) => row.author_id),
    customers: customers.map((row) => row.customer_id),
    cases: await idsOf(trx, 'case', id),
    contacts: await idsOf(trx, 'contact', id),
    requests: await idsOf(trx, 'data_request', id),
    events: events.map((row) => row.key),
  }
}

/** What their accounts said since the merge is theirs, too, with what staff wrote down about it. */
export async function withLaterCases(
  trx: Trx,
  { kept_id, brand_id }: { kept_id: number; brand_id: string },
  snapshot: Snapshot,
): Promise<Snapshot> {
  const later = await trx
    .selectFrom('case')
    .select('id')
    .where('person_id', '=', kept_id)
    .where('brand_id', '=', brand_id)
    .where('author_id', 'in', [...snapshot.authors, -1])
    .execute()
  const cases = [...new Set([...snapshot.cases, ...later.map((row) => row.id)])]
  const about = await trx
    .selectFrom('contact')
    .select('id')
    .where('person_id', '=', kept_id)
    .where('case_id', 'in', [...cases, -1])
    .execute()
  const contacts = [...new Set([...(snapshot.contacts ?? []), ...about.map((row) => row.id)])]
  return { ...snapshot, cases, contacts }
}

/** Moves what a snapshot holds. What was erased meanwhile stays away: only rows that are still there move. */
export async function moveTies(
  trx: Trx,
  snapshot: Snapshot,
  from: number,
  to: number,
): Promise<void> {
  const { authors, customers, cases, contacts = [], requests = [], events = [] } = snapshot
  if (authors.length > 0)
    await trx
      .updateTable('person_author')
      .set({ person_id: to })
      .where('person_id', '=', from)
      .where('author_id', 'in', authors)
      .execute()
  if (customers.length > 0)
    await trx
      .updateTable('person_customer')
      .set({ person_id: to })
      .where('person_id', '=', from)
      .where('customer_id', 'in', customers)
      // Both may be tied to the same customer: then each keeps a tie of their own.
      .where((eb) =>
        eb(
          'customer_id',
          'not in',
          eb
            .selectFrom('person_customer as own')
            .select('own.customer_id')
            .where('own.person_id', '=', to),
        ),
      )
      .execute()
  const rows = [
    ['case', cases],
    ['contact', contacts],
    ['data_request', requests],
  ] as const
  for (const [table, ids] of rows)
    if (ids.length > 0)
      await trx
        .updateTable(table)
        .set({ person_id: to })
        .where('person_id', '=', from)
        .where('id', 'in', ids)
        .execute()
  if (events.length > 0)
    await trx
      .updateTable('person_event')
      .set({ person_id: to })
      .where('person_id', '=', from)
      .where('key', 'in', events)
      .execute()
}

/** The colleague who was named for somebody; null where nobody was. */
export async function readManager(trx: Trx, personId: number): Promise<string | null> {
  const row = await trx
    .selectFrom('person_standing')
    .select('key_manager')
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row?.key_manager ?? null
}

async function idsOf(
  trx: Trx,
  table: 'case' | 'contact' | 'data_request',
  personId: number,
): Promise<number[]> {
  const rows = await trx
    .selectFrom(table)
    .select('id')
    .where('person_id', '=', personId)
    .orderBy('id')
    .execute()
  return rows.map((row) => row.id)
}
