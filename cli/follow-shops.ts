import type { Connector, Ctx } from '../connectors/connector.ts'
import { createPurchaseStore } from '../db/purchases.ts'
import { followShop } from '../jobs/follow-shops.ts'
import type { CheckBell } from './check-bell.ts'
import type { DeskOptions } from './desk-options.ts'

type Contexts = ReadonlyMap<string, Ctx>

/** Every shop on its own; what one cannot tell holds up no other. */
export function followShops(
  options: DeskOptions,
  contexts: Contexts,
  bell: Pick<CheckBell, 'next'>,
): Promise<void>[] {
  const { db, clock, log, seal, shops = [] } = options
  const store = createPurchaseStore(db, clock.now, seal.fingerprint)
  const deps = { db, clock, log, store, asked: bell.next }
  return shops.flatMap((shop) => {
    const ctx = contexts.get(shop.id)
    return ctx === undefined ? [] : [followShop(deps, { ...shop, ctx })]
  })
}

/** The world of every connection and every shop. */
export function openContexts(options: DeskOptions, signal: AbortSignal): Map<string, Ctx> {
  const ids = [...options.connectors.keys(), ...(options.shops ?? []).map(({ id }) => id)]
  return new Map(ids.map((id) => [id, options.ctxOf(id, signal)]))
}

/** Whoever takes requests at /hooks/. */
export function doorsOf({
  connectors,
  shops = [],
}: DeskOptions): Map<string, Pick<Connector, 'webhook' | 'hooksPerMinute'>> {
  return new Map<string, Pick<Connector, 'webhook' | 'hooksPerMinute'>>([
    ...connectors,
    ...shops.map(({ id, source }) => [id, source] as const),
  ])
}
