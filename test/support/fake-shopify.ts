import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../core/clock.ts'

export interface FakeOrder {
  id: number
  customer: { id: number; name: string; email: string; city?: string; country?: string } | null
  /** Without tax and shipping, whole units; tax and shipping come on top. */
  goods: number
  tax?: number
  shipping?: number
  refunded?: number
  currency?: string
  status?: string
  test?: boolean
  cancelled?: boolean
  codes?: string[]
  processedAt?: number
  updatedAt?: number
  /** What the answer holds in place of a readable order. */
  broken?: boolean
}

const FIELDS = new Set(
  `query Orders Order first Int after String query orders sortKey UPDATED_AT pageInfo hasNextPage endCursor nodes
  id ID order legacyResourceId processedAt updatedAt cancelledAt test displayFinancialStatus discountCodes email
  netPaymentSet currentTotalTaxSet totalShippingPriceSet totalRefundedShippingSet shopMoney amount currencyCode
  billingAddress city countryCodeV2 customer displayName defaultEmailAddress emailAddress shop name
  currentAppInstallation accessScopes handle`.split(/\s+/),
)
const VERSIONS = ['2026-01', '2026-04', '2026-07', '2026-10']
const RATE = 100
const BUCKET = 2000

/** Shopify's Admin API of one shop on loopback: app tokens of a day, GraphQL with its cost, signed requests. */
export async function startFakeShopify(clock: Clock, domain = 'juniper.myshopify.com') {
  const app = { id: 'app-id', secret: 'an app secret of some length' }
  const orders = new Map<number, FakeOrder & { processedAt: number; updatedAt: number }>()
  const tokens = new Map<string, number>()
  const state = {
    scopes: ['read_orders', 'read_customers'],
    isInstalled: true,
    served: null as string | null,
    /** Points there, as the shop's plan refills them. */
    points: BUCKET,
    pointsAt: clock.now(),
    throttled: 0,
    tokensMade: 0,
    queries: 0,
    /** The next answer in place of the true one. */
    next: null as { status: number; body: string; headers?: Record<string, string> } | null,
  }
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = Buffer.concat(parts).toString('utf8')
    const path = new URL(request.url ?? '', url).pathname
    const say = (status: number, value: unknown, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(typeof value === 'string' ? value : JSON.stringify(value))
    if (request.method !== 'POST') return void say(405, {})
    if (path === '/admin/oauth/access_token') {
      const form = new URLSearchParams(body)
      const isRight =
        request.headers['content-type'] === 'application/x-www-form-urlencoded' &&
        form.get('grant_type') === 'client_credentials' &&
        form.get('client_id') === app.id &&
        form.get('client_secret') === app.secret
      if (!isRight) return void say(400, { error: 'invalid_request' })
      if (!state.isInstalled) return void say(400, { error: 'app_not_installed' })
      const token = `shpua_${++state.tokensMade}`
      tokens.set(token, clock.now() + 86_399_000)
      return void say(200, {
        access_token: token,
        scope: state.scopes.join(','),
        expires_in: 86_399,
      })
    }
    const version = /^\/admin\/api\/([^/]+)\/graphql\.json$/.exec(path)?.[1]
    if (version === undefined || !VERSIONS.includes(version))
      return void say(404, { errors: 'Not Found' })
    const token = String(request.headers['x-shopify-access-token'] ?? '')
    if (!state.isInstalled || (tokens.get(token) ?? 0) <= clock.now())
      return void say(401, { errors: '[API] Invalid API key or access token' })
    if (state.next !== null) {
      const { status, body: given, headers } = state.next
      state.next = null
      return void say(status, given, headers)
    }
    say(200, graphql(JSON.parse(body)), { 'x-shopify-api-version': state.served ?? version })
  }

  function graphql({ query, variables }: { query: string; variables: Record<string, unknown> }) {
    state.queries++
    const unknown = (query.match(/[A-Za-z_]\w*/g) ?? []).find(
      (word) => !FIELDS.has(word) && !query.includes(`$${word}`),
    )
    if (unknown !== undefined)
      return {
        errors: [
          {
            message: `Field '${unknown}' doesn't exist`,
            extensions: { code: 'undefinedField' },
          },
        ],
      }
    const first = Number(variables['first'] ?? 1)
    if (first > 250)
      return { errors: [{ message: 'first is too large', extensions: { code: 'BAD' } }] }
    const cost = 2 + first * 6
    const now = clock.now()
    state.points = Math.min(BUCKET, state.points + ((now - state.pointsAt) / 1000) * RATE)
    state.pointsAt = now
    const isThrottled = state.points < cost
    if (isThrottled) state.throttled++
    else state.points -= cost
    const extensions = {
      cost: {
        requestedQueryCost: cost,
        actualQueryCost: isThrottled ? null : cost,
        throttleStatus: {
          maximumAvailable: BUCKET,
          currentlyAvailable: Math.floor(state.points),
          restoreRate: RATE,
        },
      },
    }
    if (isThrottled)
      return { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }], extensions }
    if (query.includes('currentAppInstallation'))
      return {
        data: {
          shop: { name: 'Juniper Coffee' },
          currentAppInstallation: { accessScopes: state.scopes.map((handle) => ({ handle })) },
        },
        extensions,
      }
    if (!state.scopes.includes('read_orders'))
      return {
        errors: [{ message: 'Access denied', extensions: { code: 'ACCESS_DENIED' } }],
        extensions,
      }
    if (query.includes('order(id')) {
      const id = Number(/^gid:\/\/shopify\/Order\/(\d+)$/.exec(String(variables['id']))?.[1])
      const one = orders.get(id)
      return { data: { order: one === undefined ? null : nodeOf(one) }, extensions }
    }
    return { data: { orders: pageOf(first, variables) }, extensions }
  }

  function pageOf(first: number, variables: Record<string, unknown>) {
    const since = Date.parse(
      /^updated_at:>='([^']+)'$/.exec(String(variables['query']))?.[1] ?? '2999-01-01',
    )
    // Without the right to all orders only those of the last 60 days are told.
    const oldest = state.scopes.includes('read_all_orders') ? 0 : clock.now() - 60 * 86_400_000
    const all = [...orders.values()]
      .filter((one) => one.updatedAt >= since && one.processedAt >= oldest)
      .toSorted((a, b) => a.updatedAt - b.updatedAt || a.id - b.id)
    const [at = 0, id = 0] = String(variables['after'] ?? '0 0')
      .split(' ')
      .map(Number)
    const rest = all.filter((one) => one.updatedAt > at || (one.updatedAt === at && one.id > id))
    const page = rest.slice(0, first)
    const last = page.at(-1)
    return {
      pageInfo: {
        hasNextPage: rest.length > page.length,
        endCursor: last === undefined ? null : `${last.updatedAt} ${last.id}`,
      },
      nodes: page.map(nodeOf),
    }
  }

  /** A new order, or another state of a known one. */
  function put(order: FakeOrder): void {
    const before = orders.get(order.id)
    const processedAt = order.processedAt ?? before?.processedAt ?? clock.now()
    orders.set(order.id, { ...order, processedAt, updatedAt: order.updatedAt ?? clock.now() })
  }

  return {
    url,
    domain,
    app,
    state,
    orders,
    put,
    /** The request that Shopify would send, signed. */
    hook(topic: string, payload: unknown, options: { secret?: string; domain?: string } = {}) {
      const body = JSON.stringify(payload)
      const secret = options.secret ?? app.secret
      return {
        body,
        headers: {
          'content-type': 'application/json',
          'x-shopify-topic': topic,
          'x-shopify-shop-domain': options.domain ?? domain,
          'x-shopify-webhook-id': `delivery-${Math.random()}`,
          'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
        },
      }
    },
    async close(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function nodeOf(one: FakeOrder & { processedAt: number; updatedAt: number }) {
  const currency = one.currency ?? 'EUR'
  const money = (value: number) => ({
    shopMoney: { amount: value.toFixed(currency === 'JPY' ? 0 : 2), currencyCode: currency },
  })
  const iso = (at: number) => new Date(at).toISOString()
  const status = one.status ?? (one.refunded === undefined ? 'PAID' : 'PARTIALLY_REFUNDED')
  const [tax, shipping, refunded] = [one.tax ?? 0, one.shipping ?? 0, one.refunded ?? 0]
  const paid = status === 'PENDING' || status === 'AUTHORIZED' ? 0 : one.goods + tax + shipping
  return {
    id: `gid://shopify/Order/${one.id}`,
    legacyResourceId: one.broken === true ? null : String(one.id),
    processedAt: iso(one.processedAt),
    updatedAt: iso(one.updatedAt),
    cancelledAt: one.cancelled === true ? iso(one.updatedAt) : null,
    test: one.test ?? false,
    displayFinancialStatus: status,
    discountCodes: one.codes ?? [],
    email: one.customer?.email ?? null,
    netPaymentSet: money(Math.max(0, paid - refunded)),
    currentTotalTaxSet: money(tax),
    totalShippingPriceSet: money(shipping),
    totalRefundedShippingSet: money(0),
    billingAddress: {
      city: one.customer?.city ?? null,
      countryCodeV2: one.customer?.country ?? null,
    },
    customer:
      one.customer === null || one.customer.id === 0
        ? null
        : {
            legacyResourceId: String(one.customer.id),
            displayName: one.customer.name,
            defaultEmailAddress: { emailAddress: one.customer.email },
          },
  }
}

export type FakeShopify = Awaited<ReturnType<typeof startFakeShopify>>
