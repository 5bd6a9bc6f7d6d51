import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

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

export interface FakeUser {
  id: string
  username: string
  name: string
  followers: number
  protected?: boolean
}

export interface FakePost {
  id: string
  text: string
  authorId: string
  editHistory?: string[]
  longText?: string
  replyTo?: string
  quoteOf?: string
  lang?: string
  links?: { short: string; expanded: string }[]
}

interface Reply {
  status: number
  body: unknown
}

type Query = URLSearchParams

const X_EPOCH = 1_288_834_974_657n
const MENTION_REACH = 800
const READ_LIMIT = 300
const WINDOW_MS = 15 * 60_000
const TWEET_FIELDS = new Set(
  'created_at lang public_metrics entities referenced_tweets conversation_id in_reply_to_user_id edit_history_tweet_ids attachments geo possibly_sensitive note_tweet author_id'.split(
    ' ',
  ),
)

/** X as its API v2 behaves on the wire, with one own account `us` and whatever is put in. */
export function createFakeX(now: () => number) {
  const us: FakeUser = { id: '900', username: 'harborbeans', name: 'Harbor Beans', followers: 120 }
  const users = new Map<string, FakeUser>([[us.id, us]])
  const posts = new Map<string, FakePost>()
  const mishaps: { path: RegExp; mishap: Mishap }[] = []
  const requests: { method: string; path: string; query: Query }[] = []
  const tokens = {
    access: new Set(['user-token']),
    refresh: 'refresh-1',
    oauth1: { key: 'app-key', secret: 'app-secret', token: 'acc-token', tokenSecret: 'acc-secret' },
  }
  const limits = new Map<string, { used: number; resetAt: number }>()
  let sequence = 0n
  let credits = Number.POSITIVE_INFINITY
  let baseUrl = ''

  function newId(at = now()): string {
    sequence += 1n
    return (((BigInt(at) - X_EPOCH) << 22n) + sequence).toString()
  }

  function authorised(request: IncomingMessage, url: URL): boolean {
    const header = request.headers.authorization ?? ''
    if (header.startsWith('Bearer ')) return tokens.access.has(header.slice(7))
    return header.startsWith('OAuth ') && signatureHolds(header, request.method ?? '', url)
  }

  function signatureHolds(header: string, method: string, url: URL): boolean {
    const fields = new Map(
      [...header.matchAll(/(\w+)="([^"]*)"/g)].map((m) => [m[1]!, decodeURIComponent(m[2]!)]),
    )
    const { key, secret, token, tokenSecret } = tokens.oauth1
    if (fields.get('oauth_consumer_key') !== key || fields.get('oauth_token') !== token)
      return false
    const signature = fields.get('oauth_signature')
    fields.delete('oauth_signature')
    const pairs = [...fields, ...url.searchParams].map(([k, v]) => [escape3986(k), escape3986(v)])
    pairs.sort((a, b) => (a[0]! + a[1]! < b[0]! + b[1]! ? -1 : 1))
    const parameters = pairs.map(([k, v]) => `${k}=${v}`).join('&')
    const base = [method, baseUrl + url.pathname, parameters].map(escape3986).join('&')
    const keys = `${escape3986(secret)}&${escape3986(tokenSecret)}`
    return createHmac('sha1', keys).update(base).digest('base64') === signature
  }

  function overLimit(route: string): Record<string, string> | null {
    const limit = limits.get(route) ?? { used: 0, resetAt: now() + WINDOW_MS }
    if (now() >= limit.resetAt) Object.assign(limit, { used: 0, resetAt: now() + WINDOW_MS })
    limit.used++
    limits.set(route, limit)
    const headers = {
      'x-rate-limit-limit': String(READ_LIMIT),
      'x-rate-limit-remaining': String(Math.max(0, READ_LIMIT - limit.used)),
      'x-rate-limit-reset': String(Math.ceil(limit.resetAt / 1000)),
    }
    return limit.used > READ_LIMIT ? headers : null
  }

  function timeline(query: Query, belongs: (post: FakePost) => boolean): Reply {
    const size = Number(query.get('max_results') ?? '10')
    if (!(size >= 5 && size <= 100)) return invalid('The `max_results` is not between 5 and 100')
    for (const field of query.get('tweet.fields')?.split(',') ?? [])
      if (!TWEET_FIELDS.has(field))
        return invalid(`The \`tweet.fields\` value [${field}] is invalid`)
    const start = query.get('start_time')
    if (start !== null && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(start))
      return invalid('Invalid start_time')
    const found = [...posts.values()]
      .filter((post) => belongs(post) && isLatest(post))
      .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1))
      .slice(0, MENTION_REACH)
      .filter((post) => inRange(post, query))
    const token = query.get('pagination_token')
    if (token !== null && !/^t\d+$/.test(token)) return invalid('Invalid pagination_token')
    // A token stands for "older than this post", so that posts arriving between pages shift nothing.
    const rest = token === null ? found : found.filter((p) => BigInt(p.id) < BigInt(token.slice(1)))
    const page = rest.slice(0, size)
    const last = page.at(-1)
    const meta = {
      result_count: page.length,
      ...(rest.length > size && last ? { next_token: `t${last.id}` } : {}),
    }
    if (page.length === 0) return { status: 200, body: { meta } }
    const data = page.map((post) => shape(post, query))
    return { status: 200, body: { data, ...includesOf(page, query), meta } }
  }

  function isLatest(post: FakePost): boolean {
    return ![...posts.values()].some(
      (other) => other.editHistory?.includes(post.id) && other.id !== post.id,
    )
  }

  function shape(post: FakePost, query: Query): Record<string, unknown> {
    const asked = new Set((query.get('tweet.fields') ?? '').split(','))
    const author = users.get(post.authorId)
    const references = [
      ...(post.replyTo ? [{ type: 'replied_to', id: post.replyTo }] : []),
      ...(post.quoteOf ? [{ type: 'quoted', id: post.quoteOf }] : []),
    ]
    const escape = (t: string) =>
      t.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    const whole: Record<string, unknown> = {
      created_at: new Date(Number((BigInt(post.id) >> 22n) + X_EPOCH)).toISOString(),
      lang: post.lang ?? 'en',
      author_id: author?.id,
      conversation_id: post.replyTo ?? post.id,
      possibly_sensitive: false,
      in_reply_to_user_id: post.replyTo && posts.get(post.replyTo)?.authorId,
      referenced_tweets: references.length ? references : undefined,
      public_metrics: {
        retweet_count: 1,
        reply_count: 2,
        like_count: 3,
        quote_count: 0,
        impression_count: 50,
      },
      note_tweet: post.longText && { text: escape(post.longText) },
      entities: entitiesOf(post),
    }
    return {
      id: post.id,
      text: escape(post.text),
      edit_history_tweet_ids: post.editHistory ?? [post.id],
      ...Object.fromEntries(
        Object.entries(whole).filter(([key, value]) => asked.has(key) && value !== undefined),
      ),
    }
  }

  function entitiesOf(post: FakePost) {
    const names = [...post.text.matchAll(/@(\w+)/g)].map((m) => m[1]!)
    const tags = [...post.text.matchAll(/#(\w+)/g)].map((m) => ({ start: 0, end: 1, tag: m[1]! }))
    const mentions = names.map((username) => ({
      start: 0,
      end: 1,
      username,
      id: [...users.values()].find((user) => user.username === username)?.id ?? '1',
    }))
    const urls = post.links?.map(({ short, expanded }) => ({
      start: 0,
      end: 1,
      url: short,
      expanded_url: expanded,
      display_url: expanded,
    }))
    return {
      ...(mentions.length ? { mentions } : {}),
      ...(tags.length ? { hashtags: tags } : {}),
      ...(urls ? { urls } : {}),
    }
  }

  function includesOf(page: FakePost[], query: Query) {
    const asked = query.get('expansions')?.split(',') ?? []
    if (asked.length === 0) return {}
    const parents = page.flatMap((post) =>
      [post.replyTo, post.quoteOf].flatMap((id) => (id ? (posts.get(id) ?? []) : [])),
    )
    const ids = new Set([...page, ...parents].map((post) => post.authorId))
    return {
      includes: {
        users: [...ids].flatMap((id) => (users.has(id) ? [shapeUser(users.get(id)!)] : [])),
        ...(parents.length ? { tweets: parents.map((post) => shape(post, query)) } : {}),
      },
    }
  }

  function create(body: { text?: string; reply?: { in_reply_to_tweet_id?: string } }): Reply {
    const parentId = body.reply?.in_reply_to_tweet_id
    if (!body.text) return invalid('text is empty')
    if (parentId !== undefined) {
      const parent = posts.get(parentId)
      if (!parent)
        return forbidden('You attempted to reply to a Tweet that is deleted or not visible to you.')
      const quoted = parent.quoteOf && posts.get(parent.quoteOf)?.authorId === us.id
      if (!quoted && !parent.text.toLowerCase().includes(`@${us.username}`))
        return forbidden('You are not permitted to reply to this conversation.')
    }
    const twin = [...posts.values()].find(
      (post) =>
        post.authorId === us.id && post.replyTo === parentId && post.text.endsWith(body.text!),
    )
    if (twin) return forbidden('You are not allowed to create a Tweet with duplicate content.')
    const parentAuthor = users.get(posts.get(parentId ?? '')?.authorId ?? '')
    const prefix = parentAuthor ? `@${parentAuthor.username} ` : ''
    const post = fake.addPost({
      text: prefix + body.text,
      authorId: us.id,
      ...(parentId ? { replyTo: parentId } : {}),
    })
    return { status: 201, body: { data: { id: post.id, text: body.text } } }
  }

  function renewToken(form: URLSearchParams): Reply {
    if (form.get('refresh_token') !== tokens.refresh)
      return {
        status: 400,
        body: {
          error: 'invalid_request',
          error_description: 'Value passed for the token was invalid.',
        },
      }
    sequence += 1n
    const access = `user-token-${sequence}`
    tokens.access.add(access)
    tokens.refresh = `refresh-${sequence}`
    return {
      status: 200,
      body: {
        token_type: 'bearer',
        expires_in: 7200,
        access_token: access,
        refresh_token: tokens.refresh,
        scope: 'tweet.read tweet.write users.read offline.access',
      },
    }
  }

  function answer(
    request: IncomingMessage,
    url: URL,
    body: string,
  ): Reply & { headers?: Record<string, string> } {
    const route = `${request.method} ${url.pathname}`
    if (route === 'POST /2/oauth2/token') return renewToken(new URLSearchParams(body))
    if (!authorised(request, url))
      return {
        status: 401,
        body: { title: 'Unauthorized', type: 'about:blank', status: 401, detail: 'Unauthorized' },
      }
    if (credits <= 0)
      return {
        status: 402,
        body: {
          title: 'CreditsDepleted',
          detail: 'Your enrolled account does not have any credits to fulfill this request.',
          type: 'https://api.twitter.com/2/problems/credits',
        },
      }
    const headers = overLimit(route)
    if (headers)
      return {
        status: 429,
        headers,
        body: {
          title: 'Too Many Requests',
          detail: 'Too Many Requests',
          type: 'about:blank',
          status: 429,
        },
      }
    if (route === 'GET /2/users/me') return { status: 200, body: { data: shapeUser(us) } }
    if (route === `GET /2/users/${us.id}/mentions`)
      return timeline(url.searchParams, (post) => post.authorId !== us.id && mentionsUs(post))
    if (route === `GET /2/users/${us.id}/tweets`)
      return timeline(url.searchParams, (post) => post.authorId === us.id)
    if (route === 'POST /2/tweets') return create(JSON.parse(body))
    return { status: 404, body: { title: 'Not Found Error', detail: 'Not found', status: 404 } }
  }

  function mentionsUs(post: FakePost): boolean {
    return (
      post.text.toLowerCase().includes(`@${us.username}`) ||
      !!(post.quoteOf && posts.get(post.quoteOf)?.authorId === us.id) ||
      !!(post.replyTo && posts.get(post.replyTo)?.authorId === us.id)
    )
  }

  const server = createServer((request, response) => void serve(request, response))

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? '/', baseUrl)
    requests.push({ method: request.method ?? '', path: url.pathname, query: url.searchParams })
    const index = mishaps.findIndex(({ path }) => path.test(`${request.method} ${url.pathname}`))
    const mishap = index < 0 ? null : mishaps.splice(index, 1)[0]!.mishap
    if (mishap?.kind === 'cut') return void request.socket.destroy()
    if (mishap?.kind === 'answer') return send(response, mishap.status, mishap.body, mishap.headers)
    const reply = answer(request, url, Buffer.concat(chunks).toString())
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

  const fake = {
    us,
    users,
    posts,
    tokens,
    requests,
    newId,
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
    addUser(user: FakeUser): FakeUser {
      users.set(user.id, user)
      return user
    },
    addPost(post: Omit<FakePost, 'id'> & { id?: string }): FakePost {
      const whole = { id: post.id ?? newId(), ...post }
      posts.set(whole.id, whole)
      return whole
    },
    /** An edit is a new post whose history begins with the first id. */
    editPost(id: string, text: string): FakePost {
      const old = posts.get(id)!
      const next = newId()
      return fake.addPost({
        ...old,
        id: next,
        text,
        editHistory: [...(old.editHistory ?? [id]), next],
      })
    },
    failNext(path: RegExp, mishap: Mishap): void {
      mishaps.push({ path, mishap })
    },
    endCredits(): void {
      credits = 0
    },
  }
  return fake
}

export type FakeX = ReturnType<typeof createFakeX>

function inRange({ id }: FakePost, query: Query): boolean {
  const [since, until, start] = ['since_id', 'until_id', 'start_time'].map((k) => query.get(k))
  if (since && BigInt(id) <= BigInt(since)) return false
  if (until && BigInt(id) >= BigInt(until)) return false
  return !start || Number((BigInt(id) >> 22n) + X_EPOCH) >= Date.parse(start)
}

function shapeUser(user: FakeUser) {
  return {
    id: user.id,
    username: user.username,
    name: user.name,
    verified: false,
    protected: user.protected ?? false,
    profile_image_url: `https://pbs.example/${user.id}.jpg`,
    public_metrics: {
      followers_count: user.followers,
      following_count: 1,
      tweet_count: 1,
      listed_count: 0,
    },
  }
}

function invalid(detail: string): Reply {
  return {
    status: 400,
    body: {
      title: 'Invalid Request',
      detail,
      type: 'https://api.twitter.com/2/problems/invalid-request',
      errors: [{ message: detail }],
    },
  }
}

function forbidden(detail: string): Reply {
  return { status: 403, body: { title: 'Forbidden', detail, type: 'about:blank', status: 403 } }
}

function escape3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!*'()]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
