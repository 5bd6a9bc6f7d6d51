import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Cursor, Delivery, Diagnosis } from '../connector.ts'
import {
  type CustomerSource,
  readShopSecret,
  type ShopCtx,
  type ShopItem,
} from '../customer-source.ts'
import { isUsableSecret } from '../hook-signature.ts'
import { listOf, looseOf, parseObject, textIn } from '../loose.ts'
import { createClient } from './client.ts'
import { judgeHook } from './hooks.ts'
import { itemOfOrder, ORDER_FIELDS } from './order.ts'
import { CLIENT_SECRET, createToken, SERVICE } from './token.ts'

export interface ShopifyConfig {
  /** "juniper.myshopify.com". */
  shop: string
  version?: string
  baseUrl?: string
}

const VERSION = '2026-10'
const PAGE = 50
/** Shopify's list of orders runs behind its orders: what changed so shortly before is asked for again. */
const OVERLAP_MS = 5 * 60_000

const ORDERS = `query Orders($first: Int!, $after: String, $query: String) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    pageInfo { hasNextPage endCursor }
    nodes { ${ORDER_FIELDS} }
  }
}`
const ORDER = `query Order($id: ID!) { order(id: $id) { ${ORDER_FIELDS} } }`
const RIGHTS = '{ shop { name } currentAppInstallation { accessScopes { handle } } }'

/** A shop at Shopify: orders with what was refunded, and what its customers ask about their data. */
export function createShopifySource(config: ShopifyConfig): CustomerSource {
  const shop = config.shop.toLowerCase()
  const base = (config.baseUrl ?? `https://${shop}`).replace(/\/+$/, '')
  const version = config.version ?? VERSION
  const client = createClient(base, version, createToken(base))

  async function* changes(cursor: Cursor | null, ctx: ShopCtx) {
    const since = Number(cursor?.['since'] ?? 0)
    let newest = Number(cursor?.['newest'] ?? since)
    let after = textIn(cursor?.['after'])
    for (;;) {
      const asked = { first: PAGE, after, query: `updated_at:>='${new Date(since).toISOString()}'` }
      const orders = looseOf((await client.query(ctx, ORDERS, asked))['orders'])
      const nodes = listOf(orders['nodes']).map(looseOf)
      for (const node of nodes) {
        const at = Date.parse(textIn(node['updatedAt']) ?? '')
        if (at > newest) newest = at
      }
      const info = looseOf(orders['pageInfo'])
      const isMore = info['hasNextPage'] === true
      after = isMore ? textIn(info['endCursor']) : null
      yield {
        items: nodes.flatMap((node) => itemOfOrder(node) ?? []),
        cursor: isMore
          ? { v: 1, since, newest, after }
          : { v: 1, since: Math.max(since, newest - OVERLAP_MS), newest },
      }
      if (!isMore || after === null) return
    }
  }

  async function lookUp({ kind, body }: Delivery, ctx: ShopCtx): Promise<ShopItem[]> {
    const kept = parseObject(body) ?? {}
    const customerKey = textIn(kept['customer'])
    if (kind === 'customers/redact')
      return customerKey === null ? [] : [{ type: 'forget', customerKey }]
    if (kind === 'customers/data_request')
      return customerKey === null ? [] : [{ type: 'disclose', customerKey }]
    if (kind === 'shop/redact')
      return (await isOpen(ctx)) ? [] : [{ type: 'forget', customerKey: null }]
    const id = `gid://shopify/Order/${textIn(kept['order']) ?? ''}`
    const order = (await client.query(ctx, ORDER, { id }))['order']
    const item = itemOfOrder(looseOf(order))
    return order === null || item === null ? [] : [item]
  }

  /** A shop that left lets us in no more; where it does, the request to forget it is a copy of an old one. */
  async function isOpen(ctx: ShopCtx): Promise<boolean> {
    try {
      await client.query(ctx, RIGHTS)
      return true
    } catch (error) {
      if (error instanceof NetworkError && (error.code === 'auth' || error.code === 'gone'))
        return false
      throw error
    }
  }

  async function check(ctx: ShopCtx): Promise<Diagnosis[]> {
    const mend = 'Run: earshot setup shopify'
    try {
      const data = await client.query(ctx, RIGHTS)
      const app = looseOf(data['currentAppInstallation'])
      const scopes = listOf(app['accessScopes']).map((one) => textIn(looseOf(one)['handle']))
      const name = textIn(looseOf(data['shop'])['name']) ?? shop
      return [
        { level: 'ok', what: `${SERVICE} lets us into ${name}.` },
        ...['read_orders', 'read_customers']
          .filter((scope) => !scopes.includes(scope))
          .map((scope): Diagnosis => ({ level: 'fail', what: `The app may not ${scope}.`, mend })),
        ...(scopes.includes('read_all_orders')
          ? []
          : [
              {
                level: 'warn' as const,
                what: `${SERVICE} tells us of the last 60 days only, without the right read_all_orders.`,
                mend: 'Take older orders from a file: earshot people import FILE --source NAME',
              },
            ]),
        ...(client.servedVersion() === version
          ? []
          : [
              {
                level: 'warn' as const,
                what: `${SERVICE} answers as version ${client.servedVersion() ?? 'unknown'}, not ${version}.`,
                mend: 'Update Earshot, or set version in earshot.yaml.',
              },
            ]),
        hookLine(ctx, mend),
      ]
    } catch (error) {
      return [{ level: 'fail', what: messageOf(error), mend }]
    }
  }

  return {
    service: SERVICE,
    changes,
    lookUp,
    check,
    webhook: (request, ctx) => judgeHook(request, readShopSecret(ctx, CLIENT_SECRET), shop),
  }
}

function hookLine(ctx: ShopCtx, mend: string): Diagnosis {
  return isUsableSecret(readShopSecret(ctx, CLIENT_SECRET))
    ? { level: 'ok', what: `Requests of ${SERVICE} are taken at /hooks/${ctx.connectionId}.` }
    : {
        level: 'warn',
        what: `${CLIENT_SECRET} is not set: orders are heard every few minutes, requests to forget not at all.`,
        mend,
      }
}
