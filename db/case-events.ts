import type { Kysely } from 'kysely'
import { isNetwork, type Network } from '../core/network.ts'
import type { Schema } from './schema.ts'

/** What an event says of itself beside who and when. */
interface Detail {
  replyId?: number
  posts?: number
}

/** Case events by id, oldest first, each with whoever did it and the answer it is about. */
export async function readCaseEvents(db: Kysely<Schema>, ids: readonly number[]) {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('case_event as e')
    .leftJoin('staff as s', 's.id', 'e.actor_id')
    .select(['e.id', 'e.kind', 'e.at', 'e.to_status', 'e.detail', 's.name'])
    .where('e.id', 'in', [...ids])
    .orderBy('e.id')
    .execute()
  const told = rows.map((row) => ({ row, detail: JSON.parse(row.detail) as Detail }))
  const replies = await readReplies(
    db,
    told.flatMap(({ detail }) => detail.replyId ?? []),
  )
  return told.map(({ row, detail }) => ({
    id: row.id,
    kind: row.kind,
    at: row.at,
    by: row.name,
    toStatus: row.to_status,
    posts: detail.posts ?? null,
    reply: replies.get(detail.replyId ?? 0) ?? null,
  }))
}

async function readReplies(db: Kysely<Schema>, ids: readonly number[]) {
  if (ids.length === 0) return new Map<number, never>()
  const rows = await db
    .selectFrom('reply as r')
    .innerJoin('mention as m', 'm.id', 'r.mention_id')
    .leftJoin('reward_grant as g', 'g.id', 'r.grant_id')
    .leftJoin('reward_pool as p', 'p.id', 'g.pool_id')
    .select(['r.id', 'r.kind', 'r.text', 'r.error', 'r.connection_id', 'm.network', 'p.name'])
    .where('r.id', 'in', [...ids])
    .execute()
  return new Map(
    rows.map((row) => [
      row.id,
      {
        kind: row.kind,
        text: row.text,
        error: row.error,
        network: (isNetwork(row.network) ? row.network : 'import') satisfies Network as Network,
        connectionId: row.connection_id,
        gift: row.name,
      },
    ]),
  )
}
