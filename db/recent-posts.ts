import type { Kysely } from 'kysely'
import { inChunks } from './in-chunks.ts'
import type { Schema } from './schema.ts'

/** The last posts of a brand that were no copies themselves, since `since` (epoch ms), oldest first. */
export async function readRecentPosts(
  db: Kysely<Schema>,
  brandId: string,
  since: number,
  limit: number,
): Promise<{ id: number; text: string }[]> {
  const rows = await db
    .selectFrom('label as l')
    .innerJoin('mention as m', 'm.id', 'l.mention_id')
    .select(['m.id', 'm.text'])
    .where('l.brand_id', '=', brandId)
    .where('l.at', '>=', since)
    .where('m.joined_to', 'is', null)
    .where('m.state', '=', 'live')
    .orderBy('l.at', 'desc')
    .limit(limit)
    .execute()
  return rows.toReversed()
}

/** Which of these posts are still there, and not older than `since`: by whom, and when they were said. */
export async function readLiving(
  db: Kysely<Schema>,
  ids: readonly number[],
  since: number,
): Promise<{ id: number; authorKey: string | null; at: number }[]> {
  return inChunks(ids, (some) =>
    db
      .selectFrom('mention as m')
      .leftJoin('author as a', 'a.id', 'm.author_id')
      .select(['m.id', 'a.key as authorKey', 'm.created_at as at'])
      .where('m.id', 'in', some)
      .where('m.state', '=', 'live')
      .where('m.created_at', '>=', since)
      .execute(),
  )
}
