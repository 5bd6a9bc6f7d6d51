import { ApiRequestError, ApiResponseError } from 'twitter-api-v2'
import { NetworkError } from '../../core/errors.ts'
import { reasonOf } from '../http.ts'

/** X counts in windows of 15 minutes: the wait where a 429 names no time (source: X rate limits). */
const WINDOW_MS = 15 * 60_000
/** A reset further away than this is a mistake of somebody's clock. */
const LONGEST_WAIT_MS = 24 * 60 * 60_000
const SHORTEST_WAIT_MS = 1_000

/** What was being done: a failed read may be repeated, a failed post or message may have arrived. */
export type Doing = 'read' | 'post' | 'message'

export interface Circumstance {
  doing: Doing
  /** Whether a connection stood before it failed; without one nothing was sent. */
  connected: boolean
  /** Epoch ms. */
  now: number
}

interface Problem {
  title?: string
  detail?: string
  type?: string
}

/** What X, the library or the network threw, as one of our errors. */
export function toNetworkError(cause: unknown, circumstance: Circumstance): NetworkError {
  if (cause instanceof NetworkError) return cause
  if (cause instanceof ApiResponseError) return ofResponse(cause, circumstance)
  if (circumstance.doing !== 'read' && circumstance.connected)
    return new NetworkError(
      'ambiguous',
      'The connection to X broke before it told whether the answer arrived.',
      { cause },
    )
  // The library says no more than "Request failed."
  const why = cause instanceof ApiRequestError ? 'the connection failed.' : reasonOf(cause)
  return new NetworkError('transient', `X could not be reached: ${why}`, { cause })
}

function ofResponse(cause: ApiResponseError, { doing, now }: Circumstance): NetworkError {
  const problem: Problem = typeof cause.data === 'object' && cause.data !== null ? cause.data : {}
  const said = describe(cause.code, problem)
  if (isAboutMoney(cause.code, problem))
    return new NetworkError(
      'billing',
      `X stopped because the paid volume is used up (${said}). Add credits in the X developer console.`,
      { cause },
    )
  if (cause.code === 429)
    return new NetworkError('rate_limited', `X asks us to slow down (${said}).`, {
      cause,
      retryAt: retryAt(cause, now),
    })
  if (cause.code === 401)
    return new NetworkError(
      'auth',
      `X does not accept the login (${said}). Run "earshot setup x" and paste new keys.`,
      { cause },
    )
  if (cause.code >= 500)
    return doing !== 'read'
      ? new NetworkError('ambiguous', `X failed while posting (${said}).`, { cause })
      : new NetworkError('transient', `X is in trouble (${said}).`, { cause })
  if (doing === 'message') return ofRefusedMessage(cause, said, problem)
  return doing === 'post' ? ofRefusedPost(cause, said, problem) : ofRefusedRead(cause, said)
}

function ofRefusedPost(cause: ApiResponseError, said: string, problem: Problem): NetworkError {
  if (cause.code === 404 || /deleted or not visible|not found/i.test(problem.detail ?? ''))
    return new NetworkError('gone', 'The post is no longer on X, so it cannot be answered.', {
      cause,
    })
  if (
    cause.code === 403 &&
    /client-forbidden|scope|oauth/i.test(`${problem.type}${problem.detail}`)
  )
    return new NetworkError(
      'forbidden',
      `The X app may not post (${said}). Give it "Read and write" and log in again with "earshot setup x".`,
      { cause },
    )
  return new NetworkError(
    'refused',
    `X did not take the answer (${said}). Open the post in X and answer there.`,
    { cause },
  )
}

/** X says 403 to closed messages in words, and to a login without the right for messages in a bare one. */
function ofRefusedMessage(cause: ApiResponseError, said: string, problem: Problem): NetworkError {
  const isClosed = /permission to dm|cannot send|can.t send|participant/i.test(problem.detail ?? '')
  const isRight = /oauth|scope|client-forbidden/i.test(`${problem.type}${problem.detail}`)
  if (cause.code === 403 && !isClosed && (isRight || /^forbidden$/i.test(problem.detail ?? '')))
    return new NetworkError(
      'forbidden',
      `The X app may not send direct messages (${said}). Give it "Read and write and Direct message" and log in again with "earshot setup x".`,
      { cause },
    )
  if (cause.code === 403 || cause.code === 404)
    return new NetworkError(
      'refused',
      'X does not let us write to them: they take no messages from us. Answer below the post, or open it in X.',
      { cause },
    )
  return new NetworkError(
    'refused',
    `X did not take the message (${said}). Answer below the post, or open it in X.`,
    { cause },
  )
}

function ofRefusedRead(cause: ApiResponseError, said: string): NetworkError {
  if (cause.code === 403)
    return new NetworkError(
      'forbidden',
      `The X app may not read this (${said}). Check the app's access in the X developer console.`,
      { cause },
    )
  // Such as a stream without rules: they are on their way.
  if (cause.code === 409)
    return new NetworkError('transient', `X is not ready for this (${said}).`, { cause })
  return new NetworkError('fatal', `X does not understand the request (${said}).`, { cause })
}

function isAboutMoney(code: number, problem: Problem): boolean {
  if (code === 402) return true
  const words = `${problem.type ?? ''} ${problem.title ?? ''} ${problem.detail ?? ''}`
  if (code === 429) return /usage-capped|UsageCap/i.test(words)
  return code === 403 && /credit|spend(?:ing)?[ -]?(?:cap|limit)|billing|payment/i.test(words)
}

/** X names the end of its window on its own clock; the `Date` header tells how far ours is off. */
function retryAt(cause: ApiResponseError, now: number): number {
  const reset = Number(cause.headers['x-rate-limit-reset'])
  if (!Number.isFinite(reset) || reset <= 0) return now + WINDOW_MS
  const wait = reset * 1000 - (serverTime(cause.headers) ?? now)
  return now + Math.min(Math.max(wait, SHORTEST_WAIT_MS), LONGEST_WAIT_MS)
}

/** The time X says it is, epoch ms, to the second; null where it does not say. */
export function serverTime(headers: Readonly<Record<string, unknown>>): number | null {
  const time = Date.parse(String(headers['date']))
  return Number.isNaN(time) ? null : time
}

function describe(code: number, problem: Problem): string {
  const words = problem.detail ?? problem.title
  return words === undefined ? `status ${code}` : `status ${code}: ${words.slice(0, 200)}`
}
