import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../../core/clock.ts'
import type { RateLimitForm } from '../../contract/connector-harness.ts'
import { answerGraphql } from './graphql.ts'
import { answerRest } from './rest.ts'
import { createGitHubStore, etagOf, type FakeUser } from './store.ts'

export const OUR_USER: FakeUser = { id: 900, login: 'harborbeans', type: 'User' }
export const TOKEN = 'ghp_example'
const HOURLY = { withToken: 5000, without: 60 }

/** What the next request gets in place of its answer. */
type Fault =
  | { kind: 'answer'; status: number; body: string; headers?: Record<string, string> }
  | { kind: 'cut' | 'silence' }

/** A GitHub on loopback: REST, GraphQL, ETags, hourly and secondary limits, wrong tokens. */
export async function startFakeGitHub(clock: Clock) {
  let port = 0
  const apiUrl = () => `http://127.0.0.1:${port}`
  const store = createGitHubStore(clock, () => 'https://github.example')
  const requests: {
    method: string
    path: string
    status: number
    headers: IncomingMessage['headers']
  }[] = []
  const faults: Fault[] = []
  const state = { token: TOKEN as string | null, readOnly: false, used: 0, hour: 0, skewMs: 0 }

  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => handle(request, Buffer.concat(parts).toString(), response))
  })
  server.on('clientError', (_error, socket) => socket.destroy())

  function handle(request: IncomingMessage, body: string, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', apiUrl())
    const method = request.method ?? 'GET'
    const say = (status: number, answer: unknown, headers: Record<string, string> = {}) => {
      requests.push({ method, path: request.url ?? '', status, headers: request.headers })
      const text = typeof answer === 'string' ? answer : JSON.stringify(answer)
      const all = { 'content-type': 'application/json; charset=utf-8', date: dateNow(), ...headers }
      response.writeHead(status, all).end(status === 304 ? undefined : text)
    }
    // Faults are meant for what is read, not for the questions before it.
    const isBefore = /^\/(?:rate_limit|user|repos\/[^/]+\/[^/]+)$/.test(url.pathname)
    const fault = isBefore ? undefined : faults.shift()
    if (fault?.kind === 'silence') return
    if (fault?.kind === 'cut') {
      response.writeHead(200, { 'content-length': '5000' }).write('[{"id":')
      return void setImmediate(() => response.destroy())
    }
    if (fault?.kind === 'answer') return say(fault.status, fault.body, fault.headers)
    if (request.headers['user-agent'] === undefined)
      return say(403, 'Request forbidden by administrative rules. Please add a User-Agent.')
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    if (given !== undefined && given !== state.token)
      return say(401, { message: 'Bad credentials' })
    const me = given === undefined ? null : OUR_USER
    const isFree = url.pathname === '/rate_limit'
    const room = takeRoom(me, isFree ? 0 : 1)
    if (isFree) return say(200, { resources: { core: room } })
    const limits = limitHeaders(room)
    if (room.remaining < 0)
      return say(403, { message: 'API rate limit exceeded for 127.0.0.1.' }, limits)
    if (url.pathname === '/graphql') {
      if (me === null)
        return say(401, { message: 'This endpoint requires you to be authenticated.' })
      const asked = JSON.parse(body) as { query: string; variables: Record<string, unknown> }
      return say(
        200,
        answerGraphql(store, asked.query, asked.variables, me, 'https://github.example'),
        limits,
      )
    }
    const { readOnly } = state
    const answer = answerRest(store, { method, url, body, me, readOnly }, apiUrl())
    const text = JSON.stringify(answer.body)
    const etag = etagOf(text)
    const headers = { ...limits, ...answer.headers }
    if (method === 'GET' && answer.status === 200 && request.headers['if-none-match'] === etag) {
      // What has not changed costs nothing, but only with a token.
      if (me !== null) state.used--
      return say(304, '', headers)
    }
    say(answer.status, text, { ...headers, ...(answer.status === 200 && { etag }) })
  }

  const dateNow = () => new Date(clock.now() + state.skewMs).toUTCString()

  function takeRoom(me: FakeUser | null, cost: number) {
    const hour = Math.floor(clock.now() / 3_600_000)
    if (hour !== state.hour) Object.assign(state, { hour, used: 0 })
    const limit = me === null ? HOURLY.without : HOURLY.withToken
    state.used += cost
    return { limit, remaining: limit - state.used, reset: (hour + 1) * 3600, used: state.used }
  }

  // On a loaded machine a test may compute longer than a server usually keeps a connection that rests.
  server.keepAliveTimeout = 600_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  return {
    apiUrl: apiUrl(),
    host: `127.0.0.1:${port}`,
    store,
    requests,
    state,
    failNext(fault: Fault, times = 1): void {
      for (let i = 0; i < times; i++) faults.push(fault)
    },
    rateLimit: (form: RateLimitForm) => faults.push(limitAnswer(form, clock.now())),
    async close(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type FakeGitHub = Awaited<ReturnType<typeof startFakeGitHub>>

function limitHeaders(room: { limit: number; remaining: number; reset: number; used: number }) {
  return {
    'x-ratelimit-limit': String(room.limit),
    'x-ratelimit-remaining': String(Math.max(0, room.remaining)),
    'x-ratelimit-reset': String(room.reset),
    'x-ratelimit-used': String(room.used),
    'x-ratelimit-resource': 'core',
  }
}

/** Secondary limits name seconds or nothing; the hourly one names its reset. */
function limitAnswer(form: RateLimitForm, now: number): Fault {
  const epoch = (ms: number) => String(Math.floor((now + ms) / 1000))
  const spent = (reset: string) => ({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset })
  const headers: Partial<Record<RateLimitForm, Record<string, string>>> = {
    seconds: { 'retry-after': '30' },
    reset_epoch: spent(epoch(30_000)),
    past_reset: spent(epoch(-60_000)),
    far_reset: spent(epoch(30 * 86_400_000)),
    garbage: { 'retry-after': 'soon', ...spent('later') },
  }
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes.'
  return {
    kind: 'answer',
    status: form === 'seconds' ? 429 : 403,
    body: JSON.stringify({ message }),
    ...(headers[form] && { headers: headers[form] }),
  }
}
