import { NetworkError } from '../../core/errors.ts'
import type { Ctx } from '../connector.ts'
import { errorOfAnswer, sendRequest } from '../http.ts'
import { type Loose, looseOf } from './loose.ts'

/** Slack's own limit for an app of one's own is about 50 a minute for each method; we stay below it. */
const PER_MINUTE = 45
const AT_ONCE = 15
const SERVICE = 'Slack'

const LOGIN = new Set([
  'invalid_auth',
  'token_revoked',
  'account_inactive',
  'not_authed',
  'token_expired',
  'team_access_not_granted',
])
const AGAIN = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
])
const GONE = new Set([
  'thread_not_found',
  'message_not_found',
  'channel_not_found',
  'is_archived',
  'user_not_found',
  'user_not_visible',
])
/** The app or its token is not what we need; no waiting mends that. */
const WRONG = new Set(['not_allowed_token_type', 'unknown_method', 'method_deprecated'])
const CLOSED = new Set(['not_in_channel', 'missing_scope', 'restricted_action', 'no_permission'])

/** An answer of Slack's Web API that says ok, and the rights its token has. */
export interface SlackAnswer {
  body: Loose
  scopes: readonly string[]
}

export interface SlackClient {
  /** Calls one method; throws NetworkError, with Slack's own word as its cause. `sends` where it changes something. */
  call(ctx: Ctx, method: string, args?: Args, sends?: boolean): Promise<SlackAnswer>
}

type Args = Readonly<Record<string, string | number | boolean>>

/** Calls of Slack's Web API with one token, below Slack's pace; `apiUrl` ends in a slash. */
export function createSlackClient(apiUrl: string, tokenOf: (ctx: Ctx) => string): SlackClient {
  const pace = createPace()
  return {
    async call(ctx, method, args = {}, sends = false) {
      // What a person pressed never waits behind reading.
      if (!sends) await pace(ctx, method)
      const form = new URLSearchParams()
      for (const [name, value] of Object.entries(args)) form.set(name, String(value))
      const answer = await sendRequest(ctx, `${apiUrl}${method}`, {
        service: SERVICE,
        method: 'POST',
        sends,
        headers: {
          authorization: `Bearer ${tokenOf(ctx)}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: form.toString(),
      })
      if (answer.status !== 200) throw errorOfAnswer(answer, SERVICE, ctx.clock.now(), sends)
      const body = parse(answer.text, sends)
      if (body['ok'] !== true) throw wordError(String(body['error'] ?? ''), sends)
      const scopes = answer.headers.get('x-oauth-scopes')?.split(/\s*,\s*/) ?? []
      return { body, scopes }
    },
  }
}

/** Slack's word for what went wrong, as one of our errors. */
export function wordError(word: string, sends = false): NetworkError {
  const cause = word
  const isWord = /^[a-z_]{2,60}$/.test(word)
  const said = isWord ? word : 'without a reason'
  if (LOGIN.has(word))
    return new NetworkError('auth', `Slack does not accept the token (${said}).`, { cause })
  if (word === 'ratelimited')
    return new NetworkError('rate_limited', 'Slack asks us to slow down.', { cause })
  if (GONE.has(word))
    return new NetworkError('gone', `Slack no longer has it (${said}).`, { cause })
  if (CLOSED.has(word))
    return new NetworkError('forbidden', `The app may not do this (${said}).`, { cause })
  if (sends ? AGAIN.has(word) || !isWord : !WRONG.has(word)) {
    const code = sends ? 'ambiguous' : 'transient'
    return new NetworkError(code, `Slack has trouble of its own (${said}).`, { cause })
  }
  return new NetworkError('refused', `Slack refused it (${said}).`, { cause })
}

function parse(text: string, sends: boolean): Loose {
  try {
    return looseOf(JSON.parse(text))
  } catch (cause) {
    throw new NetworkError(
      sends ? 'ambiguous' : 'transient',
      'Slack answered with something that cannot be read.',
      { cause },
    )
  }
}

/** Waits until the next call of this method is below the limit. */
function createPace() {
  const buckets = new Map<string, { level: number; at: number }>()
  return async (ctx: Ctx, method: string): Promise<void> => {
    const now = ctx.clock.now()
    const before = buckets.get(method) ?? { level: AT_ONCE, at: now }
    const gained = ((now - before.at) / 60_000) * PER_MINUTE
    const level = Math.min(AT_ONCE, before.level + Math.max(0, gained)) - 1
    buckets.set(method, { level, at: Math.max(now, before.at) })
    if (level < 0) await ctx.clock.sleep(Math.ceil((-level / PER_MINUTE) * 60_000), ctx.signal)
  }
}
