import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

const HOUR_MS = 3_600_000
/** Eight weeks: what is older says little about a source's week. */
const KEPT_HOURS = 8 * 7 * 24

/** Adds posts that a source told at `now`, epoch ms; hours of more than eight weeks ago are forgotten. */
export async function noteHeard(
  db: Kysely<Schema>,
  connectionId: string,
  posts: number,
  now: number,
): Promise<void> {
  const hour = Math.floor(now / HOUR_MS)
  await db
    .insertInto('source_hour')
    .values({ connection_id: connectionId, hour, posts })
    .onConflict((conflict) =>
      conflict
        .columns(['connection_id', 'hour'])
        .doUpdateSet((eb) => ({ posts: eb('source_hour.posts', '+', posts) })),
    )
    .execute()
  await db
    .deleteFrom('source_hour')
    .where('connection_id', '=', connectionId)
    .where('hour', '<', hour - KEPT_HOURS)
    .execute()
}

/** Posts of every hour since a source was first heard, eight weeks at most, up to the hour in which it spoke last; null where it never did. */
export async function readHeard(
  db: Kysely<Schema>,
  connectionId: string,
): Promise<{ from: number; counts: number[] } | null> {
  const rows = await db
    .selectFrom('source_hour')
    .select(['hour', 'posts'])
    .where('connection_id', '=', connectionId)
    .orderBy('hour')
    .execute()
  const [first, last] = [rows.at(0)?.hour, rows.at(-1)?.hour]
  if (first === undefined || last === undefined) return null
  const counts = Array<number>(last - first + 1).fill(0)
  for (const { hour, posts } of rows) counts[hour - first] = posts
  return { from: first, counts }
}

/** When the newest post of a source was said, epoch ms; 0 where it never spoke. */
export async function readNewestAt(db: Kysely<Schema>, connectionId: string): Promise<number> {
  const row = await db
    .selectFrom('health')
    .select('last_event_at')
    .where('connection_id', '=', connectionId)
    .executeTakeFirst()
  return row?.last_event_at ?? 0
}
