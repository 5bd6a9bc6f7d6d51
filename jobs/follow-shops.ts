import type { Cursor, Delivery } from '../connectors/connector.ts'
import type { CustomerSource, ShopCtx, ShopItem } from '../connectors/customer-source.ts'
import type { Clock } from '../core/clock.ts'
import { messageOf, NetworkError } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { PurchaseRow } from '../core/purchase.ts'
import { noteDataRequest } from '../db/data-requests.ts'
import type { Database } from '../db/database.ts'
import { forgetCustomers } from '../db/forget-customers.ts'
import { queueNotice } from '../db/notices.ts'
import type { PurchaseStore } from '../db/purchases.ts'
import { readShopCursor, writeShopCursor, writeSubscribers } from '../db/shops.ts'
import { endTroubles, tellTrouble } from '../db/troubles.ts'
import { createHealthBook } from '../pipeline/health-book.ts'

/** One shop as it runs. */
export interface FollowedShop {
  id: string
  brandId: string
  source: CustomerSource
  ctx: ShopCtx
  pollMs: number
}

export interface ShopDeps {
  db: Database
  clock: Clock
  log: Logger
  store: PurchaseStore
  /** Aborts when somebody asks for a look at a source now. */
  asked?(sourceId: string): AbortSignal
}

const HOOKS_AT_ONCE = 50
/** How often is looked for requests of the shop. */
const LOOK_MS = 1000
const FIRST_PAUSE_MS = 5000
const LONGEST_PAUSE_MS = 15 * 60_000
const MAX_RAW = 64_000

/** Follows one shop until it is stopped: what it sends at once, and what it may have failed to send every few minutes. */
export async function followShop(deps: ShopDeps, shop: FollowedShop): Promise<void> {
  const { clock, log } = deps
  const { signal } = shop.ctx
  const step = createShopStep(deps, shop)
  const health = createHealthBook(deps.db, clock, shop.id)
  let failures = 0
  let isWell = false
  while (!signal.aborted) {
    try {
      await step()
      failures = 0
      if (!isWell) await endTroubles(deps.db, clock, shop.id, ['needs_person'])
      isWell = true
      await health.noteBatch({ state: 'live', detail: '', lastOkAt: clock.now() }, NOTHING)
      await clock.sleep(LOOK_MS, signal).catch(() => {})
    } catch (error) {
      if (signal.aborted) return
      failures++
      log.warn({ shop: shop.id, detail: messageOf(error) }, 'a shop could not be followed')
      const retryAt = retryAtOf(error, failures, clock.now())
      const isShut = error instanceof NetworkError && ['auth', 'forbidden'].includes(error.code)
      const state = isShut ? 'needs_login' : 'degraded'
      await health.note({ state, detail: messageOf(error), retryAt })
      if (isShut)
        await tellTrouble(deps.db, clock, {
          sourceId: shop.id,
          about: 'needs_person',
          text: `The shop "${shop.id}" no longer lets Earshot read its orders: ${messageOf(error)}`,
        })
      isWell = false
      const asked = AbortSignal.any([signal, deps.asked?.(shop.id) ?? signal])
      await clock.sleep(Math.max(0, retryAt - clock.now()), asked).catch(() => {})
    }
  }
}

const NOTHING = { received: 0, quarantined: 0, heard: 0 }

/** One round: the requests that were kept, and the orders themselves when it is time. */
export function createShopStep(deps: ShopDeps, shop: FollowedShop): () => Promise<number> {
  let pollAt = 0
  return async () => {
    let stored = await takeHooks(deps, shop)
    if (deps.clock.now() < pollAt) return stored
    const begunAt = deps.clock.now()
    const cursor = (await readShopCursor(deps.db.kysely, shop.id, 'orders')) as Cursor | null
    for await (const batch of shop.source.changes(cursor, shop.ctx)) {
      await storeItems(deps, shop, batch.items)
      await writeShopCursor(deps.db.kysely, shop.id, 'orders', batch.cursor, deps.clock.now())
      stored += batch.items.length
    }
    pollAt = begunAt + shop.pollMs
    return stored
  }
}

async function takeHooks(deps: ShopDeps, shop: FollowedShop): Promise<number> {
  const { kysely } = deps.db
  const cursor = (await readShopCursor(kysely, shop.id, 'hooks')) as { after: number } | null
  let after = cursor?.after ?? 0
  let stored = 0
  for (;;) {
    const found = (await shop.ctx.deliveries?.read(after, HOOKS_AT_ONCE)) ?? []
    for (const delivery of found) {
      const items = await lookUp(shop, delivery)
      await storeItems(deps, shop, items)
      stored += items.length
      after = delivery.seq
      await writeShopCursor(kysely, shop.id, 'hooks', { after }, deps.clock.now())
    }
    if (found.length > 0) await shop.ctx.deliveries?.finish(after)
    if (found.length < HOOKS_AT_ONCE) return stored
  }
}

/** What the shop will never tell is set aside, so that nothing waits behind it. */
async function lookUp({ source, ctx }: FollowedShop, delivery: Delivery): Promise<ShopItem[]> {
  try {
    return await source.lookUp(delivery, ctx)
  } catch (error) {
    if (!(error instanceof NetworkError) || (error.code !== 'refused' && error.code !== 'gone'))
      throw error
    return [{ type: 'poison', raw: delivery.body, reason: `${delivery.kind}: ${error.message}` }]
  }
}

/** In the order in which they came: who asks to be forgotten must not be stored behind it. */
async function storeItems(
  deps: ShopDeps,
  shop: FollowedShop,
  items: readonly ShopItem[],
): Promise<void> {
  let purchases: PurchaseRow[] = []
  const flush = async () => {
    if (purchases.length > 0) await deps.store.store(shop.brandId, shop.id, purchases)
    purchases = []
  }
  for (const item of items) {
    if (item.type === 'purchase') {
      purchases.push(item.purchase)
      continue
    }
    await flush()
    await storeItem(deps, shop, item)
  }
  await flush()
}

async function storeItem(
  deps: ShopDeps,
  { id, brandId }: FollowedShop,
  item: Exclude<ShopItem, { type: 'purchase' }>,
): Promise<void> {
  const { db, clock } = deps
  if (item.type === 'subscribers') return writeSubscribers(db.kysely, id, item)
  const at = clock.now()
  const request = { id: db.nextId(), brandId, source: id, personId: null, at }
  if (item.type === 'forget') {
    await forgetCustomers({ db, clock }, { brandId, source: id, customerKey: item.customerKey })
    // What was asked is written down without whom it was about: they are forgotten.
    await noteDataRequest(db.kysely, {
      ...request,
      kind: 'erase',
      customerKey: null,
      doneBy: 'shop',
    })
    return
  }
  if (item.type === 'disclose') {
    const { customerKey } = item
    await noteDataRequest(db.kysely, { ...request, kind: 'export', customerKey, doneBy: null })
    await queueNotice(db, clock, {
      subject: id,
      about: `disclose:${item.customerKey}`,
      text: `A customer of the shop "${id}" asks what you hold about them. Answer within 30 days: open People on the desk, “What people ask about their data”, or run: earshot people export shop:${id}:${item.customerKey} --to FILE --as OWNER`,
    })
    return
  }
  await db.kysely
    .insertInto('dead_letter')
    .values({
      id: db.nextId(),
      source: id,
      reason: item.reason,
      raw: item.raw.slice(0, MAX_RAW),
      at: clock.now(),
    })
    .execute()
}

function retryAtOf(error: unknown, failures: number, now: number): number {
  const told = error instanceof NetworkError ? error.retryAt : null
  return told ?? now + Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS)
}
