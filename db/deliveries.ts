import { type Kysely, sql } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

const DAY_MS = 86_400_000
/** How long a repeat is still known (facts on security: senders repeat for days). */
const KEY_DAYS = 7

export interface NewDelivery {
  connectionId: string
  key: string
  digest: string
  kind: string
  body: string
  at: number
}

/** What became of it: stored now, stored before, or another delivery has this key. */
export type Stored = 'stored' | 'known' | 'differs'

/** Keeps a delivery; on disk when this resolves. */
export function storeDelivery(db: Database, delivery: NewDelivery): Promise<Stored> {
  const { connectionId, at, ...rest } = delivery
  return db.transaction(async (trx) => {
    // One writer at a time, so that a lower number never appears after a higher one was read.
    if (db.dialect === 'postgres') await sql`lock table delivery in exclusive mode`.execute(trx)
    const before = await trx
      .selectFrom('delivery')
      .select('digest')
      .where('connection_id', '=', connectionId)
      .where('key', '=', delivery.key)
      .executeTakeFirst()
    if (before !== undefined) return before.digest === delivery.digest ? 'known' : 'differs'
    const { last } = await trx
      .selectFrom('delivery')
      .select((eb) => eb.fn.max('seq').as('last'))
      .executeTakeFirstOrThrow()
    // The time, so that numbers grow on after old rows were forgotten.
    const seq = Math.max(at, (last ?? 0) + 1)
    await trx
      .insertInto('delivery')
      .values({ seq, connection_id: connectionId, ...rest, received_at: at, done_at: null })
      .execute()
    return 'stored'
  })
}

/** Deliveries of a connection after `after`, oldest first. */
export async function readDeliveries(
  db: Kysely<Schema>,
  connectionId: string,
  after: number,
  limit: number,
): Promise<{ seq: number; kind: string; body: string; receivedAt: number }[]> {
  return db
    .selectFrom('delivery')
    .select(['seq', 'kind', 'body', 'received_at as receivedAt'])
    .where('connection_id', '=', connectionId)
    .where('seq', '>', after)
    .where('body', '!=', '')
    .orderBy('seq')
    .limit(limit)
    .execute()
}

/** Says that everything up to `upTo` is stored as posts, and forgets its content: a post that is deleted is gone here, too. */
export async function finishDeliveries(
  db: Kysely<Schema>,
  connectionId: string,
  upTo: number,
  at: number,
): Promise<void> {
  await db
    .updateTable('delivery')
    .set({ done_at: at, body: '' })
    .where('connection_id', '=', connectionId)
    .where('seq', '<=', upTo)
    .where('done_at', 'is', null)
    .execute()
}

/** Forgets the key after a week, and content that an earlier version kept; what is not stored as posts yet stays whole. */
export async function forgetDeliveries(db: Kysely<Schema>, now: number): Promise<void> {
  await db
    .updateTable('delivery')
    .set({ body: '' })
    .where('done_at', 'is not', null)
    .where('body', '!=', '')
    .execute()
  await db
    .deleteFrom('delivery')
    .where('done_at', '<', now - KEY_DAYS * DAY_MS)
    .execute()
}
