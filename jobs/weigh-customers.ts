import { type Buyer, weighBuyers } from '../analysis/customers/weigh-buyers.ts'
import { expectNext } from '../analysis/people/rhythm.ts'
import { zoneDays } from '../analysis/people/zone-days.ts'
import type { Clock } from '../core/clock.ts'
import { convert } from '../core/money.ts'
import { readCountedOrders } from '../db/counted-orders.ts'
import {
  type CustomerValue,
  readLastStored,
  type SourceCount,
  writeCustomerValues,
} from '../db/customer-values.ts'
import type { Database } from '../db/database.ts'
import { readMoneySettings } from '../db/reporting-currency.ts'
import { readSettings } from '../db/settings.ts'

interface Group extends Buyer {
  buyerId: number
  customerIds: number[]
  paidAt: number[]
  renewsAt: number[]
}

/** Weighs the customers of each brand again when orders came, the day turned or money was set anew; answers how many changed. */
export function createCustomerWatch(deps: { db: Database; clock: Clock }): () => Promise<number> {
  const { db, clock } = deps
  const done = new Map<string, string>()
  return async () => {
    const now = clock.now()
    const money = (await readSettings(db.kysely, ['money'])).get('money') ?? null
    let changed = 0
    for (const { id, zone } of await db.kysely
      .selectFrom('brand')
      .select(['id', 'zone'])
      .execute()) {
      const stored = await readLastStored(db.kysely, id)
      if (stored === null) continue
      const state = `${stored} ${zoneDays(zone).dayOf(now)} ${JSON.stringify(money)}`
      // Orders of this very moment may still be coming in.
      if (done.get(id) === state && stored < now) continue
      changed += await weighBrand(deps, { id, zone }, now)
      done.set(id, state)
    }
    return changed
  }
}

async function weighBrand(
  { db }: { db: Database },
  { id, zone }: { id: string; zone: string },
  now: number,
): Promise<number> {
  const { currency, rates } = await readMoneySettings(db.kysely, id)
  const groups = new Map<string, Group>()
  const sources = new Map<string, SourceCount>()
  for await (const rows of readCountedOrders(db.kysely, id, now))
    for (const row of rows) {
      const source = sources.get(row.source) ?? { orders: 0, lastPaidAt: 0 }
      source.orders += row.orders
      source.lastPaidAt = Math.max(source.lastPaidAt, row.lastPaidAt)
      sources.set(row.source, source)
      // Two records with one e-mail are one buyer.
      const name = row.emailPrint ?? row.key
      // What has no rate counts as an order and brings nothing: a wrong sum would be worse than a missing one.
      const spent = convert(row.spent, row.currency, currency, rates) ?? 0
      const group = groups.get(name)
      if (group === undefined) {
        const { customerId, key, orders, lastPaidAt } = row
        groups.set(name, {
          key,
          orders,
          lastPaidAt,
          spent,
          buyerId: customerId,
          customerIds: [customerId],
          paidAt: [...row.paidAt],
          renewsAt: row.renewsAt === null ? [] : [row.renewsAt],
        })
        continue
      }
      if (!group.customerIds.includes(row.customerId)) group.customerIds.push(row.customerId)
      group.orders += row.orders
      group.spent += spent
      group.paidAt.push(...row.paidAt)
      if (row.renewsAt !== null) group.renewsAt.push(row.renewsAt)
      group.lastPaidAt = Math.max(group.lastPaidAt, row.lastPaidAt)
      if (row.key < group.key) group.key = row.key
    }
  const buyers = [...groups.values()]
  const worth = weighBuyers(buyers, now, zone)
  const values = buyers.flatMap((buyer, i) => {
    const expected = expectNext(buyer.paidAt, now, buyer.renewsAt)
    return buyer.customerIds.map((customerId): CustomerValue => {
      const {
        recency = null,
        frequency = null,
        money: score = null,
        isTop = false,
      } = worth[i] ?? {}
      const { buyerId, orders, spent, lastPaidAt } = buyer
      return {
        customerId,
        buyerId,
        orders,
        spent,
        lastPaidAt,
        recency,
        frequency,
        money: score,
        isTop,
        expected,
      }
    })
  })
  return writeCustomerValues(db, id, values, { now, sources: Object.fromEntries(sources) })
}
