import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

const DAY_MS = 86_400_000
/** Within this time an answer is due (source: GDPR Art. 12(3), one month; Shopify, 30 days). */
const ANSWER_DAYS = 30
const DONE_SHOWN_MS = 365 * DAY_MS
const MOST = 100

/** What somebody asks: to be told what is held of them, or to be forgotten. */
export interface NewDataRequest {
  id: number
  brandId: string
  kind: 'export' | 'erase'
  /** The shop that passed it on, or `staff`. */
  source: string
  customerKey: string | null
  personId: number | null
  at: number
  /** It is done already, as what a shop says is to be forgotten goes at once. */
  doneBy: string | null
}

/** Notes it; what is open already is not noted twice, as shops repeat themselves. False where it was there. */
export async function noteDataRequest(
  db: Kysely<Schema>,
  request: NewDataRequest,
): Promise<boolean> {
  const { kind, source, customerKey, personId } = request
  if (request.doneBy === null) {
    const open = await db
      .selectFrom('data_request')
      .select('id')
      .where('brand_id', '=', request.brandId)
      .where('done_at', 'is', null)
      .where('kind', '=', kind)
      .where('source', '=', source)
      .where('customer_key', 'is not distinct from', customerKey)
      .where('person_id', 'is not distinct from', personId)
      .limit(1)
      .executeTakeFirst()
    if (open !== undefined) return false
  }
  await db
    .insertInto('data_request')
    .values({
      id: request.id,
      brand_id: request.brandId,
      kind,
      source,
      customer_key: customerKey,
      person_id: personId,
      asked_at: request.at,
      due_at: request.at + ANSWER_DAYS * DAY_MS,
      done_at: request.doneBy === null ? null : request.at,
      done_by: request.doneBy,
    })
    .execute()
  return true
}

/** What is open, the soonest due first; behind it what was done within a year, the latest first. */
export async function readDataRequests(db: Kysely<Schema>, brandId: string, now: number) {
  const of = db
    .selectFrom('data_request as r')
    .leftJoin('person as p', 'p.id', 'r.person_id')
    .leftJoin('customer as c', (join) =>
      join
        .onRef('c.source', '=', 'r.source')
        .onRef('c.source_key', '=', 'r.customer_key')
        .onRef('c.brand_id', '=', 'r.brand_id'),
    )
    .leftJoin('staff as s', 's.id', 'r.done_by')
    .select([
      'r.id',
      'r.kind',
      'r.source',
      'r.customer_key',
      'r.person_id',
      'r.asked_at',
      'r.due_at',
      'r.done_at',
      'r.done_by',
      's.name as done_by_name',
      'p.name',
      'c.id as customer_id',
      'c.name as customer_name',
    ])
    .where('r.brand_id', '=', brandId)
  const [open, done] = await Promise.all([
    of.where('r.done_at', 'is', null).orderBy('r.due_at').orderBy('r.id').limit(MOST).execute(),
    of
      .where('r.done_at', '>', now - DONE_SHOWN_MS)
      .orderBy('r.done_at', 'desc')
      .orderBy('r.id', 'desc')
      .limit(MOST)
      .execute(),
  ])
  return { open, done }
}

/** One request, with the person or the customer that it is about; undefined where it is not there. */
export function readRequest(db: Kysely<Schema>, id: number) {
  return db
    .selectFrom('data_request as r')
    .leftJoin('customer as c', (join) =>
      join
        .onRef('c.source', '=', 'r.source')
        .onRef('c.source_key', '=', 'r.customer_key')
        .onRef('c.brand_id', '=', 'r.brand_id'),
    )
    .select(['r.kind', 'r.person_id', 'r.done_at', 'c.id as customer_id'])
    .where('r.id', '=', id)
    .executeTakeFirst()
}

/** Open ones of a brand that are due before a time. */
export async function countDueRequests(
  db: Kysely<Schema>,
  brandId: string,
  before: number,
): Promise<number> {
  const { n } = await db
    .selectFrom('data_request')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('brand_id', '=', brandId)
    .where('done_at', 'is', null)
    .where('due_at', '<', before)
    .executeTakeFirstOrThrow()
  return n
}

/** What was handed over answers whoever asked for it. */
export async function finishExports(
  db: Kysely<Schema>,
  who: { personId: number } | { customerId: number } | { authorId: number },
  by: string,
  now: number,
): Promise<void> {
  const done = db
    .updateTable('data_request')
    .set({ done_at: now, done_by: by })
    .where('kind', '=', 'export')
    .where('done_at', 'is', null)
  if ('personId' in who) await done.where('person_id', '=', who.personId).execute()
  if (!('customerId' in who)) return
  const customer = await db
    .selectFrom('customer')
    .select(['brand_id', 'source', 'source_key'])
    .where('id', '=', who.customerId)
    .executeTakeFirst()
  if (customer === undefined) return
  await done
    .where('brand_id', '=', customer.brand_id)
    .where('source', '=', customer.source)
    .where('customer_key', '=', customer.source_key)
    .execute()
}

/** Whoever was erased asked for nothing any more; that something was asked and done stays, nobody's. */
export async function closeRequestsOf(
  db: Kysely<Schema>,
  of: { personIds: readonly number[] } | { source: string; customerKey: string | null },
  now: number,
): Promise<void> {
  const blank = { person_id: null, customer_key: null }
  const rows = db
    .updateTable('data_request')
    .set((eb) => ({ ...blank, done_at: eb.fn.coalesce('done_at', eb.val(now)) }))
  if ('personIds' in of) await rows.where('person_id', 'in', [...of.personIds, -1]).execute()
  else
    await rows
      .where('source', '=', of.source)
      .where('customer_key', 'is not', null)
      .$if(of.customerKey !== null, (query) =>
        query.where('customer_key', '=', of.customerKey ?? ''),
      )
      .execute()
}
