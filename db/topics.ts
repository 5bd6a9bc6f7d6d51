import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { Schema } from './schema.ts'

const DAY_MS = 86_400_000
/** A topic that nobody brought up for so long is counted no more. */
const RETIRE_MS = 14 * DAY_MS
const MAX_LIVE = 40

export type TopicRow = Selectable<Schema['topic']>

/** What was found of a topic just now. */
export interface FoundTopic {
  key: string
  name: string
  forms: readonly string[]
  direction: 'up' | 'down' | 'steady'
  now: number
  ofNow: number
  before: number
  ofBefore: number
}

/** The live topics of every brand with the words that post are matched by, in a steady order. */
export async function readTopicForms(
  db: Kysely<Schema>,
): Promise<Map<string, { key: string; forms: string[] }[]>> {
  const rows = await db
    .selectFrom('topic')
    .select(['brand_id', 'key', 'forms'])
    .where('state', '=', 'live')
    .orderBy('brand_id')
    .orderBy('found_at')
    .orderBy('key')
    .execute()
  const topics = new Map<string, { key: string; forms: string[] }[]>()
  for (const { brand_id, key, forms } of rows) {
    const list = topics.get(brand_id) ?? []
    list.push({ key, forms: JSON.parse(forms) as string[] })
    topics.set(brand_id, list)
  }
  return topics
}

/** Whether any brand has topics that are counted. */
export async function hasTopics(db: Kysely<Schema>): Promise<boolean> {
  const row = await db
    .selectFrom('topic')
    .select('key')
    .where('state', '=', 'live')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Writes what was found: a topic that shares words with a live one is that one, others are new; what was not
 * heard of for long is retired. The keys of the new ones.
 */
export async function writeTopics(
  trx: Transaction<Schema>,
  brandId: string,
  found: readonly FoundTopic[],
  hours: number,
  now: number,
): Promise<string[]> {
  const live = await trx
    .selectFrom('topic')
    .select(['key', 'forms'])
    .where('brand_id', '=', brandId)
    .where('state', '=', 'live')
    .execute()
  const ownerOf = new Map(
    live.flatMap(({ key, forms }) => (JSON.parse(forms) as string[]).map((form) => [form, key])),
  )
  const added: string[] = []
  const seen = new Set<string>()
  for (const topic of found) {
    const owner = topic.forms.map((form) => ownerOf.get(form)).find((key) => key !== undefined)
    const key = owner ?? topic.key
    // Two findings of one topic: the first is the stronger.
    if (seen.has(key)) continue
    seen.add(key)
    if (owner === undefined) added.push(key)
    await upsertTopic(trx, brandId, { ...topic, key }, hours, now)
  }
  await retireOld(trx, brandId, now)
  return added
}

async function upsertTopic(
  trx: Transaction<Schema>,
  brandId: string,
  topic: FoundTopic,
  hours: number,
  now: number,
): Promise<void> {
  const weighed = {
    direction: topic.direction,
    posts: topic.now,
    of_posts: topic.ofNow,
    posts_before: topic.before,
    of_before: topic.ofBefore,
    hours,
    seen_at: now,
    state: 'live' as const,
  }
  await trx
    .insertInto('topic')
    .values({
      brand_id: brandId,
      key: topic.key,
      name: topic.name,
      forms: JSON.stringify(topic.forms),
      found_at: now,
      ...weighed,
    })
    // The words stay as they were: days before and after are counted alike.
    .onConflict((conflict) => conflict.columns(['brand_id', 'key']).doUpdateSet(weighed))
    .execute()
}

async function retireOld(trx: Transaction<Schema>, brandId: string, now: number): Promise<void> {
  const live = await trx
    .selectFrom('topic')
    .select(['key', 'seen_at'])
    .where('brand_id', '=', brandId)
    .where('state', '=', 'live')
    .orderBy('seen_at', 'desc')
    .orderBy('key')
    .execute()
  const old = live.filter((topic, i) => i >= MAX_LIVE || topic.seen_at < now - RETIRE_MS)
  if (old.length === 0) return
  await trx
    .updateTable('topic')
    .set({ state: 'retired' })
    .where('brand_id', '=', brandId)
    .where(
      'key',
      'in',
      old.map((topic) => topic.key),
    )
    .execute()
}

/** Topics of a brand as last weighed, with how their posts of the last days feel, from the counters. */
export async function readTopics(
  db: Kysely<Schema>,
  brandId: string,
  from: number,
  now: number,
): Promise<(TopicRow & { total: number; negative: number; neutral: number; positive: number })[]> {
  const topics = await db
    .selectFrom('topic')
    .selectAll()
    .where('brand_id', '=', brandId)
    .where('state', '=', 'live')
    .orderBy('seen_at', 'desc')
    .orderBy('posts', 'desc')
    .orderBy('key')
    .execute()
  if (topics.length === 0) return []
  const counts = await db
    .selectFrom('day_count')
    .select([
      'topic',
      sql<number | string>`sum(total)`.as('total'),
      sql<number | string>`sum(negative)`.as('negative'),
      sql<number | string>`sum(neutral)`.as('neutral'),
      sql<number | string>`sum(positive)`.as('positive'),
    ])
    .where('brand_id', '=', brandId)
    .where('day', '>=', Math.floor(from / DAY_MS))
    .where('day', '<=', Math.floor(now / DAY_MS))
    .where(
      'topic',
      'in',
      topics.map(({ key }) => `~${key}`),
    )
    .groupBy('topic')
    .execute()
  const byTopic = new Map(counts.map((row) => [row.topic, row]))
  return topics.map((topic) => {
    const row = byTopic.get(`~${topic.key}`)
    return {
      ...topic,
      total: Number(row?.total ?? 0),
      negative: Number(row?.negative ?? 0),
      neutral: Number(row?.neutral ?? 0),
      positive: Number(row?.positive ?? 0),
    }
  })
}
