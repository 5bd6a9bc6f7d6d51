import { type Kysely, sql, type Transaction } from 'kysely'
import type { Selection } from '../core/ask.ts'
import type { Schema } from './schema.ts'

const DAY_MS = 86_400_000
const CHUNK = 400
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
  const found: Askable[] = []
  for (let i = 0; i < personIds.length; i += CHUNK) {
    const rows = await db
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
      .where('pa.person_id', 'in', personIds.slice(i, i + CHUNK))
      .where('a.key', 'not like', 'erased:%')
      // The account on our own page comes last: who has no other one gets their link by mail or by hand.
      .orderBy(sql`case when a.network = 'feedback' then 1 else 0 end`)
      .orderBy('a.last_seen_at', 'desc')
      .orderBy('a.id')
      .execute()
    for (const row of rows)
      found.push({
        personId: row.person_id,
        authorId: row.id,
        name: row.name,
        network: row.network,
        handle: row.handle,
        url: row.url,
        optedOut: row.opted_out !== null,
        ours:
          row.is_self === 1 || row.is_bot === 1 || (row.side !== null && row.side !== 'customer'),
        lastAskedAt: row.asked,
      })
  }
  return found
}

/** Those of them who have no account at all, as somebody who only rang or came in. */
export async function readWithoutAccount(
  db: Kysely<Schema>,
  personIds: readonly number[],
): Promise<{ id: number; name: string }[]> {
  const found: { id: number; name: string }[] = []
  for (let i = 0; i < personIds.length; i += CHUNK)
    found.push(
      ...(await db
        .selectFrom('person as p')
        .leftJoin('person_author as pa', 'pa.person_id', 'p.id')
        .select(['p.id', 'p.name'])
        .where('p.id', 'in', personIds.slice(i, i + CHUNK))
        .where('pa.person_id', 'is', null)
        .execute()),
    )
  return found
}

export interface NewAsk {
  id: number
  brandId: string
  authorId: number
  selection: string
  staffId: string
  at: number
  expiresAt: number
}

/** Writes what was asked of whom. */
export async function writeAsks(trx: Transaction<Schema>, asks: readonly NewAsk[]): Promise<void> {
  for (let i = 0; i < asks.length; i += CHUNK)
    await trx
      .insertInto('ask')
      .values(
        asks.slice(i, i + CHUNK).map((ask) => ({
          id: ask.id,
          brand_id: ask.brandId,
          author_id: ask.authorId,
          kind: 'feedback',
          selection: ask.selection,
          staff_id: ask.staffId,
          at: ask.at,
          expires_at: ask.expiresAt,
        })),
      )
      .execute()
}

/** Asks whose links still wait for an answer, the newest first, each with their newest open case. */
export async function readOpenAsks(
  db: Kysely<Schema>,
  brandId: string,
  now: number,
  limit: number,
) {
  return db
    .selectFrom((eb) =>
      eb
        .selectFrom('ask')
        .leftJoin('feedback_answer as f', 'f.ask_id', 'ask.id')
        .selectAll('ask')
        .where('ask.brand_id', '=', brandId)
        .where('ask.expires_at', '>', now)
        .where('f.id', 'is', null)
        .orderBy('ask.at', 'desc')
        .orderBy('ask.id', 'desc')
        .limit(limit)
        .as('k'),
    )
    .innerJoin('author as a', 'a.id', 'k.author_id')
    .leftJoin('person_author as pa', (join) =>
      join.onRef('pa.author_id', '=', 'k.author_id').onRef('pa.brand_id', '=', 'k.brand_id'),
    )
    .leftJoin('person as p', 'p.id', 'pa.person_id')
    .select((eb) => [
      'k.id',
      'k.at',
      'k.expires_at',
      'k.selection',
      'a.network',
      'a.handle',
      'a.name as author_name',
      'p.id as person_id',
      'p.name',
      eb
        .selectFrom('case as c')
        .select((inner) => inner.fn.max('c.id').as('id'))
        .whereRef('c.author_id', '=', 'k.author_id')
        .whereRef('c.brand_id', '=', 'k.brand_id')
        .where(sql<boolean>`c.status not in ('resolved', 'closed_by_author')`)
        .as('case_id'),
    ])
    .orderBy('k.at', 'desc')
    .orderBy('k.id', 'desc')
    .execute()
}

