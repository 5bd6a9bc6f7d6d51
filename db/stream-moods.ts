import { type Kysely, sql } from 'kysely'
import { MOODS, type Mood } from '../core/feedback.ts'
import type { Schema } from './schema.ts'

const DAY_MS = 86_400_000
const POSTS_MS = 90 * DAY_MS
/** People judge twenty a week: half a year makes five hundred. */
const CHECKS_MS = 182 * DAY_MS
/** So many of the newest posts say how a stream is, however long its history. */
const NEWEST = 1000

interface Stretch {
  from: number
  to: number
}

/** What is known of a brand's stream from whole days before today: how posts were read, and what people said in the check. */
export async function readStreamMoods(
  db: Kysely<Schema>,
  brandId: string,
  now: number,
): Promise<{ said: Record<Mood, number>; checked: Record<Mood, number> }> {
  const to = now - (now % DAY_MS)
  return {
    said: await countMoods(db, brandId, { from: to - POSTS_MS, to }),
    checked: await countCheckedMoods(db, brandId, { from: to - CHECKS_MS, to }),
  }
}

/** How the newest posts about a brand in [from, to) were read: one we were unsure of counts as what it leans to. */
export async function countMoods(
  db: Kysely<Schema>,
  brandId: string,
  { from, to }: Stretch,
): Promise<Record<Mood, number>> {
  const mood = sql<Mood>`case when sentiment = 'unsure' then leaning else sentiment end`
  const rows = await db
    .selectFrom((eb) =>
      eb
        .selectFrom('label')
        .select(mood.as('mood'))
        .where('brand_id', '=', brandId)
        .where('at', '>=', from)
        .where('at', '<', to)
        .where('relevance', '=', 'relevant')
        // What people answer when we ask is no public feeling.
        .where('topics', 'not like', '%"@feedback"%')
        .orderBy('at', 'desc')
        .orderBy('mention_id', 'desc')
        .limit(NEWEST)
        .as('newest'),
    )
    .select(({ fn }) => ['mood', fn.countAll<number>().as('n')])
    .groupBy('mood')
    .execute()
  return byMood(rows)
}

/** What people said of the posts of the weekly check in [from, to), which they judged without seeing our answer. */
export async function countCheckedMoods(
  db: Kysely<Schema>,
  brandId: string,
  { from, to }: Stretch,
): Promise<Record<Mood, number>> {
  const rows = await db
    .selectFrom('label_feedback')
    .select(({ fn }) => ['truth as mood', fn.countAll<number>().as('n')])
    .where('brand_id', '=', brandId)
    .where('undone_at', 'is', null)
    .where('head', '=', 'sentiment')
    .where('source', '=', 'blind')
    .where('at', '>=', from)
    .where('at', '<', to)
    .groupBy('truth')
    .execute()
  return byMood(rows)
}

function byMood(rows: readonly { mood: string | null; n: number }[]): Record<Mood, number> {
  const counts = { negative: 0, neutral: 0, positive: 0 }
  for (const { mood, n } of rows) {
    const known = MOODS.find((one) => one === mood)
    if (known !== undefined) counts[known] += n
  }
  return counts
}
