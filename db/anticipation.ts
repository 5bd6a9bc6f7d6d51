import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

const DAY_MS = 86_400_000
/** Wishes older than this are no wishes any more. */
const WISHED_MS = 2 * 365 * DAY_MS
const SCANNED = 5000
/** What may be a wish. */
const WISHES = ['suggestion', 'complaint', 'question', 'purchase_intent']

/** Times of the orders of each person who bought something, the latest buyers first; tests and refunds left out. */
export async function readOrderTimes(db: Kysely<Schema>, brandId: string, limit: number) {
  const people = await db
    .selectFrom('person_standing as s')
    .innerJoin('person as p', 'p.id', 's.person_id')
    .select(['p.id', 'p.name', 's.stage'])
    .where('s.brand_id', '=', brandId)
    .where('s.stage', 'in', ['first_time', 'repeat', 'client', 'advocate'])
    .orderBy('p.id', 'desc')
    .limit(limit)
    .execute()
  const orders = await db
    .selectFrom('person_customer as pc')
    .innerJoin('purchase as o', 'o.customer_id', 'pc.customer_id')
    .select(['pc.person_id', 'o.paid_at'])
    .where('o.brand_id', '=', brandId)
    .where('o.test', '=', 0)
    .where('o.cancelled', '=', 0)
    .where('o.net', '>', 0)
    .where('pc.person_id', '>=', people.at(-1)?.id ?? 0)
    .execute()
  const of = Map.groupBy(orders, (row) => row.person_id)
  return people.map((one) => ({ ...one, orders: (of.get(one.id) ?? []).map((row) => row.paid_at) }))
}

/** What was built for customers, the latest first. */
export function readBuilt(db: Kysely<Schema>, brandId: string, limit: number) {
  return db
    .selectFrom('built as b')
    .leftJoin('staff as s', 's.id', 'b.staff_id')
    .select(['b.id', 'b.what', 'b.words', 'b.topic', 'b.at', 's.name as by'])
    .where('b.brand_id', '=', brandId)
    .orderBy('b.at', 'desc')
    .orderBy('b.id', 'desc')
    .limit(limit)
    .execute()
}

/** People who wished for what was built, before it was, and were not told yet; each with the day of their wish. */
export async function readToTell(
  db: Kysely<Schema>,
  brandId: string,
  built: { id: number; words: string; topic: string | null; at: number },
) {
  const words = JSON.parse(built.words) as string[]
  const posts = await db
    .selectFrom('label as l')
    .innerJoin('mention as m', 'm.id', 'l.mention_id')
    .innerJoin('person_author as pa', (join) =>
      join.onRef('pa.author_id', '=', 'l.author_id').onRef('pa.brand_id', '=', 'l.brand_id'),
    )
    .innerJoin('person as p', 'p.id', 'pa.person_id')
    .leftJoin('person_event as e', (join) =>
      join
        .onRef('e.person_id', '=', 'p.id')
        .on('e.kind', '=', 'told')
        .on('e.detail', '=', JSON.stringify({ built: built.id })),
    )
    .leftJoin('opt_out as o', 'o.author_id', 'pa.author_id')
    .select(['p.id', 'p.name', 'l.at', 'l.labels', 'l.topics', 'm.text'])
    .where('l.brand_id', '=', brandId)
    .where('l.relevance', '<>', 'irrelevant')
    .where('l.at', '<=', built.at)
    .where('l.at', '>', built.at - WISHED_MS)
    .where('m.state', '=', 'live')
    .where('e.key', 'is', null)
    .where('o.author_id', 'is', null)
    .where(
      sql<boolean>`(${sql.join(
        WISHES.map((wish) => sql`l.labels like ${`%"${wish}"%`}`),
        sql` or `,
      )})`,
    )
    .orderBy('l.at', 'desc')
    .limit(SCANNED)
    .execute()
  const people = new Map<number, { id: number; name: string; at: number }>()
  for (const { id, name, at, topics, text } of posts) {
    const isTopic =
      built.topic !== null && (JSON.parse(topics) as string[]).includes(`~${built.topic}`)
    const folded = text.toLowerCase()
    if (isTopic || words.some((word) => folded.includes(word)))
      if (!people.has(id)) people.set(id, { id, name, at })
  }
  return [...people.values()]
}

/** People who answered questions of others about the brand since a time, the most helpful first. */
export async function readHelpers(
  db: Kysely<Schema>,
  brandId: string,
  since: number,
  limit: number,
) {
  return db
    .selectFrom('label as l')
    .innerJoin('mention as m', 'm.id', 'l.mention_id')
    .innerJoin('person_author as pa', (join) =>
      join.onRef('pa.author_id', '=', 'l.author_id').onRef('pa.brand_id', '=', 'l.brand_id'),
    )
    .innerJoin('person as p', 'p.id', 'pa.person_id')
    .leftJoin('person_standing as s', 's.person_id', 'p.id')
    .select((eb) => [
      'p.id',
      'p.name',
      's.stage',
      eb.fn.countAll<number>().as('n'),
      eb.fn.max('l.at').as('at'),
    ])
    .where('l.brand_id', '=', brandId)
    .where('l.at', '>', since)
    .where('l.relevance', '=', 'relevant')
    .where('l.sentiment', 'in', ['neutral', 'positive'])
    .where('l.labels', 'not like', '%"question"%')
    .where('m.state', '=', 'live')
    .where('m.parent_text', 'like', '%?%')
    .groupBy(['p.id', 'p.name', 's.stage'])
    .orderBy('n', 'desc')
    .orderBy('p.id')
    .limit(limit)
    .execute()
}
