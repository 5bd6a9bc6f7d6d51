import { createHmac, timingSafeEqual } from 'node:crypto'
import type { HookRequest, HookVerdict } from '../connector.ts'
import { isUsableSecret, textOf } from '../hook-signature.ts'
import { type Loose, looseOf, parseObject, textIn } from '../loose.ts'
import { idOf } from './charge.ts'

export const HOOK_SECRET = 'EARSHOT_STRIPE_WEBHOOK_SECRET'
/** A request may be this much older or newer than our clock, seconds (Stripe's own libraries take any later one). */
const MAX_SKEW_S = 300
const MAX_SIGNATURES = 10

/** The events that we listen to, here and when we ask for what we missed. */
export const EVENTS = [
  'charge.succeeded',
  'charge.captured',
  'charge.updated',
  'charge.refunded',
  'charge.refund.updated',
  'charge.dispute.closed',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
] as const

/** Judges a request of Stripe: signed over its time and its bytes, and of now. */
export function judgeHook(
  request: HookRequest,
  secret: string | undefined,
  now: number,
  isLive: boolean,
): HookVerdict {
  if (!isUsableSecret(secret))
    return { status: 503, answer: { error: `${HOOK_SECRET} is not set at Earshot.` } }
  const doubt = doubtAbout(request, secret, now)
  if (doubt !== null) return { status: 401, answer: { error: doubt } }
  const event = parseObject(textOf(request.body))
  const id = textIn(event?.['id'])
  if (event === null || id === null || id.length > 255)
    return { status: 400, answer: { error: 'The body is no event of Stripe.' } }
  if ((event['livemode'] === true) !== isLive)
    return { status: 202, answer: { ignored: isLive ? 'a test event' : 'a live event' } }
  const kept = keptOf(event)
  if (kept === null) return { status: 202, answer: { ignored: 'nothing for us' } }
  const kind = textIn(event['type']) ?? ''
  // A retry bears the same id with other bytes: how many deliveries are pending stands in it.
  return {
    status: 202,
    answer: { accepted: kind },
    keep: { key: id, digest: id, kind, body: JSON.stringify(kept) },
  }
}

function doubtAbout(request: HookRequest, secret: string, now: number): string | null {
  const parts = (request.header('stripe-signature') ?? '')
    .split(',')
    .map((part) => part.trim().split('='))
  const stamp = parts.find(([name]) => name === 't')?.[1] ?? ''
  const given = parts.filter(([name]) => name === 'v1').slice(0, MAX_SIGNATURES)
  if (!/^\d{10}$/.test(stamp)) return 'Stripe-Signature is missing or has no time.'
  const right = createHmac('sha256', secret).update(`${stamp}.`).update(request.body).digest()
  const fits = given.some(([, text = '']) => {
    const bytes = Buffer.from(text, 'hex')
    return bytes.length === right.length && timingSafeEqual(bytes, right)
  })
  if (!fits) return 'Stripe-Signature does not fit.'
  const age = now / 1000 - Number(stamp)
  if (age > MAX_SKEW_S) return 'The request is more than five minutes old.'
  if (age < -MAX_SKEW_S) return 'The request is dated more than five minutes ahead.'
  return null
}

/** Ids only, of what an event is about; null where it is nothing for us. */
export function keptOf(event: Loose): { charge: string } | { customer: string } | null {
  const type = textIn(event['type']) ?? ''
  if (!(EVENTS as readonly string[]).includes(type)) return null
  const object = looseOf(looseOf(event['data'])['object'])
  if (type.startsWith('customer.subscription.')) {
    const customer = idOf(object['customer'])
    return customer === null ? null : { customer }
  }
  const charge = object['object'] === 'charge' ? textIn(object['id']) : idOf(object['charge'])
  return charge === null ? null : { charge }
}
