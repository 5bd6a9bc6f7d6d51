import type { Kysely } from 'kysely'
import { inChunks } from './in-chunks.ts'
import type { Schema } from './schema.ts'

/** Every shop that is listened to. */
export async function readShops(db: Kysely<Schema>) {
  return db.selectFrom('shop').selectAll().where('enabled', '=', 1).orderBy('id').execute()
}

/** Where reading one stream of a shop goes on; null at the very beginning. */
export async function readShopCursor(
  db: Kysely<Schema>,
  shopId: string,
  stream: 'orders' | 'hooks',
): Promise<unknown> {
  const row = await db
    .selectFrom('cursor')
    .select('value')
    .where('connection_id', '=', shopId)
    .where('stream', '=', stream)
    .executeTakeFirst()
  return row === undefined ? null : JSON.parse(row.value)
}

/** Written behind what it stands for: read again, the same orders change nothing. */
export async function writeShopCursor(
  db: Kysely<Schema>,
  shopId: string,
  stream: 'orders' | 'hooks',
  value: unknown,
  now: number,
): Promise<void> {
  const row = { value: JSON.stringify(value), updated_at: now }
  await db
    .insertInto('cursor')
    .values({ connection_id: shopId, stream, ...row })
    .onConflict((conflict) => conflict.columns(['connection_id', 'stream']).doUpdateSet(row))
    .execute()
}

/** Writes who of a shop's customers has an active subscription; their people are assessed again. */
export async function writeSubscribers(
  db: Kysely<Schema>,
  shopId: string,
  found: {
    active: readonly string[]
    ended: readonly string[]
    isAll: boolean
    renewals: ReadonlyMap<string, number>
  },
): Promise<void> {
  const before = await db
    .selectFrom('customer')
    .select(['id', 'source_key'])
    .where('source', '=', shopId)
    .where('subscribed', '=', 1)
    .execute()
  const active = new Set(found.active)
  const ended = before.filter(
    ({ source_key: key }) => (found.isAll && !active.has(key)) || found.ended.includes(key),
  )
  const known = new Set(before.map(({ source_key }) => source_key))
  const begun = found.active.filter((key) => !known.has(key))
  const fresh = await idsOf(db, shopId, begun)
  await setSubscribed(db, fresh, 1)
  await setSubscribed(
    db,
    ended.map(({ id }) => id),
    0,
  )
  await writeRenewals(db, shopId, found)
}

/** Whoever is told of and renews no more has no day any more. */
async function writeRenewals(
  db: Kysely<Schema>,
  shopId: string,
  found: Parameters<typeof writeSubscribers>[2],
): Promise<void> {
  const held = await db
    .selectFrom('customer')
    .select(['id', 'source_key', 'renews_at'])
    .where('source', '=', shopId)
    .where((eb) => eb.or([eb('renews_at', 'is not', null), eb('subscribed', '=', 1)]))
    .execute()
  const told = new Set([...found.active, ...found.ended])
  for (const { id, source_key: key, renews_at: before } of held) {
    const renewsAt = found.renewals.get(key) ?? null
    if (before === renewsAt || !(found.isAll || told.has(key))) continue
    await db.updateTable('customer').set({ renews_at: renewsAt }).where('id', '=', id).execute()
  }
}

const CHUNK = 400

async function idsOf(
  db: Kysely<Schema>,
  shopId: string,
  keys: readonly string[],
): Promise<number[]> {
  const rows = await inChunks(keys, (some) =>
    db
      .selectFrom('customer')
      .select('id')
      .where('source', '=', shopId)
      .where('source_key', 'in', some)
      .execute(),
  )
  return rows.map(({ id }) => id)
}

async function setSubscribed(
  db: Kysely<Schema>,
  ids: readonly number[],
  subscribed: 0 | 1,
): Promise<void> {
  for (let i = 0; i < ids.length; i += CHUNK) {
    const part = ids.slice(i, i + CHUNK)
    await db.updateTable('customer').set({ subscribed }).where('id', 'in', part).execute()
    await db
      .updateTable('person_standing')
      .set({ assessed_at: 0 })
      .where('person_id', 'in', (eb) =>
        eb.selectFrom('person_customer').select('person_id').where('customer_id', 'in', part),
      )
      .execute()
  }
}
