import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Cursor, Delivery, Diagnosis } from '../connector.ts'
import {
  type CustomerSource,
  readShopSecret,
  type ShopBatch,
  type ShopCtx,
  type ShopItem,
} from '../customer-source.ts'
import { isUsableSecret } from '../hook-signature.ts'
import { type Loose, listOf, looseOf, parseObject, textIn } from '../loose.ts'
import { expandCharge, idOf, itemOfCharge } from './charge.ts'
import { createClient, KEY, SERVICE } from './client.ts'
import { EVENTS, HOOK_SECRET, judgeHook, keptOf } from './hooks.ts'
import { renewalsOf } from './renewals.ts'

export interface StripeConfig {
  mode: 'live' | 'test'
  version?: string
  baseUrl?: string
}

const VERSION = '2026-10-28.endive'
const PAGE = '100'
const DAY_MS = 86_400_000
/** Stripe keeps events for 30 days; whoever was away for longer reads every charge again. */
const EVENTS_KEPT_MS = 29 * DAY_MS
/** Our clock and Stripe's may differ, and events may come late into the list. */
const OVERLAP_MS = 3_600_000

/** A till at Stripe: charges with what came back, and who has an active subscription. */
export function createStripeSource(config: StripeConfig): CustomerSource {
  const base = (config.baseUrl ?? 'https://api.stripe.com').replace(/\/+$/, '')
  const client = createClient(base, config.version ?? VERSION)

  async function* pagesOf(
    ctx: ShopCtx,
    path: string,
    params: readonly (readonly [string, string])[],
    from: string | null = null,
  ): AsyncGenerator<{ rows: Loose[]; last: string | null }> {
    for (let after = from; ; ) {
      const page = await client.get(ctx, path, [
        ['limit', PAGE],
        ...params,
        ...(after === null ? [] : [['starting_after', after] as const]),
      ])
      const rows = listOf(page?.['data']).map(looseOf)
      after = page?.['has_more'] === true ? textIn(rows.at(-1)?.['id']) : null
      yield { rows, last: after }
      if (after === null) return
    }
  }

  async function* changes(cursor: Cursor | null, ctx: ShopCtx): AsyncGenerator<ShopBatch> {
    const startedAt = ctx.clock.now()
    const since = Number(cursor?.['since'] ?? 0)
    const isFresh = since > 0 && startedAt - since < EVENTS_KEPT_MS
    yield* isFresh ? readEvents(since, ctx, startedAt) : readAll(cursor, ctx, startedAt)
  }

  /** Every charge, newest first; broken off, it goes on behind the last page. */
  async function* readAll(
    cursor: Cursor | null,
    ctx: ShopCtx,
    now: number,
  ): AsyncGenerator<ShopBatch> {
    const begunAt = Number(cursor?.['begunAt'] ?? now)
    const from = textIn(cursor?.['after'])
    for await (const { rows, last } of pagesOf(ctx, '/v1/charges', expandCharge('data.'), from)) {
      const items = await readCharges(rows, ctx)
      if (last !== null) yield { items, cursor: { v: 1, since: 0, begunAt, after: last } }
      else {
        const people = await readSubscribers(ctx)
        yield { items: [...items, ...people], cursor: { v: 1, since: begunAt - OVERLAP_MS } }
      }
    }
  }

  async function* readEvents(since: number, ctx: ShopCtx, now: number): AsyncGenerator<ShopBatch> {
    const types = EVENTS.map((type): [string, string] => ['types[]', type])
    const from: [string, string] = ['created[gte]', String(Math.floor(since / 1000))]
    const asked = new Set<string>()
    for await (const { rows, last } of pagesOf(ctx, '/v1/events', [from, ...types])) {
      const items: ShopItem[] = []
      for (const row of rows) {
        const about = keptOf(row)
        const name = JSON.stringify(about)
        if (about === null || asked.has(name)) continue
        asked.add(name)
        items.push(...(await readAbout(about, ctx)))
      }
      // Pages run backwards in time, so only the last one moves the cursor.
      yield { items, cursor: { v: 1, since: last === null ? now - OVERLAP_MS : since } }
    }
  }

  async function readAbout(
    about: { charge: string } | { customer: string },
    ctx: ShopCtx,
  ): Promise<ShopItem[]> {
    if ('customer' in about) return readSubscriber(about.customer, ctx)
    const path = `/v1/charges/${encodeURIComponent(about.charge)}`
    const charge = await client.get(ctx, path, expandCharge(''))
    return charge === null ? [] : readCharges([charge], ctx)
  }

  async function readCharges(rows: readonly Loose[], ctx: ShopCtx): Promise<ShopItem[]> {
    const items: ShopItem[] = []
    for (const row of rows) {
      const item = itemOfCharge(row, row['disputed'] === true ? await readLost(row, ctx) : 0)
      if (item !== null) items.push(item)
    }
    return items
  }

  /** What a lost dispute took back. */
  async function readLost(charge: Loose, ctx: ShopCtx): Promise<number> {
    const id = textIn(charge['id']) ?? ''
    const page = await client.get(ctx, '/v1/disputes', [['charge', id]])
    const lost = listOf(page?.['data'])
      .map(looseOf)
      .filter(({ status }) => status === 'lost')
    return lost.reduce((sum, { amount }) => sum + (typeof amount === 'number' ? amount : 0), 0)
  }

  async function readSubscriber(customer: string, ctx: ShopCtx): Promise<ShopItem[]> {
    const page = await client.get(ctx, '/v1/subscriptions', [
      ['customer', customer],
      ['status', 'active'],
      ['limit', '100'],
    ])
    const rows = listOf(page?.['data']).map(looseOf)
    const [active, ended] = rows.length > 0 ? [[customer], []] : [[], [customer]]
    return [{ type: 'subscribers', active, ended, isAll: false, renewals: renewalsOf(rows) }]
  }

  /** Everybody with an active subscription; nothing is said where the key may not read them. */
  async function readSubscribers(ctx: ShopCtx): Promise<ShopItem[]> {
    const active = new Set<string>()
    const renewals = new Map<string, number>()
    try {
      for await (const { rows } of pagesOf(ctx, '/v1/subscriptions', [['status', 'active']])) {
        for (const row of rows) active.add(idOf(row['customer']) ?? '')
        for (const [key, at] of renewalsOf(rows))
          renewals.set(key, Math.min(at, renewals.get(key) ?? at))
      }
    } catch (error) {
      if (error instanceof NetworkError && error.code === 'forbidden') return []
      throw error
    }
    const all = [...active].filter(Boolean)
    return [{ type: 'subscribers', active: all, ended: [], isAll: true, renewals }]
  }

  async function lookUp({ body }: Delivery, ctx: ShopCtx): Promise<ShopItem[]> {
    const kept = parseObject(body) ?? {}
    const [charge, customer] = [textIn(kept['charge']), textIn(kept['customer'])]
    if (charge !== null) return readAbout({ charge }, ctx)
    return customer === null ? [] : readAbout({ customer }, ctx)
  }

  async function check(ctx: ShopCtx): Promise<Diagnosis[]> {
    const mend = 'Run: earshot setup stripe'
    const key = readShopSecret(ctx, KEY)
    if (key === undefined) return [{ level: 'fail', what: `${KEY} is not set.`, mend }]
    const isLiveKey = /^[a-z]+_live_/.test(key)
    if (isLiveKey !== (config.mode === 'live'))
      return [
        {
          level: 'fail',
          what: `${KEY} is a ${isLiveKey ? 'live' : 'test'} key, and earshot.yaml says mode: ${config.mode}.`,
          mend,
        },
      ]
    const lines: Diagnosis[] = []
    for (const [path, what] of [
      ['/v1/charges', 'payments'],
      ['/v1/events', 'events'],
      ['/v1/disputes', 'disputes'],
      ['/v1/subscriptions', 'subscriptions'],
    ] as const)
      try {
        await client.get(ctx, path, [['limit', '1']])
        lines.push({ level: 'ok', what: `${SERVICE} shows us ${what}.` })
      } catch (error) {
        const isNeeded = path !== '/v1/subscriptions'
        lines.push({ level: isNeeded ? 'fail' : 'warn', what: messageOf(error), mend })
      }
    const isSigned = isUsableSecret(readShopSecret(ctx, HOOK_SECRET))
    return [
      ...lines,
      isSigned
        ? { level: 'ok', what: `Requests of ${SERVICE} are taken at /hooks/${ctx.connectionId}.` }
        : {
            level: 'warn',
            what: `${HOOK_SECRET} is not set: payments are heard every few minutes.`,
            mend,
          },
    ]
  }

  return {
    service: SERVICE,
    changes,
    lookUp,
    check,
    webhook: (request, ctx) =>
      judgeHook(request, readShopSecret(ctx, HOOK_SECRET), ctx.clock.now(), config.mode === 'live'),
  }
}
