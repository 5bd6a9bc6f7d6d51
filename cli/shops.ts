import type { Ctx, Diagnosis } from '../connectors/connector.ts'
import type { CustomerSource } from '../connectors/customer-source.ts'
import { createShopifySource } from '../connectors/shopify/source.ts'
import { createStripeSource } from '../connectors/stripe/source.ts'
import type { ShopConfig } from '../core/config.ts'
import { messageOf, UsageError } from '../core/errors.ts'
import { silentLogger } from '../core/logger.ts'
import type { Database } from '../db/database.ts'
import { readShops } from '../db/shops.ts'
import { createConnectionCtx } from './connection-ctx.ts'
import type { CommandContext } from './context.ts'
import { openSeal } from './home.ts'

type Kind = ShopConfig['kind']
type Of<K extends Kind> = Omit<
  Extract<ShopConfig, { kind: K }>,
  'id' | 'brand' | 'kind' | 'enabled'
>

/** Makes the source of one shop from its settings; a new one is one entry here. */
const MAKERS: { [K in Kind]: (config: Of<K>) => CustomerSource } = {
  shopify: ({ shop, version, baseUrl }) =>
    createShopifySource({ shop, ...(version && { version }), ...(baseUrl && { baseUrl }) }),
  stripe: ({ mode, version, baseUrl }) =>
    createStripeSource({ mode, ...(version && { version }), ...(baseUrl && { baseUrl }) }),
}

/** Shops as people call them. */
export const SHOP_NAMES: Readonly<Record<Kind, string>> = { shopify: 'Shopify', stripe: 'Stripe' }

/** Whether a word names a kind of shop. */
export function isShopKind(word: string): word is Kind {
  return word in SHOP_NAMES
}

export interface OpenedShop {
  id: string
  kind: string
  brandId: string
  source: CustomerSource
  pollMs: number
}

/** The source of every shop that is listened to. */
export async function createShops(db: Database): Promise<OpenedShop[]> {
  return (await readShops(db.kysely)).map((row) => {
    const make = (MAKERS as Record<string, ((config: never) => CustomerSource) | undefined>)[
      row.kind
    ]
    if (make === undefined)
      throw new UsageError(
        `Shop "${row.id}" is of the kind ${row.kind}, which this version does not know. Take it out of earshot.yaml or set enabled: false.`,
      )
    const config = JSON.parse(row.config) as { pollMinutes: number }
    return {
      id: row.id,
      kind: row.kind,
      brandId: row.brand_id,
      source: make(config as never),
      pollMs: config.pollMinutes * 60_000,
    }
  })
}

/** What every shop says of itself, or those of one kind; none where none is set up. */
export async function checkShops(
  ctx: CommandContext,
  db: Database,
  only?: Kind,
): Promise<Diagnosis[]> {
  const ctxOf = await createConnectionCtx({
    db,
    clock: ctx.clock,
    random: ctx.random,
    log: silentLogger,
    seal: openSeal(ctx.env),
    env: ctx.env,
    capUsd: new Map(),
    allowPrivateAddresses: false,
  })
  const findings: Diagnosis[] = []
  for (const { id, kind, source } of await createShops(db)) {
    if (only !== undefined && kind !== only) continue
    const world: Ctx = ctxOf(id, ctx.signal)
    const lines = await source
      .check(world)
      .catch((error: unknown): Diagnosis[] => [{ level: 'fail', what: messageOf(error) }])
    findings.push(...lines.map((line) => ({ ...line, what: `${id}: ${line.what}` })))
  }
  return findings
}
