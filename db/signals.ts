import { type Kysely, sql } from 'kysely'
import type { Engagement } from '../core/mention.ts'
import type { Schema } from './schema.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
/** Engagement is looked at on so many posts of a brand, the newest. */
const MAX_ENGAGED = 3000

/** Posts of every hour from the first one counted since `from` up to the running one, without gaps. */
export async function readHourSeries(
  db: Kysely<Schema>,
  brandId: string,
  from: number,
  now: number,
): Promise<{ from: number; counts: number[] }> {
  const last = Math.floor(now / HOUR_MS)
  const rows = await db
    .selectFrom('hour_count')
    .select(['hour', 'total'])
    .where('brand_id', '=', brandId)
    .where('hour', '>=', Math.floor(from / HOUR_MS))
    .where('hour', '<=', last)
    .where('total', '>', 0)
    .orderBy('hour')
    .execute()
  const first = rows[0]?.hour ?? last
  const counts = Array<number>(last - first + 1).fill(0)
  for (const { hour, total } of rows) counts[hour - first] = total
  return { from: first, counts }
}

/** Posts of all brands since `from`, from the counters. */
export async function countPosts(db: Kysely<Schema>, from: number): Promise<number> {
  const row = await db
    .selectFrom('brand as b')
    .innerJoin('hour_count as h', 'h.brand_id', 'b.id')
    .select(sql<number | string | null>`sum(h.total)`.as('total'))
    .where('h.hour', '>=', Math.floor(from / HOUR_MS))
    .executeTakeFirst()
  return Number(row?.total ?? 0)
}

/** Texts of a brand's posts in [from, to), newest first, at most `limit`. */
export async function readTexts(
  db: Kysely<Schema>,
  brandId: string,
  from: number,
  to: number,
  limit: number,
): Promise<{ id: number; author: number | null; lang: string | null; text: string }[]> {
  return db
    .selectFrom('label as l')
    .innerJoin('mention as m', 'm.id', 'l.mention_id')
    .select(['m.id', 'm.author_id as author', 'm.lang', 'm.text'])
    .where('l.brand_id', '=', brandId)
    .where('l.at', '>=', from)
    .where('l.at', '<', to)
    .where('l.relevance', '<>', 'irrelevant')
    .orderBy('l.at', 'desc')
    .limit(limit)
    .execute()
}

/** Who wrote in [from, to): how many posts each author that is named, and how many of all posts are unhappy. */
export async function readVoicesOf(
  db: Kysely<Schema>,
  brandId: string,
  from: number,
  to: number,
): Promise<{ ofAuthors: number[]; unhappy: number }> {
  const rows = await db
    .selectFrom('label')
    .select([
      'author_id',
      sql<number | string>`count(*)`.as('posts'),
      sql<number | string>`sum(case when sentiment = 'negative' then 1 else 0 end)`.as('unhappy'),
    ])
    .where('brand_id', '=', brandId)
    .where('at', '>=', from)
    .where('at', '<', to)
    .where('relevance', '<>', 'irrelevant')
    // What people answer when we ask is no talk, and is not counted as such.
    .where('topics', 'not like', '%"@feedback"%')
    .groupBy('author_id')
    .execute()
  return {
    ofAuthors: rows.filter((row) => row.author_id !== null).map((row) => Number(row.posts)),
    unhappy: rows.reduce((sum, row) => sum + Number(row.unhappy), 0),
  }
}

/** How one post about a brand feels, and the topics it touches by their names, or else what it is about. */
export async function readPostAbout(
  db: Kysely<Schema>,
  brandId: string,
  mentionId: number,
): Promise<{ isUnhappy: boolean; about: string[] }> {
  const label = await db
    .selectFrom('label')
    .select(['sentiment', 'topics', 'aspects'])
    .where('brand_id', '=', brandId)
    .where('mention_id', '=', mentionId)
    .executeTakeFirst()
  if (label === undefined) return { isUnhappy: false, about: [] }
  const keys = (JSON.parse(label.topics) as string[]).flatMap((topic) =>
    topic.startsWith('~') ? [topic.slice(1)] : [],
  )
  const named =
    keys.length === 0
      ? []
      : await db
          .selectFrom('topic')
          .select('name')
          .where('brand_id', '=', brandId)
          .where('key', 'in', keys)
          .orderBy('key')
          .execute()
  return {
    isUnhappy: label.sentiment === 'negative',
    about:
      named.length > 0 ? named.map(({ name }) => name) : (JSON.parse(label.aspects) as string[]),
  }
}

/** What a brand's newest posts since `from` drew, as the networks last told. */
export async function readEngaged(db: Kysely<Schema>, brandId: string, from: number) {
  const rows = await db
    .selectFrom('label as l')
    .innerJoin('mention as m', 'm.id', 'l.mention_id')
    .select(['m.id', 'm.author_id', 'm.network', 'l.at', 'm.metrics'])
    .where('l.brand_id', '=', brandId)
    .where('l.at', '>=', from)
    .where('l.relevance', '<>', 'irrelevant')
    .where('m.state', '=', 'live')
    .orderBy('l.at', 'desc')
    .limit(MAX_ENGAGED)
    .execute()
  return rows.map((row) => {
    const told = JSON.parse(row.metrics) as Partial<Engagement>
    return {
      id: row.id,
      author: row.author_id,
      network: row.network,
      at: row.at,
      likes: told.likes ?? told.score ?? 0,
      replies: told.replies ?? 0,
      shares: (told.reposts ?? 0) + (told.quotes ?? 0),
    }
  })
}

/** Connections that should listen and do not just now. */
export async function readDeafSources(db: Kysely<Schema>): Promise<string[]> {
  const rows = await db
    .selectFrom('connection as c')
    .innerJoin('health as h', 'h.connection_id', 'c.id')
    .select('c.id')
    .where('c.enabled', '=', 1)
    .where('h.state', 'not in', ['live', 'quiet', 'catching_up'])
    .orderBy('c.id')
    .execute()
  return rows.map((row) => row.id)
}

/** Posts a brand and network on the days of [from, to), from the counters. */
export async function readVoices(
  db: Kysely<Schema>,
  brandIds: readonly string[],
  from: number,
  to: number,
): Promise<{ brandId: string; networks: Record<string, number> }[]> {
  if (brandIds.length === 0) return []
  const rows = await db
    .selectFrom('day_count')
    .select(['brand_id', 'topic', sql<number | string>`sum(total)`.as('total')])
    .where('brand_id', 'in', brandIds)
    .where('day', '>=', Math.floor(from / DAY_MS))
    .where('day', '<', Math.ceil(to / DAY_MS))
    .where('topic', 'like', '@%')
    .groupBy(['brand_id', 'topic'])
    .execute()
  return brandIds.map((brandId) => ({
    brandId,
    networks: Object.fromEntries(
      rows
        .filter((row) => row.brand_id === brandId)
        .map((row) => [row.topic.slice(1), Number(row.total)]),
    ),
  }))
}
