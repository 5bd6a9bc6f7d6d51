import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../../core/clock.ts'
import { createActivity } from './activity.ts'
import {
  creditsDepleted,
  invalid,
  notFound,
  type Reply,
  tooManyRequests,
  unauthorized,
  wrongAuth,
} from './answers.ts'
import { type Caller, createAuth } from './auth.ts'
import { createLimits } from './limits.ts'
import { lookUp } from './lookup.ts'
import { createMessages } from './messages.ts'
import { searchRecent, timeline } from './paging.ts'
import { createPost } from './posting.ts'
import { readRule } from './rule-language.ts'
import { shapeUser } from './shapes.ts'
import { createStream, matchableOf } from './stream.ts'
import { createWorld } from './world.ts'

/** How the next request goes wrong, before or after X has done what was asked. */
export type Mishap =
  | { kind: 'answer'; status: number; body: string; headers?: Record<string, string> }
  /** The socket is cut with nothing said. */
  | { kind: 'cut' }
  /** The answer stops in the middle of its JSON. */
  | { kind: 'truncate' }
  /** Done as asked, but the answer never comes. */
  | { kind: 'silence' }
  /** Done as asked, then the socket is cut. */
  | { kind: 'done_then_cut' }

const MAX_QUERY = 512

/** X as its API v2 behaves on the wire, with one own account `us` and whatever is put in. */
export function createFakeX(clock: Clock) {
  const now = () => clock.now()
  const world = createWorld(now)
  const auth = createAuth(() => baseUrl)
  const overLimit = createLimits(now)
  const messages = createMessages(world, now, auth.mayMessage)
  const stream = createStream(world, clock)
  const activity = createActivity(world, clock, () => auth.tokens.client.secret)
  const mishaps: { path: RegExp; mishap: Mishap }[] = []
  const requests: { method: string; path: string; query: URLSearchParams }[] = []
  let credits = Number.POSITIVE_INFINITY
  let baseUrl = ''

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    body: string,
  ): Promise<Reply | null> {
    const route = `${request.method} ${url.pathname}`
    if (route === 'POST /2/oauth2/token') return auth.token(request, body)
    if (route === 'POST /oauth2/token') return auth.appToken(request)
    const caller = auth.callerOf(request, url)
    if (caller === null) return unauthorized()
    if (credits <= 0) return creditsDepleted()
    const headers = overLimit(route)
    if (headers !== null) return tooManyRequests(headers)
    const query = url.searchParams
    if (route === 'GET /2/tweets/search/stream')
      return caller === 'app' ? stream.open(request, response, query) : onlyApp(caller)
    if (url.pathname.startsWith('/2/tweets/search/stream/') || route.includes('/2/connections/'))
      return caller === 'app' ? appRoute(route, body) : onlyApp(caller)
    if (/\/2\/(?:activity|webhooks)/.test(url.pathname)) return activityRoute(route, body, caller)
    return readRoute(route, query, body, caller)
  }

  function appRoute(route: string, body: string): Reply {
    if (route === 'GET /2/tweets/search/stream/rules') return stream.listRules()
    if (route === 'POST /2/tweets/search/stream/rules') return stream.changeRules(JSON.parse(body))
    if (route === 'DELETE /2/connections/all') return stream.closeAll()
    return notFound()
  }

  function readRoute(
    route: string,
    query: URLSearchParams,
    body: string,
    caller: Exclude<Caller, null>,
  ): Reply {
    const { us } = world
    if (route === 'GET /2/tweets') return lookUp(world, query)
    if (route === 'GET /2/tweets/search/recent') return search(query)
    if (caller === 'app') return wrongAuth('OAuth 2.0 Application-Only', 'OAuth 1.0a User Context')
    if (route === 'GET /2/users/me') return { status: 200, body: { data: shapeUser(us) } }
    if (route === `GET /2/users/${us.id}/mentions`)
      return timeline(world, query, (post) => post.authorId !== us.id && world.mentionsUs(post))
    if (route === `GET /2/users/${us.id}/tweets`)
      return timeline(world, query, (post) => post.authorId === us.id)
    if (route === 'POST /2/tweets') return createPost(world, JSON.parse(body))
    const path = route.replace(/^\w+ /, '')
    const question = { method: route.split(' ')[0] ?? '', path, query, body }
    return messages.answer(question, caller) ?? notFound()
  }

  function search(query: URLSearchParams): Reply {
    const rule = readRule(query.get('query') ?? '', MAX_QUERY)
    if ('fault' in rule) return invalid(`There were errors processing your request: ${rule.fault}`)
    return searchRecent(world, query, now(), (post) => {
      // Search looks at the words of the post alone, the stream at those it quotes as well.
      const { quotedText: _, ...own } = matchableOf(world, post)
      return rule.fits(own)
    })
  }

  async function activityRoute(route: string, body: string, caller: Caller): Promise<Reply> {
    const id = /\/(\d+)$/.exec(route)?.[1] ?? ''
    if (route === 'GET /2/webhooks') return activity.listWebhooks()
    if (route === 'POST /2/webhooks') return activity.addWebhook(JSON.parse(body))
    if (route === `PUT /2/webhooks/${id}`) return activity.proveWebhook(id)
    if (route === 'GET /2/activity/subscriptions') return activity.list()
    if (route === 'POST /2/activity/subscriptions') return activity.add(caller, JSON.parse(body))
    if (route === `DELETE /2/activity/subscriptions/${id}`) return activity.remove(id)
    return notFound()
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy())
  })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? '/', baseUrl)
    requests.push({ method: request.method ?? '', path: url.pathname, query: url.searchParams })
    const index = mishaps.findIndex(({ path }) => path.test(`${request.method} ${url.pathname}`))
    const mishap = index < 0 ? null : (mishaps.splice(index, 1)[0]?.mishap ?? null)
    if (mishap?.kind === 'cut') return void request.socket.destroy()
    if (mishap?.kind === 'answer') return send(response, mishap.status, mishap.body, mishap.headers)
    const reply = await answer(request, response, url, Buffer.concat(chunks).toString())
    if (reply === null) return
    const text = JSON.stringify(reply.body)
    if (mishap?.kind === 'silence') return
    if (mishap?.kind === 'done_then_cut') return void request.socket.destroy()
    if (mishap?.kind === 'truncate') {
      response.writeHead(reply.status, {
        'content-type': 'application/json',
        'content-length': text.length,
      })
      return void response.write(text.slice(0, text.length / 2), () => request.socket.destroy())
    }
    send(response, reply.status, text, reply.headers)
  }

  function send(response: ServerResponse, status: number, body: string, headers = {}): void {
    const json = 'application/json; charset=utf-8'
    const date = new Date(now()).toUTCString()
    response.writeHead(status, { 'content-type': json, date, ...headers }).end(body)
  }

  return {
    ...world,
    world,
    tokens: auth.tokens,
    authorize: auth.authorize,
    messages,
    stream,
    activity,
    requests,
    baseUrl: () => baseUrl,
    /** Listens on a free loopback port and returns the base URL. */
    async start(): Promise<string> {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      return baseUrl
    },
    async stop(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
    failNext(path: RegExp, mishap: Mishap): void {
      mishaps.push({ path, mishap })
    },
    /** Mishaps that wait for their request. */
    mishaps,
    endCredits(): void {
      credits = 0
    },
  }
}

function onlyApp(caller: Exclude<Caller, null>): Reply {
  const found = caller === 'user1' ? 'OAuth 1.0a User Context' : 'OAuth 2.0 User Context'
  return wrongAuth(found, 'OAuth 2.0 Application-Only')
}

export type FakeX = ReturnType<typeof createFakeX>