/** One ask with what its page shows and whether it was answered; null where there is none. */
export async function readAsk(db: Kysely<Schema>, askId: number) {
  const row = await db
    .selectFrom('ask as k')
    .innerJoin('brand as b', 'b.id', 'k.brand_id')
    .innerJoin('author as a', 'a.id', 'k.author_id')
    .leftJoin('person_author as pa', (join) =>
      join.onRef('pa.author_id', '=', 'k.author_id').onRef('pa.brand_id', '=', 'k.brand_id'),
    )
    .leftJoin('feedback_answer as f', 'f.ask_id', 'k.id')
    .select([
      'k.id',
      'k.brand_id',
      'k.author_id',
      'k.staff_id',
      'k.expires_at',
      'b.name as brand_name',
      'a.name as author_name',
      'a.handle',
      'a.network',
      'a.native_id',
      'pa.person_id',
      'f.score as answered',
    ])
    .where('k.id', '=', askId)
    .executeTakeFirst()
  return row ?? null
}

/** How many gave each score since `since`, and how many were asked. */
export async function readScores(
  db: Kysely<Schema>,
  brandId: string,
  since: number,
): Promise<{ scores: Map<number, number>; asked: number }> {
  const rows = await db
    .selectFrom('feedback_answer')
    .select(['score', sql<number>`count(*)`.as('n')])
    .where('brand_id', '=', brandId)
    .where('at', '>=', since)
    .groupBy('score')
    .execute()
  const asked = await db
    .selectFrom('ask')
    .select(sql<number>`count(*)`.as('n'))
    .where('brand_id', '=', brandId)
    .where('at', '>=', since)
    .executeTakeFirst()
  return { scores: new Map(rows.map(({ score, n }) => [score, n])), asked: asked?.n ?? 0 }
}

/** What people wrote with their answers, the newest first. */
export async function readAnswers(db: Kysely<Schema>, brandId: string, limit: number) {
  return db
    .selectFrom('feedback_answer as f')
    .leftJoin('person_author as pa', (join) =>
      join.onRef('pa.author_id', '=', 'f.author_id').onRef('pa.brand_id', '=', 'f.brand_id'),
    )
    .leftJoin('person as p', 'p.id', 'pa.person_id')
    .leftJoin('case_mention as cm', 'cm.mention_id', 'f.mention_id')
    .select([
      'f.id',
      'f.score',
      'f.words',
      'f.reading',
      'f.at',
      'p.id as person_id',
      'p.name',
      'cm.case_id',
    ])
    .where('f.brand_id', '=', brandId)
    .orderBy('f.id', 'desc')
    .limit(limit)
    .execute()
}

/** Gives and asks of one person with a brand: thanks and gifts that reached them, and what we wanted of them. */
export async function readLedger(db: Kysely<Schema>, personId: number, brandId: string) {
  const authors = (eb: Kysely<Schema>) =>
    eb
      .selectFrom('person_author')
      .select('author_id')
      .where('person_id', '=', personId)
      .where('brand_id', '=', brandId)
  const [thanks, gifts, asks] = await Promise.all([
    db
      .selectFrom('reply as r')
      .innerJoin('case as c', 'c.id', 'r.case_id')
      .select('r.sent_at as at')
      .where('c.author_id', 'in', authors(db))
      .where('c.brand_id', '=', brandId)
      .where('r.kind', '=', 'thank')
      .where('r.state', '=', 'sent')
      .execute(),
    db
      .selectFrom('reward_grant')
      .select('created_at as at')
      .where('author_id', 'in', authors(db))
      .where('brand_id', '=', brandId)
      .where('state', '=', 'issued')
      .execute(),
    db
      .selectFrom('ask')
      .select(['at', 'kind'])
      .where('author_id', 'in', authors(db))
      .where('brand_id', '=', brandId)
      .orderBy('at', 'desc')
      .execute(),
  ])
  return { thanks: thanks.length, gifts: gifts.length, asks }
}
