import { createHmac, timingSafeEqual } from 'node:crypto'
import type { HookRequest, HookVerdict } from '../connector.ts'
import { digestOf, isUsableSecret, textOf } from '../hook-signature.ts'
import { type Loose, looseOf, parseObject, textIn } from '../loose.ts'
import { CLIENT_SECRET } from './token.ts'

/** The field that holds the number of the order, by topic. */
const ORDER_TOPICS: Readonly<Record<string, string>> = {
  'orders/create': 'id',
  'orders/updated': 'id',
  'orders/paid': 'id',
  'orders/cancelled': 'id',
  'orders/edited': 'order_id',
  'refunds/create': 'order_id',
}

const PRIVACY_TOPICS: ReadonlySet<string> = new Set([
  'shop/redact',
  'customers/redact',
  'customers/data_request',
])

/**
 * Judges a request of Shopify. Its signature holds no time, so a copy stays genuine for ever: what is kept only
 * says what to look up again, and a copy changes nothing.
 */
export function judgeHook(
  request: HookRequest,
  secret: string | undefined,
  shop: string,
): HookVerdict {
  if (!isUsableSecret(secret))
    return { status: 503, answer: { error: `${CLIENT_SECRET} is not set at Earshot.` } }
  if (!isSigned(request, secret))
    return { status: 401, answer: { error: 'X-Shopify-Hmac-Sha256 does not fit.' } }
  const payload = parseObject(textOf(request.body))
  if (payload === null) return { status: 400, answer: { error: 'The body is no JSON object.' } }
  const from = request.header('x-shopify-shop-domain')?.trim().toLowerCase() ?? ''
  if (from !== shop) return { status: 202, answer: { ignored: 'another shop' } }
  const topic = request.header('x-shopify-topic')?.trim() ?? ''
  const kept = keptOf(topic, payload, shop)
  if (kept === null) return { status: 202, answer: { ignored: topic.slice(0, 60) } }
  // A retry has the same bytes, whatever its delivery id says; the topic stands beside them.
  const digest = `${topic} ${digestOf(request.body)}`
  return {
    status: 202,
    answer: { accepted: topic },
    keep: { key: digest, digest, kind: topic, body: JSON.stringify(kept) },
  }
}

function isSigned(request: HookRequest, secret: string): boolean {
  const given = Buffer.from(request.header('x-shopify-hmac-sha256')?.trim() ?? '', 'base64')
  const right = createHmac('sha256', secret).update(request.body).digest()
  return given.length === right.length && timingSafeEqual(given, right)
}

/** Numbers only: names and addresses of the payload are never stored. */
function keptOf(topic: string, payload: Loose, shop: string): Loose | null {
  if (PRIVACY_TOPICS.has(topic)) return keptOfWish(topic, payload, shop)
  const order = idOf(payload[ORDER_TOPICS[topic] ?? ''])
  return order === null ? null : { order }
}

/**
 * The signature covers the body, not the topic: a genuine order under the topic of a wish must have nobody
 * forgotten. So the body itself has to be a wish: it names its shop, and a question of what is held has a number.
 */
function keptOfWish(topic: string, payload: Loose, shop: string): Loose | null {
  if (textIn(payload['shop_domain'])?.toLowerCase() !== shop) return null
  if (topic === 'shop/redact') return payload['customer'] === undefined ? { everybody: true } : null
  const isQuestion = payload['data_request'] !== undefined
  if (isQuestion !== (topic === 'customers/data_request')) return null
  const customer = looseOf(payload['customer'])
  const key = idOf(customer['id']) ?? textIn(customer['email'])?.toLowerCase() ?? null
  return key === null ? null : { customer: key }
}

function idOf(value: unknown): string | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  return typeof value === 'string' && /^\d{1,20}$/.test(value) ? value : null
}
