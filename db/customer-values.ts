import { type Kysely, sql } from 'kysely'
import { createBulkSource } from './batch-writer/bulk.ts'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'
import { readSettings } from './settings.ts'

const CHUNK = 500

export interface CustomerValue {
  customerId: number
  buyerId: number
  orders: number
  spent: number
  lastPaidAt: number
  recency: number | null
  frequency: number | null
  money: number | null
  isTop: boolean
  /** When they are due by their own rhythm, epoch ms; null where nothing says so. */
  expected: { at: number; why: string; n: number } | null
}

/** When an order of the brand was stored last; null where there is none. */
export async function readLastStored(db: Kysely<Schema>, brandId: string): Promise<number | null> {
  const row = await db
    .selectFrom('purchase')
    .select('stored_at')
    .where('brand_id', '=', brandId)
    .orderBy('stored_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.stored_at ?? null
}

/** Currencies of the brand's orders, the most frequent first. */
export async function readCurrencies(db: Kysely<Schema>, brandId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('purchase')
    .select(['currency', sql<number>`count(*)`.as('n')])
    .where('brand_id', '=', brandId)
    .groupBy('currency')
    .execute()
  return rows
    .toSorted((a, b) => b.n - a.n || a.currency.localeCompare(b.currency))
    .map((row) => row.currency)
}

const COLUMNS = [
  'customer_id',
  'brand_id',
  'buyer_id',
  'orders',
  'spent',
  'last_paid_at',
  'recency',
  'frequency',
  'money',
  'top',
  'expected_at',
  'expected_why',
  'expected_n',
  'weighed_at',
]
const CHANGED = [
  'buyer_id',
  'orders',
  'spent',
  'last_paid_at',
  'recency',
  'frequency',
  'money',
  'top',
  'expected_at',
  'expected_why',
  'expected_n',
]
const ON_KNOWN = `on conflict (customer_id) do update set
  ${[...CHANGED, 'weighed_at'].map((name) => `${name} = excluded.${name}`).join(', ')}`

/**
 * Writes what changed, and takes out who is no buyer any more; people whose orders, money or place at the top changed
 * are assessed again. Answers how many rows changed.
 */
export async function writeCustomerValues(
  db: Database,
  brandId: string,
  values: readonly CustomerValue[],
  { now, sources }: { now: number; sources: Readonly<Record<string, SourceCount>> },
): Promise<number> {
  const before = await readStored(db.kysely, brandId)
  const fresh = values.filter((one) => before.get(one.customerId) !== signOf(one))
  const kept = new Set(values.map((one) => one.customerId))
  const gone = [...before.keys()].filter((id) => !kept.has(id))
  const bulkOf = createBulkSource(db)
  for (let i = 0; i < fresh.length; i += CHUNK)
    await db.transaction(async (trx) => {
      const part = fresh.slice(i, i + CHUNK)
      const rows = part.map((one) => [
        one.customerId,
        brandId,
        one.buyerId,
        one.orders,
        one.spent,
        one.lastPaidAt,
        one.recency,
        one.frequency,
        one.money,
        one.isTop ? 1 : 0,
        one.expected?.at ?? null,
        one.expected?.why ?? null,
        one.expected?.n ?? null,
        now,
      ])
      // Somebody may have been erased while this was worked out.
      const there = await bulkOf(trx).allIn<{ id: number }>(
        'select id from customer where id in (%)',
        part.map((one) => one.customerId),
      )
      const known = new Set(there.map(({ id }) => id))
      await bulkOf(trx).upsert(
        'customer_value',
        COLUMNS,
        rows.filter(([id]) => known.has(Number(id))),
        ON_KNOWN,
      )
      await assessAgain(trx, [...known])
    })
  for (let i = 0; i < gone.length; i += CHUNK)
    await db.transaction(async (trx) => {
      const part = gone.slice(i, i + CHUNK)
      await trx.deleteFrom('customer_value').where('customer_id', 'in', part).execute()
      await assessAgain(trx, part)
    })
  await writeCounts(db.kysely, brandId, values, { now, sources })
  return fresh.length + gone.length
}

async function assessAgain(trx: Kysely<Schema>, customerIds: readonly number[]): Promise<void> {
  await trx
    .updateTable('person_standing')
    .set({ assessed_at: 0 })
    .where('person_id', 'in', (eb) =>
      eb
        .selectFrom('person_customer')
        .select('person_id')
        .where('customer_id', 'in', [...customerIds, -1]),
    )
    .execute()
}

async function readStored(db: Kysely<Schema>, brandId: string): Promise<Map<number, string>> {
  const rows = await db
    .selectFrom('customer_value')
    .selectAll()
    .where('brand_id', '=', brandId)
    .execute()
  return new Map(
    rows.map((row) => [
      row.customer_id,
      signOf({
        customerId: row.customer_id,
        buyerId: row.buyer_id,
        orders: row.orders,
        spent: row.spent,
        lastPaidAt: row.last_paid_at ?? 0,
        recency: row.recency,
        frequency: row.frequency,
        money: row.money,
        isTop: row.top === 1,
        expected:
          row.expected_at === null
            ? null
            : { at: row.expected_at, why: row.expected_why ?? '', n: row.expected_n ?? 0 },
      }),
    ]),
  )
}

function signOf(one: CustomerValue): string {
  return [
    one.buyerId,
    one.orders,
    one.spent,
    one.lastPaidAt,
    one.recency,
    one.frequency,
    one.money,
    one.isTop,
    one.expected?.at,
    one.expected?.why,
  ].join(' ')
}

/** Orders that count, of one shop or file. */
export interface SourceCount {
  orders: number
  lastPaidAt: number
}

/** Orders that count by where they came from, as they were weighed last. */
export async function readSourceCounts(
  db: Kysely<Schema>,
  brandId: string,
): Promise<Readonly<Record<string, SourceCount>>> {
  const counts = (await readSettings(db, [countsKey(brandId)])).get(countsKey(brandId))
  return (counts as { sources?: Record<string, SourceCount> } | undefined)?.sources ?? {}
}

/** How many buyers a brand has and how many of them are at the top, as they were weighed last. */
export async function countBuyers(
  db: Kysely<Schema>,
  brandId: string,
): Promise<{ buyers: number; top: number }> {
  const counts = (await readSettings(db, [countsKey(brandId)])).get(countsKey(brandId))
  return (counts as { buyers: number; top: number } | undefined) ?? { buyers: 0, top: 0 }
}

function countsKey(brandId: string): string {
  return `buyers.${brandId}`
}

async function writeCounts(
  db: Kysely<Schema>,
  brandId: string,
  values: readonly CustomerValue[],
  { now, sources }: { now: number; sources: Readonly<Record<string, SourceCount>> },
): Promise<void> {
  const buyers = values.filter((one) => one.customerId === one.buyerId)
  const counts = { buyers: buyers.length, top: buyers.filter((one) => one.isTop).length, sources }
  const row = { value: JSON.stringify(counts), updated_at: now, updated_by: 'job' }
  await db
    .insertInto('setting')
    .values({ key: countsKey(brandId), ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}

/** Buyers by what they bring, the first ones first. */
export async function readBuyers(db: Kysely<Schema>, brandId: string, limit: number) {
  return db
    .selectFrom('customer_value as v')
    .innerJoin('customer as c', 'c.id', 'v.customer_id')
    .select([
      'c.source',
      'c.source_key',
      'c.name',
      'v.orders',
      'v.spent',
      'v.last_paid_at',
      'v.recency',
      'v.frequency',
      'v.money',
      'v.top',
    ])
    .where('v.brand_id', '=', brandId)
    .whereRef('v.customer_id', '=', 'v.buyer_id')
    .orderBy('v.spent', 'desc')
    .orderBy('c.key')
    .limit(limit)
    .execute()
}
