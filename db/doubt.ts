import type { Kysely } from 'kysely'
import { type UnsureBelow, USUAL_LIMITS } from '../core/unsure-limits.ts'
import type { Schema } from './schema.ts'

/** So many of the newest posts say what a limit would mean. */
const NEWEST = 500

/** Under which confidences a brand's posts are left to a person now. */
export async function readUnsureBelow(
  db: Kysely<Schema>,
  brandId: string,
): Promise<Required<UnsureBelow>> {
  const row = await db
    .selectFrom('brand')
    .select('profile')
    .where('id', '=', brandId)
    .executeTakeFirst()
  const { unsureBelow } = JSON.parse(row?.profile ?? '{}') as { unsureBelow?: UnsureBelow }
  return { ...USUAL_LIMITS, ...unsureBelow }
}

/** How sure we were of the newest posts about a brand, before anybody put them right; the mood only of what is about it. */
export async function readConfidences(
  db: Kysely<Schema>,
  brandId: string,
): Promise<{ relevance: number[]; sentiment: number[] }> {
  const rows = await db
    .selectFrom('label as l')
    .leftJoin('label_feedback as r', (join) =>
      join
        .onRef('r.mention_id', '=', 'l.mention_id')
        .onRef('r.brand_id', '=', 'l.brand_id')
        .on('r.head', '=', 'relevance')
        .on('r.undone_at', 'is', null),
    )
    .leftJoin('label_feedback as s', (join) =>
      join
        .onRef('s.mention_id', '=', 'l.mention_id')
        .onRef('s.brand_id', '=', 'l.brand_id')
        .on('s.head', '=', 'sentiment')
        .on('s.undone_at', 'is', null),
    )
    .select(({ fn }) => [
      'l.relevance',
      fn.coalesce('r.said_confidence', 'l.relevance_confidence').as('ours'),
      fn.coalesce('s.said_confidence', 'l.sentiment_confidence').as('mood'),
    ])
    .where('l.brand_id', '=', brandId)
    .orderBy('l.at', 'desc')
    .limit(NEWEST)
    .execute()
  return {
    // What came in as a brand's own, by import or by hand, was never in doubt and says nothing of our reading.
    relevance: rows.flatMap(({ ours }) => (ours < 1 ? [ours] : [])),
    sentiment: rows.flatMap(({ relevance, mood }) => (relevance === 'relevant' ? [mood] : [])),
  }
}
