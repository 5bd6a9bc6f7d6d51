import { createHooks } from '../../cli/hooks.ts'
import type { Ctx } from '../../connectors/connector.ts'
import type { CustomerSource } from '../../connectors/customer-source.ts'
import type { Clock } from '../../core/clock.ts'
import { silentLogger } from '../../core/logger.ts'
import { finishDeliveries, readDeliveries } from '../../db/deliveries.ts'
import { createPurchaseStore } from '../../db/purchases.ts'
import { createShopStep } from '../../jobs/follow-shops.ts'
import { aCtx } from './connector-ctx.ts'
import { openMemory } from './made-database.ts'

/** One shop named "shop" of the brand juniper, with its door, its tables and its rounds. */
export async function openShopDesk(
  clock: Clock,
  source: CustomerSource,
  secrets: Record<string, string>,
) {
  const db = await openMemory({ clock })
  await db.kysely
    .insertInto('brand')
    .values({
      id: 'juniper',
      name: 'Juniper Coffee',
      description: '',
      profile: '{}',
      zone: 'UTC',
      channel: 'C1',
      created_at: clock.now(),
    })
    .execute()
  const ctx: Ctx = {
    ...aCtx(clock, new AbortController().signal, secrets).ctx,
    connectionId: 'shop',
    deliveries: {
      read: (after, limit) => readDeliveries(db.kysely, 'shop', after, limit),
      finish: (upTo) => finishDeliveries(db.kysely, 'shop', upTo, clock.now()),
    },
  }
  const hooks = createHooks({
    db,
    clock,
    log: silentLogger,
    connectors: new Map([['shop', source]]),
    contexts: new Map([['shop', ctx]]),
  })
  const store = createPurchaseStore(db, clock.now, (email) => `print-of-${email}`)
  const shop = { id: 'shop', brandId: 'juniper', source, ctx, pollMs: 300_000 }
  return {
    db,
    ctx,
    post: async (request: { body: string; headers: Record<string, string> }) =>
      hooks.request('/hooks/shop', { method: 'POST', ...request }),
    step: createShopStep({ db, clock, log: silentLogger, store }, shop),
    deliveries: () => db.kysely.selectFrom('delivery').selectAll().orderBy('seq').execute(),
    /** Every order with its customer, by order. */
    stored: () =>
      db.kysely
        .selectFrom('purchase as p')
        .leftJoin('customer as c', 'c.id', 'p.customer_id')
        .select([
          'p.order_id',
          'p.net',
          'p.currency',
          'p.test',
          'p.cancelled',
          'p.codes',
          'c.source_key',
          'c.name',
          'c.email_print',
          'c.subscribed',
          'c.renews_at',
        ])
        .orderBy('p.order_id')
        .execute(),
  }
}
