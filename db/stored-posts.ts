import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** Living posts of X that came by a connection, newest first, from below the number `below` (null: the newest). */
export async function readStoredPosts(
  db: Kysely<Schema>,
  connectionId: string,
  below: number | null,
  limit: number,
): Promise<{ id: number; key: string; nativeId: string; revision: string }[]> {
  return db
    .selectFrom('mention')
    .select(['id', 'key', 'native_id as nativeId', 'revision'])
    .where('network', '=', 'x')
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'live')
    .where('id', '<', below ?? Number.MAX_SAFE_INTEGER)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
