import { WebClient, type WebClientOptions } from '@slack/web-api'
import { messageOf, NetworkError } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import { boltLogger } from './bolt-logger.ts'

/** Where Slack is and what opens it. */
export interface SlackAccess {
  botToken: string
  apiUrl?: string
  /** Carries the token of now, where tokens rotate. */
  fetch?: typeof fetch
  /** Brings the next token before it is needed; call every few minutes. */
  keepToken?(): Promise<unknown>
}

export interface SlackClients {
  /** Dialogs and answers to a press: never waits behind another call. */
  interactive: WebClient
  /** Cards and notes from the outbox. */
  bulk: WebClient
}

/** No retries of the library's own (it would post twice) and never an endless wait (facts on Slack, 0.4–0.6). */
export function slackClientOptions(
  apiUrl: string | undefined,
  send?: typeof fetch,
): WebClientOptions {
  return {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    ...(send === undefined ? {} : { fetch: send }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 10_000,
  }
}

/** Two clients, so that a 429 on posting never holds up a dialog. */
export function createSlackClients(slack: SlackAccess, log: Logger): SlackClients {
  const { botToken, apiUrl, fetch } = slack
  const options = { ...slackClientOptions(apiUrl, fetch), logger: boltLogger(log) }
  return { interactive: new WebClient(botToken, options), bulk: new WebClient(botToken, options) }
}

const LOGIN = new Set([
  'invalid_auth',
  'token_revoked',
  'account_inactive',
  'not_authed',
  'token_expired',
])
const AGAIN = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'ratelimited',
])

/** What went wrong at Slack, in our words; a broken connection after sending is ambiguous. */
export function slackError(error: unknown, now: number): NetworkError {
  const own = chainOf(error).find((one) => one instanceof NetworkError)
  if (own !== undefined) return own
  const e = error as {
    code?: string
    retryAfter?: number
    data?: { error?: string }
    statusCode?: number
  }
  if (e.code === 'slack_webapi_rate_limited_error')
    return new NetworkError('rate_limited', 'Slack asks us to slow down.', {
      cause: error,
      retryAt: now + Math.max(1, e.retryAfter ?? 1) * 1000,
    })
  // A page in place of an answer comes as the "error" too; then nobody knows what became of the call.
  const word = e.data?.error
  if (word !== undefined && /^[a-z0-9_.-]+$/.test(word)) {
    if (LOGIN.has(word)) return new NetworkError('auth', `Slack says ${word}.`, { cause: error })
    if (AGAIN.has(word))
      return new NetworkError('transient', `Slack says ${word}.`, { cause: error })
    return new NetworkError('refused', `Slack says ${word}.`, { cause: error })
  }
  if (e.code === 'slack_webapi_http_error')
    return new NetworkError('ambiguous', `Slack answered ${e.statusCode ?? 'with an error'}.`, {
      cause: error,
    })
  if (isUnsent(error))
    return new NetworkError('transient', 'Slack cannot be reached.', { cause: error })
  return new NetworkError('ambiguous', 'Slack did not answer.', { cause: error })
}

/** The same of looking, editing and deleting: they may be repeated without harm, so a lost answer is only another try. */
export function repeatableError(error: unknown, now: number): NetworkError {
  const ours = slackError(error, now)
  if (ours.code !== 'ambiguous') return ours
  return new NetworkError('transient', ours.message, { cause: error })
}

/** Slack's own word for what is wrong (channel_not_found), or what kept us from hearing one. */
export function slackWord(error: unknown): string {
  return (error as { data?: { error?: string } }).data?.error ?? messageOf(error)
}

/** The connection never came about, so nothing was sent. */
function isUnsent(error: unknown): boolean {
  const codes = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']
  return chainOf(error).some((one) => codes.includes(String((one as { code?: unknown }).code)))
}

/** An error and what it came from, outermost first. */
function chainOf(error: unknown): object[] {
  const chain: object[] = []
  for (let at: unknown = error; at !== null && typeof at === 'object' && !chain.includes(at); ) {
    chain.push(at)
    const inner = at as { cause?: unknown; original?: unknown }
    at = inner.original ?? inner.cause
  }
  return chain
}
