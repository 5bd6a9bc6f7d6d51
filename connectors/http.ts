import type { Clock } from '../core/clock.ts'
import { messageOf, NetworkError } from '../core/errors.ts'

const MAX_BYTES = 5_000_000
const TIMEOUT_MS = 10_000
/** A wait further away than this is a mistake of somebody's clock. */
const LONGEST_WAIT_MS = 24 * 60 * 60_000
const SHORTEST_WAIT_MS = 1_000

export interface HttpRequest {
  /** The service as people call it, for error texts. */
  service: string
  method?: 'GET' | 'POST'
  headers?: Readonly<Record<string, string>>
  body?: string
  redirect?: 'manual' | 'follow'
  /** The request changes something out there: a break after sending is ambiguous, not transient. */
  sends?: boolean
  maxBytes?: number
  timeoutMs?: number
}

export interface HttpAnswer {
  status: number
  headers: Headers
  text: string
}

export interface HttpWorld {
  fetch: typeof fetch
  clock: Clock
  signal: AbortSignal
}

/** Sends and reads whole, within 10 s and 5 MB; breaks become NetworkError, statuses are left to the caller. */
export async function sendRequest(
  world: HttpWorld,
  url: string,
  request: HttpRequest,
): Promise<HttpAnswer> {
  const { service, sends = false, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES } = request
  try {
    const response = await world.fetch(url, {
      method: request.method ?? 'GET',
      ...(request.headers && { headers: request.headers }),
      ...(request.body !== undefined && { body: request.body }),
      redirect: request.redirect ?? 'follow',
      // A socket hangs in real time, whatever the clock of the desk says.
      signal: AbortSignal.any([world.signal, AbortSignal.timeout(timeoutMs)]),
    })
    const text = await readCapped(response, maxBytes, service)
    return { status: response.status, headers: response.headers, text }
  } catch (cause) {
    if (world.signal.aborted || cause instanceof NetworkError) throw cause
    const neverSent = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(codeOf(cause))
    if (sends && !neverSent) {
      throw new NetworkError(
        'ambiguous',
        `${service} did not tell whether it took what we sent: ${messageOf(cause)}`,
        { cause },
      )
    }
    throw new NetworkError('transient', `${service} could not be reached: ${reasonOf(cause)}`, {
      cause,
    })
  }
}

/** The JSON at an address; another status than 200, and what is no JSON, is a NetworkError. */
export async function getJson(world: HttpWorld, url: string, service: string): Promise<unknown> {
  const answer = await sendRequest(world, url, { service })
  if (answer.status !== 200) throw errorOfAnswer(answer, service, world.clock.now())
  return readJson(answer, service)
}

/** The body as JSON; a page of words instead is trouble of theirs. */
export function readJson({ text }: HttpAnswer, service: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new NetworkError('transient', `${service} sent something that is no JSON.`, { cause })
  }
}

/** Why nothing came, in words; "fetch failed" says nothing to anybody. */
export function reasonOf(cause: unknown): string {
  const code = codeOf(cause)
  if (/ENOTFOUND|EAI_AGAIN/.test(code)) return 'its address was not found.'
  if (/ECONNREFUSED/.test(code)) return 'nothing answers at its address.'
  if (/ECONNRESET|EPIPE|UND_ERR_SOCKET/.test(code)) return 'the connection broke.'
  if (/ENETUNREACH|EHOSTUNREACH/.test(code)) return 'this machine has no way there.'
  if (/TIMEDOUT|TIMEOUT/.test(code)) return 'it did not answer in time.'
  return messageOf(cause)
}

/** The error that a status outside 200–299 stands for. */
export function errorOfAnswer(
  answer: HttpAnswer,
  service: string,
  now: number,
  sends = false,
): NetworkError {
  const { status } = answer
  if (status === 429) {
    return new NetworkError('rate_limited', `${service} asks us to wait (429).`, {
      retryAt: retryAtOf(answer.headers, now),
    })
  }
  if (status === 401) return new NetworkError('auth', `${service} wants a new login (401).`)
  if (status === 402) return new NetworkError('billing', `${service} wants to be paid (402).`)
  if (status === 403) return new NetworkError('forbidden', `${service} does not allow this (403).`)
  if (status === 410)
    return new NetworkError('gone', `${service} says this is gone for good (410).`)
  if (status === 404) return new NetworkError('gone', `${service} does not have this (404).`)
  if (status >= 500) {
    const code = sends ? 'ambiguous' : 'transient'
    return new NetworkError(code, `${service} has trouble of its own (${status}).`, {
      retryAt: retryAtOf(answer.headers, now),
    })
  }
  return new NetworkError('refused', `${service} refused the request (${status}).`)
}

/** When to ask again, epoch ms, from Retry-After (seconds or date) or ratelimit-reset (epoch s); null if unsaid. */
export function retryAtOf(headers: Headers, now: number): number | null {
  const after = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}(?:\.\d+)?$/.test(after)) return clamp(now + Number(after) * 1000, now)
  const date = /[A-Za-z]{3}/.test(after) ? Date.parse(after) : Number.NaN
  if (!Number.isNaN(date)) return clamp(date, now)
  const reset = headers.get('ratelimit-reset')?.trim() ?? ''
  if (/^\d{10}$/.test(reset)) return clamp(Number(reset) * 1000, now)
  return null
}

function clamp(at: number, now: number): number {
  return Math.round(Math.min(Math.max(at, now + SHORTEST_WAIT_MS), now + LONGEST_WAIT_MS))
}

async function readCapped(response: Response, max: number, service: string): Promise<string> {
  if (response.body === null) return ''
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body) {
    size += part.length
    if (size > max) {
      throw new NetworkError('refused', `${service} sent more than ${max / 1_000_000} MB.`)
    }
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return ''
  const own = 'code' in cause ? String(cause.code) : ''
  return `${own} ${cause.cause === undefined ? '' : codeOf(cause.cause)}`
}
