import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

export interface StoredPostRow {
  id: number
  key: string
  nativeId: string
  revision: string
  observedAt: number
  /** What an answer needs to know of it. */
  replyRef: Record<string, string>
}

/** Living posts that came by a connection, newest first, from below the number `below` (null: the newest). */
export async function readStoredPosts(
  db: Kysely<Schema>,
  connectionId: string,
  below: number | null,
  limit: number,
): Promise<StoredPostRow[]> {
  const rows = await db
    .selectFrom('mention')
    .select(['id', 'key', 'native_id as nativeId', 'revision', 'observed_at as observedAt'])
    .select('reply_ref')
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'live')
    .where('id', '<', below ?? Number.MAX_SAFE_INTEGER)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ reply_ref, ...row }) => ({
    ...row,
    replyRef: JSON.parse(reply_ref) as Record<string, string>,
  }))
}
