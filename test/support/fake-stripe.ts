import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../core/clock.ts'

type Row = Record<string, unknown> & { id: string; created: number; livemode: boolean }

const LISTS = ['charges', 'events', 'disputes', 'subscriptions'] as const
type List = (typeof LISTS)[number]
const PARAMS: Readonly<Record<List, readonly string[]>> = {
  charges: ['limit', 'starting_after', 'created[gte]', 'customer', 'expand[]'],
  events: ['limit', 'starting_after', 'created[gte]', 'types[]', 'expand[]'],
  disputes: ['limit', 'starting_after', 'charge', 'expand[]'],
  subscriptions: ['limit', 'starting_after', 'customer', 'status', 'expand[]'],
}
const EVENTS_KEPT_S = 30 * 86_400

/** Stripe's interface on loopback, reading only: keys of each mode, versions, lists newest first, signed events. */
export async function startFakeStripe(clock: Clock) {
  const secret = 'whsec_a_signing_secret_of_length'
  const rows: Record<List, Row[]> = { charges: [], events: [], disputes: [], subscriptions: [] }
  const customers = new Map<string, { id: string; name: string; email: string }>()
  const refunds = new Map<string, Record<string, unknown>[]>()
  const state = {
    keys: new Map<string, { live: boolean; may: readonly List[] }>([
      ['rk_live_1', { live: true, may: LISTS }],
      ['rk_test_1', { live: false, may: LISTS }],
    ]),
    requests: [] as string[],
    next: null as { status: number; body: string; headers?: Record<string, string> } | null,
  }
  let serial = 0
  const seconds = () => Math.floor(clock.now() / 1000)

  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const say = (status: number, value: unknown, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(typeof value === 'string' ? value : JSON.stringify(value))
    const refuse = (status: number, message: string) =>
      void say(status, { error: { type: 'invalid_request_error', message } })
    const asked = new URL(request.url ?? '', url)
    state.requests.push(`${asked.pathname}${asked.search}`)
    if (request.method !== 'GET') return refuse(405, 'This fake only reads.')
    const key = state.keys.get(
      /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '',
    )
    if (key === undefined) return refuse(401, 'Invalid API Key provided.')
    if (!/^\d{4}-\d{2}-\d{2}(?:\.[a-z]+)?$/.test(String(request.headers['stripe-version'] ?? '')))
      return refuse(400, 'Invalid Stripe API version.')
    if (state.next !== null) {
      const { status, body, headers } = state.next
      state.next = null
      return void say(status, body, headers)
    }
    const [, , name = '', id] = asked.pathname.split('/')
    if (!asked.pathname.startsWith('/v1/') || !(LISTS as readonly string[]).includes(name))
      return refuse(404, `Unrecognized request URL (GET: ${asked.pathname}).`)
    const list = name as List
    if (!key.may.includes(list)) return refuse(403, `The key does not have rights for ${list}.`)
    const unknown = [...asked.searchParams.keys()].find((param) => !PARAMS[list].includes(param))
    if (unknown !== undefined) return refuse(400, `Received unknown parameter: ${unknown}`)
    const expand = asked.searchParams.getAll('expand[]')
    const mine = rows[list].filter((row) => row.livemode === key.live)
    if (id !== undefined) {
      const one = mine.find((row) => row.id === id)
      if (one === undefined) return refuse(404, `No such ${list}: '${id}'`)
      return void say(200, shown(one, expand, ''))
    }
    const limit = Number(asked.searchParams.get('limit') ?? 10)
    if (!Number.isInteger(limit) || limit < 1 || limit > 100) return refuse(400, 'Invalid limit.')
    const found = mine
      .filter((row) => fits(row, list, asked.searchParams))
      .toSorted((a, b) => b.created - a.created || b.id.localeCompare(a.id))
    const after = asked.searchParams.get('starting_after')
    const from = after === null ? 0 : found.findIndex((row) => row.id === after) + 1
    if (after !== null && from === 0) return refuse(400, `No such ${list}: '${after}'`)
    const page = found.slice(from, from + limit)
    say(200, {
      object: 'list',
      url: asked.pathname,
      has_more: found.length > from + page.length,
      data: page.map((row) => shown(row, expand, 'data.')),
    })
  }

  function fits(row: Row, list: List, params: URLSearchParams): boolean {
    const since = Number(params.get('created[gte]') ?? 0)
    const types = params.getAll('types[]')
    if (list === 'events' && row.created < seconds() - EVENTS_KEPT_S) return false
    if (types.length > 20) return false
    return (
      row.created >= since &&
      (types.length === 0 || types.includes(String(row['type']))) &&
      (params.get('status') ?? row['status']) === row['status'] &&
      (params.get('customer') ?? row['customer']) === row['customer'] &&
      (params.get('charge') ?? row['charge']) === row['charge']
    )
  }

  /** A row as it is told: what it names only where it was asked for. */
  function shown(row: Row, expand: readonly string[], prefix: string): unknown {
    if (row['object'] !== 'charge') return row
    const has = (field: string) => expand.includes(`${prefix}${field}`)
    const customer = customers.get(String(row['customer'])) ?? null
    return {
      ...row,
      ...(has('customer') &&
        customer !== null && { customer: { object: 'customer', ...customer } }),
      ...(has('refunds') && { refunds: { object: 'list', data: refunds.get(row.id) ?? [] } }),
    }
  }

  function tell(type: string, object: Record<string, unknown>, livemode: boolean): Row {
    const event = {
      id: `evt_${String(++serial).padStart(6, '0')}`,
      object: 'event',
      type,
      created: seconds(),
      livemode,
      data: { object },
    }
    rows.events.push(event)
    return event
  }

  function chargeOf(id: string): Row {
    const row = rows.charges.find((one) => one.id === id)
    if (row === undefined) throw new Error(`no charge ${id}`)
    return row
  }

  return {
    url,
    secret,
    state,
    rows,
    customers,
    /** A payment that went through; amounts in the smallest unit. */
    charge(given: {
      amount: number
      customer?: { id: string; name: string; email: string } | null
      email?: string
      currency?: string
      live?: boolean
      status?: string
      created?: number
      broken?: boolean
    }): string {
      const id = `ch_${String(++serial).padStart(6, '0')}`
      if (given.customer) customers.set(given.customer.id, given.customer)
      const row: Row = {
        id,
        object: 'charge',
        created: given.created ?? seconds(),
        livemode: given.live ?? true,
        amount: given.amount,
        amount_captured: given.amount,
        amount_refunded: 0,
        captured: true,
        currency: given.currency ?? 'eur',
        status: given.status ?? 'succeeded',
        disputed: false,
        payment_intent: `pi_${serial}`,
        customer: given.customer?.id ?? null,
        billing_details: {
          email: given.email ?? null,
          name: null,
          address: { city: 'Berlin', country: 'DE' },
        },
        receipt_email: null,
        ...(given.broken === true && { amount_captured: 'lots' }),
      }
      rows.charges.push(row)
      tell('charge.succeeded', { ...row }, row.livemode)
      return id
    },
    refund(id: string, amount: number, status = 'succeeded'): void {
      const row = chargeOf(id)
      const refund = {
        id: `re_${++serial}`,
        object: 'refund',
        charge: id,
        amount,
        status,
        created: seconds(),
      }
      refunds.set(id, [...(refunds.get(id) ?? []), refund])
      row['amount_refunded'] = Number(row['amount_refunded']) + amount
      tell('charge.refunded', { ...row }, row.livemode)
    },
    /** The bank sent the money of a refund back. */
    failRefund(id: string): void {
      const row = chargeOf(id)
      const [refund] = refunds.get(id) ?? []
      if (refund === undefined) throw new Error('no refund')
      refund['status'] = 'failed'
      row['amount_refunded'] = Number(row['amount_refunded']) - Number(refund['amount'])
      tell('refund.failed', { ...refund }, row.livemode)
    },
    loseDispute(id: string): void {
      const row = chargeOf(id)
      row['disputed'] = true
      const dispute = {
        id: `dp_${++serial}`,
        object: 'dispute',
        charge: id,
        amount: row['amount'],
        status: 'lost',
        created: seconds(),
        livemode: row.livemode,
      }
      rows.disputes.push(dispute)
      tell('charge.dispute.closed', { ...dispute }, row.livemode)
    },
    subscribe(customer: string, status: 'active' | 'canceled', more: object = {}): void {
      const known = rows.subscriptions.find((row) => row['customer'] === customer)
      const row =
        known ??
        ({
          id: `sub_${++serial}`,
          object: 'subscription',
          created: seconds(),
          livemode: true,
          customer,
        } as Row)
      Object.assign(row, more, { status })
      if (known === undefined) rows.subscriptions.push(row)
      tell('customer.subscription.updated', { ...row }, true)
    },
    /** The request that Stripe would send for an event, signed now. */
    hook(event: Row, options: { secret?: string; skewS?: number; pending?: number } = {}) {
      const body = JSON.stringify({ ...event, pending_webhooks: options.pending ?? 1 })
      const stamp = seconds() + (options.skewS ?? 0)
      const sign = createHmac('sha256', options.secret ?? secret)
        .update(`${stamp}.${body}`)
        .digest('hex')
      return {
        body,
        headers: {
          'content-type': 'application/json',
          'stripe-signature': `t=${stamp},v1=${sign}`,
        },
      }
    },
    lastEvent(): Row {
      const event = rows.events.at(-1)
      if (event === undefined) throw new Error('nothing happened yet')
      return event
    },
    async close(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type FakeStripe = Awaited<ReturnType<typeof startFakeStripe>>
