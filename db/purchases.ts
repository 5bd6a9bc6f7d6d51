import type { PurchaseRow } from '../core/purchase.ts'
import { type Bulk, createBulkSource, type Row } from './batch-writer/bulk.ts'
import type { Database } from './database.ts'
import { customerMark, emailMark, erasedOrderKey, findErased } from './erasure/marks.ts'
import { NOBODY } from './erasure/scrub-purchases.ts'

const CUSTOMER_COLUMNS = [
  'key',
  'id',
  'brand_id',
  'source',
  'source_key',
  'name',
  'email_print',
  'subscribed',
  'created_at',
  'updated_at',
  'city',
  'country',
  'renews_at',
]
const PURCHASE_COLUMNS = [
  'key',
  'id',
  'customer_id',
  'brand_id',
  'source',
  'order_id',
  'paid_at',
  'currency',
  'net',
  'test',
  'cancelled',
  'codes',
  'updated_at',
  'stored_at',
]
/** A later version of an order wins; of two of the same time the one with less money, as a refund came after. */
const NEWER_ORDER = `on conflict (key) do update set
  customer_id = excluded.customer_id, paid_at = excluded.paid_at, currency = excluded.currency,
  net = excluded.net, test = excluded.test, cancelled = excluded.cancelled, codes = excluded.codes,
  updated_at = excluded.updated_at, stored_at = excluded.stored_at
  where excluded.updated_at > purchase.updated_at
  or (excluded.updated_at = purchase.updated_at and excluded.net < purchase.net)`
/** Where the details stand in a row of a customer. */
const DETAIL_PLACES = [5, 6, 10, 11, 12]
const DETAILS = { name: "''", email_print: "''", city: "''", country: "''", renews_at: '0' }
/** Who they are as the newest order says; what it leaves out is taken from older ones. Nothing is written where nothing is new. */
const KNOWN_CUSTOMER = `on conflict (key) do update set
  ${Object.keys(DETAILS)
    .map(
      (name) => `${name} = case when excluded.updated_at >= customer.updated_at
      then coalesce(excluded.${name}, customer.${name}) else coalesce(customer.${name}, excluded.${name}) end`,
    )
    .join(', ')},
  updated_at = case when excluded.updated_at > customer.updated_at
    then excluded.updated_at else customer.updated_at end
  where ${Object.entries(DETAILS)
    .map(
      ([name, none]) =>
        `coalesce(excluded.${name}, ${none}) <> coalesce(customer.${name}, ${none})`,
    )
    .join(' or ')}`

export interface PurchaseStore {
  /** Stores orders of one shop; the same again changes nothing. Answers how many orders there are now. */
  store(brandId: string, source: string, rows: readonly PurchaseRow[]): Promise<void>
}

/** Writes customers and orders in batches; `print` is the keyed fingerprint under which an e-mail is kept. */
export function createPurchaseStore(
  db: Database,
  now: () => number,
  print: (email: string) => string,
): PurchaseStore {
  const bulkOf = createBulkSource(db)
  return {
    async store(brandId, source, rows) {
      const latest = latestOf(rows)
      await db.transaction(async (trx) => {
        const bulk = bulkOf(trx)
        const at = now()
        const nameOf = (key: string) => `${brandId}\n${source}\n${key}`
        const isErased = await findErasedOrders(bulk, brandId, nameOf, latest)
        const named = latest.filter((row) => !isErased(row))
        const ids = await writeCustomers(bulk, { brandId, source, at }, named)
        const orders = latest.map(
          (row): Row => [
            isErased(row) ? erasedOrderKey(nameOf(row.orderId)) : nameOf(row.orderId),
            db.nextId(),
            isErased(row) ? NOBODY : (ids.get(nameOf(row.customer.key)) ?? NOBODY),
            brandId,
            source,
            isErased(row) ? '' : row.orderId,
            row.paidAt,
            row.currency,
            row.net,
            row.test ? 1 : 0,
            row.cancelled ? 1 : 0,
            JSON.stringify(isErased(row) ? [] : row.codes),
            row.updatedAt,
            at,
          ],
        )
        await bulk.upsert('purchase', PURCHASE_COLUMNS, orders, NEWER_ORDER)
      })
    },
  }

  /** Orders of erased customers count for the sums, and are nobody's. */
  async function findErasedOrders(
    bulk: Bulk,
    brandId: string,
    nameOf: (key: string) => string,
    rows: readonly PurchaseRow[],
  ): Promise<(row: PurchaseRow) => boolean> {
    const marksOf = ({ customer }: PurchaseRow) => [
      customerMark(nameOf(customer.key)),
      ...(customer.email === null ? [] : [emailMark(brandId, print(customer.email))]),
    ]
    const marks = await findErased(bulk, () => rows.flatMap(marksOf))
    const known = await findErasedKeys(bulk, () => rows.map((row) => nameOf(row.orderId)))
    const erased = new Set(
      rows.filter(
        (row) =>
          known.has(erasedOrderKey(nameOf(row.orderId))) ||
          marksOf(row).some((mark) => marks.has(mark)),
      ),
    )
    return (row) => erased.has(row)
  }

  async function writeCustomers(
    bulk: Bulk,
    { brandId, source, at }: { brandId: string; source: string; at: number },
    rows: readonly PurchaseRow[],
  ): Promise<Map<string, number>> {
    const customers = new Map<string, Row>()
    for (const { customer, updatedAt } of rows.toSorted((a, b) => a.updatedAt - b.updatedAt)) {
      const key = `${brandId}\n${source}\n${customer.key}`
      const before = customers.get(key)
      const told = [
        customer.name,
        customer.email === null ? null : print(customer.email),
        customer.city ?? null,
        customer.country ?? null,
        customer.renewsAt ?? null,
      ]
      const [name = null, email = null, city = null, country = null, renewsAt = null] = told.map(
        (value, i) => value ?? before?.[DETAIL_PLACES[i] ?? 0] ?? null,
      )
      customers.set(key, [
        key,
        db.nextId(),
        brandId,
        source,
        customer.key,
        name,
        email,
        0,
        at,
        updatedAt,
        city,
        country,
        renewsAt,
      ])
    }
    await bulk.upsert('customer', CUSTOMER_COLUMNS, [...customers.values()], KNOWN_CUSTOMER)
    const known = await bulk.allIn<{ key: string; id: number }>(
      'select key, id from customer where key in (%)',
      [...customers.keys()],
    )
    return new Map(known.map((row) => [row.key, row.id]))
  }
}

/** Orders that were made nobody's, by what became of their keys. */
async function findErasedKeys(bulk: Bulk, keys: () => readonly string[]): Promise<Set<string>> {
  const [any] = await bulk.all('select mark from erased limit 1', [])
  if (any === undefined) return new Set()
  const found = await bulk.allIn<{ key: string }>(
    'select key from purchase where key in (%)',
    keys().map(erasedOrderKey),
  )
  return new Set(found.map((row) => row.key))
}

/** Each order once, as it was last; a statement may not meet the same key twice. */
function latestOf(rows: readonly PurchaseRow[]): PurchaseRow[] {
  const latest = new Map<string, PurchaseRow>()
  for (const row of rows) {
    const known = latest.get(row.orderId)
    const isNewer =
      known === undefined ||
      row.updatedAt > known.updatedAt ||
      (row.updatedAt === known.updatedAt && row.net < known.net)
    if (isNewer) latest.set(row.orderId, row)
  }
  return [...latest.values()]
}
