import { type Kysely, sql } from 'kysely'
import type { Selection } from '../core/ask.ts'
import { inChunks } from './in-chunks.ts'
import type { Schema } from './schema.ts'

const DAY_MS = 86_400_000
/** More are never asked at once. */
const MAX_PEOPLE = 20_000

/** The people of a brand who are of one kind. */
export async function findSelected(
  db: Kysely<Schema>,
  brandId: string,
  selection: Selection,
  now: number,
): Promise<number[]> {
  const since = now - ('days' in selection ? selection.days : 0) * DAY_MS
  const rows = await db
    .selectFrom('person as p')
    .select('p.id')
    .where('p.brand_id', '=', brandId)
    .$if(selection.kind === 'buyers', (query) =>
      query.where('p.id', 'in', (eb) =>
        eb
          .selectFrom('person_customer as pc')
          .innerJoin('purchase as b', 'b.customer_id', 'pc.customer_id')
          .select('pc.person_id')
          .where('b.paid_at', '>=', since)
          .where('b.net', '>', 0)
          .where('b.test', '=', 0)
          .where('b.cancelled', '=', 0),
      ),
    )
    .$if(selection.kind === 'answered', (query) =>
      query.where('p.id', 'in', (eb) =>
        eb
          .selectFrom('case as c')
          .innerJoin('person_author as pa', (join) =>
            join.onRef('pa.author_id', '=', 'c.author_id').onRef('pa.brand_id', '=', 'c.brand_id'),
          )
          .select('pa.person_id')
          .where('c.brand_id', '=', brandId)
          .where('c.status', '=', 'resolved')
          .where('c.resolved_at', '>=', since),
      ),
    )
    .$if(selection.kind === 'segment', (query) =>
      query.where('p.id', 'in', (eb) =>
        eb
          .selectFrom('person_segment')
          .select('person_id')
          .where('segment_id', '=', 'segmentId' in selection ? selection.segmentId : ''),
      ),
    )
    .orderBy('p.id')
    .limit(MAX_PEOPLE)
    .execute()
  return rows.map(({ id }) => id)
}

/** An account of a person, and what stands against asking them. */
export interface Askable {
  personId: number
  authorId: number
  name: string
  network: string
  handle: string | null
  url: string | null
  optedOut: boolean
  /** One of ours, or no human being. */
  ours: boolean
  lastAskedAt: number | null
}

/** Every account of these people, the one that wrote last first. */
export async function readAskable(
  db: Kysely<Schema>,
  brandId: string,
  personIds: readonly number[],
): Promise<Askable[]> {
  const rows = await inChunks(personIds, (some) =>
    db
      .selectFrom('person_author as pa')
      .innerJoin('person as p', 'p.id', 'pa.person_id')
      .innerJoin('author as a', 'a.id', 'pa.author_id')
      .leftJoin('opt_out as o', 'o.author_id', 'a.id')
      .leftJoin('account_side as s', (join) =>
        join.onRef('s.author_id', '=', 'a.id').onRef('s.brand_id', '=', 'pa.brand_id'),
      )
      .select((eb) => [
        'pa.person_id',
        'a.id',
        'p.name',
        'a.network',
        'a.handle',
        'a.url',
        'a.is_self',
        'a.is_bot',
        's.side',
        'o.at as opted_out',
        eb
          .selectFrom('ask')
          .select((inner) => inner.fn.max('ask.at').as('at'))
          .whereRef('ask.author_id', '=', 'a.id')
          .where('ask.brand_id', '=', brandId)
          .as('asked'),
      ])
      .where('pa.person_id', 'in', some)
      .where('a.key', 'not like', 'erased:%')
      // The account on our own page comes last: who has no other one gets their link by mail or by hand.
      .orderBy(sql`case when a.network = 'feedback' then 1 else 0 end`)
      .orderBy('a.last_seen_at', 'desc')
      .orderBy('a.id')
      .execute(),
  )
  return rows.map((row) => ({
    personId: row.person_id,
    authorId: row.id,
    name: row.name,
    network: row.network,
    handle: row.handle,
    url: row.url,
    optedOut: row.opted_out !== null,
    ours: row.is_self === 1 || row.is_bot === 1 || (row.side !== null && row.side !== 'customer'),
    lastAskedAt: row.asked,
  }))
}

/** Those of them who have no account at all, as somebody who only rang or came in. */
export async function readWithoutAccount(
  db: Kysely<Schema>,
  personIds: readonly number[],
): Promise<{ id: number; name: string }[]> {
  return inChunks(personIds, (some) =>
    db
      .selectFrom('person as p')
      .leftJoin('person_author as pa', 'pa.person_id', 'p.id')
      .select(['p.id', 'p.name'])
      .where('p.id', 'in', some)
      .where('pa.person_id', 'is', null)
      .execute(),
  )
}
