import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Ctx, HookRequest, HookVerdict } from '../connector.ts'
import { digestOf, textOf } from '../hook-signature.ts'
import { EVENT_TYPES } from './activity.ts'

/** Events signed with the secret of OAuth 2, or with that of OAuth 1 as before (source: X, Webhooks). */
const SIGNATURES = [
  ['x-twitter-webhooks-signature-oauth2', 'EARSHOT_X_CLIENT_SECRET'],
  ['x-twitter-webhooks-signature', 'EARSHOT_X_API_SECRET'],
] as const
const MIN_SECRET = 8
/**
 * What X asks with. Nothing that could be an event may be signed here: an event begins with a brace, and whoever had
 * one signed as a "token" could send it to us as an event of X.
 */
const TOKEN = /^[A-Za-z0-9+/_=.-]{1,200}$/

/** X asks whether the address is ours: the answer is its token, signed with the secret of the app. */
export function answerChallenge(
  params: URLSearchParams,
  ctx: Ctx,
): Pick<HookVerdict, 'status' | 'answer'> {
  const secret =
    ctx.secrets.get('EARSHOT_X_CLIENT_SECRET') ?? ctx.secrets.get('EARSHOT_X_API_SECRET')
  if (!isUsable(secret)) return { status: 503, answer: { error: NO_SECRET } }
  const token = params.get('crc_token') ?? ''
  if (!TOKEN.test(token)) return { status: 400, answer: { error: 'crc_token is missing or odd.' } }
  return { status: 200, answer: { response_token: `sha256=${sign(secret, token)}` } }
}

const NO_SECRET = 'EARSHOT_X_CLIENT_SECRET is not set at Earshot.'

/** Judges an event. Its signature has no time, so a repeat is known by the number X gave the event. */
export function judgeEvent(request: HookRequest, ctx: Ctx, ourId: string): HookVerdict {
  const usable = SIGNATURES.filter(([, name]) => isUsable(ctx.secrets.get(name)))
  if (usable.length === 0) return { status: 503, answer: { error: NO_SECRET } }
  const genuine = usable.some(([header, name]) =>
    matches(ctx.secrets.get(name) ?? '', request.body, request.header(header)),
  )
  if (!genuine) return { status: 401, answer: { error: 'The signature does not fit.' } }
  const body = textOf(request.body)
  const event = body === null ? null : readEnvelope(body)
  if (body === null || event === null)
    return { status: 400, answer: { error: 'The body is no event.' } }
  // X calls again and again until it hears 200.
  if (event.userId !== ourId || !EVENT_TYPES.has(event.type))
    return { status: 200, answer: { ignored: event.type.slice(0, 60) } }
  const key = event.uuid ?? digestOf(request.body)
  // A second delivery may count more likes: the number alone says that it is the same.
  const digest = digestOf(new TextEncoder().encode(key))
  return {
    status: 200,
    answer: { accepted: event.type },
    keep: { key: `event ${key}`.slice(0, 255), digest, kind: event.type, body },
  }
}

function readEnvelope(body: string): { uuid: string | null; type: string; userId: unknown } | null {
  try {
    const { data } = JSON.parse(body) as {
      data?: { event_uuid?: unknown; event_type?: unknown; filter?: { user_id?: unknown } }
    }
    if (typeof data?.event_type !== 'string') return null
    const { event_uuid: uuid, event_type: type, filter } = data
    return { uuid: typeof uuid === 'string' ? uuid : null, type, userId: filter?.user_id }
  } catch {
    return null
  }
}

function matches(secret: string, body: Uint8Array, header: string | null): boolean {
  const given = /^sha256=([A-Za-z0-9+/]{43}=)$/.exec(header?.trim() ?? '')?.[1]
  if (given === undefined) return false
  return timingSafeEqual(Buffer.from(sign(secret, body)), Buffer.from(given))
}

function sign(secret: string, what: string | Uint8Array): string {
  return createHmac('sha256', secret).update(what).digest('base64')
}

function isUsable(secret: string | undefined): secret is string {
  return secret !== undefined && secret.trim().length >= MIN_SECRET
}
