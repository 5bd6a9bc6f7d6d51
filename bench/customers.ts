import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { makeHistory } from '../analysis/people/make-history.ts'
import { assessPerson } from '../analysis/people/standing.ts'
import { systemClock } from '../core/clock.ts'
import type { PurchaseRow } from '../core/purchase.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { readPersonCustomer } from '../db/person-customer.ts'
import { readPersonRows } from '../db/person-history.ts'
import { readPersonPage } from '../db/person-page.ts'
import { createPurchaseStore } from '../db/purchases.ts'
import { createCustomerWatch } from '../jobs/weigh-customers.ts'
import { cpuSeconds, median, type Ratio } from './ratio.ts'

const ORDERS = 100_000
const CUSTOMERS = 30_000
const BATCH = 1000
const FEW = 100
const MANY = 10_000
const DAY_MS = 86_400_000
const NOW = Date.UTC(2026, 10, 19)

/** A hundred thousand orders: stored, told again, weighed; and the page of somebody with ten thousand contacts. */
export async function benchCustomers(): Promise<Ratio[]> {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-bench-'))
  const db = await openDatabase({ url: join(folder, 'earshot.db'), clock: systemClock })
  try {
    await addBrand(db)
    const orders = makeOrders()
    const raw = await cpuSeconds(() => storeRaw(join(folder, 'raw.db'), orders))
    const store = createPurchaseStore(db, systemClock.now, (email) => `print of ${email}`)
    const storeAll = async () => {
      for (let i = 0; i < ORDERS; i += BATCH)
        await store.store('juniper', 'shop', orders.slice(i, i + BATCH))
    }
    const first = await cpuSeconds(storeAll)
    const before = await hashOf(db)
    const second = await cpuSeconds(storeAll)
    if ((await hashOf(db)) !== before) throw new Error('the same orders changed something')
    const weighing = await cpuSeconds(createCustomerWatch({ db, clock: systemClock }))
    const few = await addPerson(db, 1, FEW)
    const many = await addPerson(db, 2, MANY)
    const page = (personId: number) => async () => {
      await readPersonPage(db.kysely, personId)
      await readPersonCustomer(db.kysely, personId, 'juniper')
    }
    const small = await typical(page(few))
    const large = await typical(page(many))
    const weigh = (personId: number) => async () => {
      const [rows] = await readPersonRows(db.kysely, [personId], NOW)
      if (rows !== undefined) assessPerson(makeHistory(rows), NOW, 'UTC')
    }
    const light = await typical(weigh(few))
    const heavy = await typical(weigh(many))
    return [
      {
        name: '100,000 orders stored',
        ratio: raw / first,
        of: `${ORDERS} orders of ${CUSTOMERS} customers with everything that is checked, ${round(first)} s`,
        against: `the same rows into bare tables, ${round(raw)} s`,
      },
      {
        name: '100,000 orders told again',
        ratio: first / second,
        of: `the same orders once more, which change nothing, ${round(second)} s`,
        against: `storing them, ${round(first)} s`,
      },
      {
        name: 'customers weighed',
        ratio: raw / weighing,
        of: `recency, frequency and money of ${CUSTOMERS} customers, ${round(weighing)} s`,
        against: `their orders into bare tables, ${round(raw)} s`,
      },
      {
        name: 'page of a person with 10,000 contacts',
        ratio: small / large,
        of: `reads of the page with ${MANY} contacts, ${round(large * 1000)} ms`,
        against: `with ${FEW}, ${round(small * 1000)} ms`,
      },
      {
        name: 'standing of a person with 10,000 contacts',
        ratio: light / heavy,
        of: `their standing after one more of ${MANY} posts, ${round(heavy * 1000)} ms`,
        against: `of ${FEW}, ${round(light * 1000)} ms`,
      },
    ]
  } finally {
    await db.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function makeOrders(): PurchaseRow[] {
  return Array.from({ length: ORDERS }, (_, i) => {
    const customer = (i * 7919) % CUSTOMERS
    return {
      orderId: String(i),
      customer: {
        key: `c${customer}`,
        name: `Guest ${customer}`,
        email: `guest${customer}@shop.example`,
        city: 'Berlin',
        country: 'DE',
      },
      paidAt: NOW - (i % 700) * DAY_MS,
      updatedAt: NOW - (i % 700) * DAY_MS,
      currency: 'EUR',
      net: 100 + (i % 997) * 10,
      test: false,
      cancelled: i % 50 === 0,
      codes: i % 10 === 0 ? ['CAKE'] : [],
    }
  })
}

/** What the engine itself needs for as many rows. */
function storeRaw(file: string, orders: readonly PurchaseRow[]): void {
  const db = new Sqlite(file)
  db.pragma('journal_mode = wal')
  db.exec(`create table customer (key text primary key, name text, email text) strict;
    create table purchase (key text primary key, customer text, paid_at integer, net integer) strict`)
  const customer = db.prepare('insert into customer values (?, ?, ?) on conflict do nothing')
  const purchase = db.prepare('insert into purchase values (?, ?, ?, ?)')
  const write = db.transaction((rows: readonly PurchaseRow[]) => {
    for (const row of rows) {
      customer.run(row.customer.key, row.customer.name, row.customer.email)
      purchase.run(row.orderId, row.customer.key, row.paidAt, row.net)
    }
  })
  for (let i = 0; i < orders.length; i += BATCH) write(orders.slice(i, i + BATCH))
  db.close()
}

async function hashOf(db: Database): Promise<string> {
  const orders = await db.kysely.selectFrom('purchase').selectAll().orderBy('key').execute()
  const customers = await db.kysely.selectFrom('customer').selectAll().orderBy('key').execute()
  return JSON.stringify([orders, customers])
}

async function addBrand(db: Database): Promise<void> {
  await db.kysely
    .insertInto('brand')
    .values({
      id: 'juniper',
      name: 'Juniper Coffee',
      description: '',
      profile: '{}',
      zone: 'UTC',
      channel: null,
      created_at: 1,
    })
    .execute()
}

/** Somebody with one account, so many posts and ten orders. */
async function addPerson(db: Database, id: number, posts: number): Promise<number> {
  const author = { network: 'bluesky', native_id: `n${id}`, handle: `h${id}`, name: `G${id}` }
  await db.kysely
    .insertInto('author')
    .values({
      id,
      key: `bluesky:n${id}`,
      ...author,
      url: null,
      followers: 10,
      verified: null,
      is_bot: null,
      is_self: 0,
      opted_in: 0,
      first_seen_at: NOW,
      last_seen_at: NOW,
      mentions: posts,
    })
    .execute()
  const person = { brand_id: 'juniper', name: `G${id}`, advocate: 0, strikes: 0, evidence: '[]' }
  await db.kysely
    .insertInto('person')
    .values({ id, ...person, created_at: NOW, updated_at: NOW })
    .execute()
  const tie = { brand_id: 'juniper', evidence: '[]', confirmed_by: null, created_at: NOW }
  await db.kysely
    .insertInto('person_author')
    .values({ person_id: id, author_id: id, ...tie })
    .execute()
  await db.kysely
    .insertInto('person_customer')
    .columns(['person_id', 'customer_id', 'evidence', 'confidence', 'created_at'])
    .expression((eb) =>
      eb
        .selectFrom('customer')
        .select((of) => [
          of.lit(id).as('person_id'),
          'id as customer_id',
          of.val('told us').as('evidence'),
          of.lit(1).as('confidence'),
          of.lit(1).as('created_at'),
        ])
        .where('source_key', '=', `c${id}`),
    )
    .execute()
  await db.transaction(async (trx) => {
    for (let n = 0; n < posts; n++) await addPost(trx, id * 1_000_000 + n, id, NOW - n * 60_000)
  })
  return id
}

async function addPost(
  trx: Database['kysely'],
  id: number,
  authorId: number,
  at: number,
): Promise<void> {
  await trx
    .insertInto('mention')
    .values({
      id,
      key: `bluesky::${id}`,
      revision: '1',
      network: 'bluesky',
      connection_id: 'bsky',
      native_id: String(id),
      author_id: authorId,
      kind: 'post',
      trigger_type: 'keyword',
      url: null,
      title: null,
      text: 'The flat white at Juniper was lovely again, and the staff were kind.',
      lang: 'en',
      parent_text: null,
      container: null,
      reply_to_key: null,
      root: null,
      metrics: '{}',
      rating: null,
      visibility: 'public',
      created_at: at,
      edited_at: null,
      observed_at: at,
      received_at: at,
      state: 'live',
      joined_to: null,
      reply_ref: '{}',
      history: 0,
    })
    .execute()
  await trx
    .insertInto('label')
    .values({
      mention_id: id,
      brand_id: 'juniper',
      author_id: authorId,
      at,
      query_ids: '[]',
      relevance: 'relevant',
      relevance_confidence: 0.9,
      sentiment: 'positive',
      sentiment_confidence: 0.9,
      urgency: 'none',
      intents: '{}',
      labels: '["praise"]',
      aspects: '[]',
      topics: '[]',
      sarcasm: 0,
      reasons: '[]',
      model: 'm',
    })
    .execute()
}

/** The middle of 21 runs, seconds. */
async function typical(act: () => Promise<void>): Promise<number> {
  await act()
  const times: number[] = []
  for (let i = 0; i < 21; i++) times.push(await cpuSeconds(act))
  return median(times)
}

function round(value: number): string {
  return value.toPrecision(2)
}
