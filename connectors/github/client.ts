import { NetworkError } from '../../core/errors.ts'
import type { Ctx } from '../connector.ts'
import { errorOfAnswer, type HttpAnswer, readJson, retryAtOf, sendRequest } from '../http.ts'

export const SERVICE = 'GitHub'
export const TOKEN = 'EARSHOT_GITHUB_TOKEN'
const API_VERSION = '2022-11-28'
/** GitHub asks for at least a minute where it names no time (source: REST docs, rate limits). */
const LEAST_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 24 * 3_600_000
const LIMITED = /rate limit|abuse detection/i

export type Loose = Readonly<Record<string, unknown>>

/** Anything as an object; what is none has no fields. */
export function looseOf(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {}
}

/** Anything as a list; what is none is empty. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export interface GitHubClient {
  /** A path of the API, or an address that GitHub gave us on its own host. */
  get(
    ctx: Ctx,
    path: string,
    more?: { etag?: string | null; redirect?: 'manual' },
  ): Promise<HttpAnswer>
  /** Changes something out there. */
  post(ctx: Ctx, path: string, body: unknown): Promise<HttpAnswer>
  /** The data of a GraphQL answer; what was asked for and is not there is null in it. */
  graphql(ctx: Ctx, query: string, variables: Loose, sends?: boolean): Promise<Loose>
}

/** GitHub's REST and GraphQL interfaces at one address. */
export function createClient(baseUrl: string): GitHubClient {
  const base = baseUrl.replace(/\/+$/, '')
  const graphqlUrl = base.endsWith('/api/v3') ? base.replace(/v3$/, 'graphql') : `${base}/graphql`

  function headersFor(ctx: Ctx): Record<string, string> {
    const token = ctx.secrets.get(TOKEN)
    return {
      accept: 'application/vnd.github+json',
      'x-github-api-version': API_VERSION,
      'user-agent': 'earshot',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    }
  }

  function addressOf(path: string): string {
    const url = new URL(path.startsWith('/') ? base + path : path)
    // The token goes to GitHub and nowhere else, whatever an answer says.
    if (url.origin !== new URL(base).origin)
      throw new NetworkError('refused', `${SERVICE} pointed to another host.`)
    return url.href
  }

  return {
    get: (ctx, path, { etag, redirect } = {}) =>
      sendRequest(ctx, addressOf(path), {
        service: SERVICE,
        headers: {
          ...headersFor(ctx),
          ...(typeof etag === 'string' && { 'if-none-match': etag }),
        },
        ...(redirect && { redirect }),
      }),
    post: (ctx, path, body) =>
      sendRequest(ctx, addressOf(path), {
        service: SERVICE,
        method: 'POST',
        sends: true,
        headers: { ...headersFor(ctx), 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    async graphql(ctx, query, variables, sends = false) {
      const answer = await sendRequest(ctx, graphqlUrl, {
        service: SERVICE,
        method: 'POST',
        sends,
        headers: { ...headersFor(ctx), 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      })
      if (answer.status !== 200) throw errorOf(answer, ctx.clock.now(), sends)
      const { data, errors } = looseOf(jsonOf(answer))
      for (const error of listOf(errors).map(looseOf)) throwUnlessMissing(error, answer, ctx, sends)
      return looseOf(data)
    },
  }
}

/** What is asked for by id and is gone is no error: it is null in the data. */
function throwUnlessMissing(error: Loose, answer: HttpAnswer, ctx: Ctx, sends: boolean): void {
  const { type, message } = error
  if (type === 'NOT_FOUND' && !sends) return
  const text = `${SERVICE}: ${typeof message === 'string' ? message.slice(0, 200) : 'an error without words'}`
  if (type === 'RATE_LIMITED')
    throw new NetworkError('rate_limited', text, { retryAt: waitOf(answer, ctx.clock.now()) })
  if (type === 'NOT_FOUND') throw new NetworkError('gone', text)
  if (type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES')
    throw new NetworkError('forbidden', text)
  throw new NetworkError(sends ? 'refused' : 'transient', text)
}

/** The body as JSON; a page of words instead is trouble of theirs. */
export function jsonOf(answer: HttpAnswer): unknown {
  return readJson(answer, SERVICE)
}

/** The error that a status stands for; GitHub says "too many requests" also as 403. */
export function errorOf(answer: HttpAnswer, now: number, sends = false): NetworkError {
  const { status, headers, text } = answer
  const isLimited =
    status === 429 ||
    (status === 403 &&
      (headers.has('retry-after') ||
        headers.get('x-ratelimit-remaining') === '0' ||
        LIMITED.test(text.slice(0, 2000))))
  if (!isLimited) return errorOfAnswer(answer, SERVICE, now, sends)
  const retryAt = waitOf(answer, now)
  return new NetworkError('rate_limited', `${SERVICE} asks us to wait (${status}).`, { retryAt })
}

/** Until when, epoch ms: retry-after, else the reset where nothing is left, else a minute. */
function waitOf({ headers }: HttpAnswer, now: number): number {
  const told = retryAtOf(headers, now)
  if (told !== null) return told
  const reset = headers.get('x-ratelimit-reset') ?? ''
  if (headers.get('x-ratelimit-remaining') === '0' && /^\d{10}$/.test(reset))
    return Math.min(Math.max(Number(reset) * 1000, now + 1000), now + LONGEST_WAIT_MS)
  return now + LEAST_WAIT_MS
}

/** The address of the next page, from the Link header. */
export function nextPage(headers: Headers): string | null {
  for (const part of (headers.get('link') ?? '').split(',')) {
    const found = /<([^<>]+)>\s*;(?:[^,]*;)?\s*rel="next"/.exec(part)
    if (found?.[1] !== undefined) return found[1]
  }
  return null
}
