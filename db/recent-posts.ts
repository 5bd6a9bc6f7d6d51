import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

const CHUNK = 500

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

/** Which of these posts are still there, and not older than `since`. */
export async function readLiving(
  db: Kysely<Schema>,
  ids: readonly number[],
  since: number,
): Promise<Set<number>> {
  const living = new Set<number>()
  for (let i = 0; i < ids.length; i += CHUNK) {
    const rows = await db
      .selectFrom('mention')
      .select('id')
      .where('id', 'in', ids.slice(i, i + CHUNK))
      .where('state', '=', 'live')
      .where('created_at', '>=', since)
      .execute()
    for (const { id } of rows) living.add(id)
  }
  return living
}
