import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

interface FakeAuthor {
  id: string
  username: string
  global_name: string | null
  bot?: boolean
}

export interface FakeMessage {
  id: string
  channel_id: string
  author: FakeAuthor
  content: string
  timestamp: string
  edited_timestamp: string | null
  type: number
  mentions: FakeAuthor[]
  mention_roles: string[]
  attachments: object[]
  embeds: object[]
  message_reference?: { type?: number; message_id: string; channel_id: string }
  referenced_message?: FakeMessage
}

interface FakeChannel {
  id: string
  name: string
  type: number
  hidden?: boolean
  parentId?: string
  archivedAt?: string
  messages: FakeMessage[]
}

interface Session {
  id: string
  intents: number
  sent: { s: number; t: string; d: unknown }[]
  socket: WebSocket | null
}

/** How the next request to a path goes wrong. */
export type Mishap =
  | { kind: 'answer'; status: number; body: string; headers?: Record<string, string> }
  | { kind: 'cut' }
  /** Done as asked, then the socket is cut. */
  | { kind: 'done_then_cut' }

const DISCORD_EPOCH = 1_420_070_400_000n
const MESSAGE_CONTENT = 1 << 15
const KNOWN_INTENTS = (1 << 26) - 1
const SEND_LIMIT = 50
const GUILD_TEXT = 0
const THREAD = 11

/** Discord with one server, its HTTP interface v10 and its gateway, on one loopback port. */
export function createFakeDiscord(now: () => number) {
  const bot: FakeAuthor = { id: '900', username: 'earshot', global_name: null, bot: true }
  const guild = { id: '500', name: 'Harbor Friends', available: true }
  const channels = new Map<string, FakeChannel>()
  const sessions = new Map<string, Session>()
  const mishaps: { path: RegExp; mishap: Mishap }[] = []
  const requests: { route: string; query: URLSearchParams; body: Record<string, unknown> }[] = []
  const settings = {
    token: 'token-of-the-bot',
    messageContent: true,
    loginsLeft: 1000,
    heartbeatMs: 45_000,
    /** Runs between READY and the first server, where other servers already talk. */
    beforeGuilds: () => {},
  }
  const nonces = new Map<string, FakeMessage>()
  const windows = new Map<string, { second: number; used: number }>()
  let sequence = 0n
  let baseUrl = ''
  const frozen = new WeakSet<WebSocket>()

  function newId(at = now()): string {
    sequence += 1n
    return (((BigInt(at) - DISCORD_EPOCH) << 22n) + sequence).toString()
  }

  function dispatch(t: string, d: unknown): void {
    for (const session of sessions.values()) dispatchTo(session, t, d)
  }

  function dispatchTo(session: Session, t: string, d: unknown): void {
    const event = { op: 0, s: session.sent.length + 1, t, d: veil(session, d) }
    session.sent.push(event)
    if (session.socket && !frozen.has(session.socket)) session.socket.send(JSON.stringify(event))
  }

  /** Without the intent only own messages and those that name the bot keep their text. */
  function veil(session: Session, d: unknown): unknown {
    const message = d as Partial<FakeMessage>
    if (typeof message?.content !== 'string' || session.intents & MESSAGE_CONTENT) return d
    if (message.author?.id === bot.id || message.mentions?.some(({ id }) => id === bot.id)) return d
    return { ...message, content: '', attachments: [], embeds: [] }
  }

  const onWire = (message: FakeMessage) => ({ ...message, guild_id: guild.id })

  function shapeChannel(channel: FakeChannel) {
    const last = channel.messages.reduce((a, m) => (BigInt(m.id) > BigInt(a) ? m.id : a), '0')
    return {
      id: channel.id,
      name: channel.name,
      type: channel.type,
      guild_id: guild.id,
      position: 0,
      permission_overwrites: [],
      last_message_id: last === '0' ? null : last,
      ...(channel.parentId
        ? {
            parent_id: channel.parentId,
            owner_id: '7',
            message_count: 1,
            member_count: 1,
            thread_metadata: {
              archived: channel.archivedAt !== undefined,
              archive_timestamp: channel.archivedAt ?? new Date(now()).toISOString(),
              auto_archive_duration: 60,
              locked: false,
            },
          }
        : {}),
    }
  }

  function shapeGuild() {
    const all = [...channels.values()].filter((channel) => !channel.hidden)
    return {
      id: guild.id,
      name: guild.name,
      owner_id: '7',
      unavailable: false,
      member_count: 2,
      roles: [
        {
          id: guild.id,
          name: '@everyone',
          permissions: '0',
          position: 0,
          color: 0,
          hoist: false,
          managed: false,
          mentionable: false,
          flags: 0,
        },
        {
          id: '600',
          name: 'baristas',
          permissions: '0',
          position: 1,
          color: 0,
          hoist: false,
          managed: false,
          mentionable: true,
          flags: 0,
        },
      ],
      emojis: [],
      features: [],
      members: [
        {
          user: bot,
          roles: [],
          joined_at: new Date(now()).toISOString(),
          deaf: false,
          mute: false,
          flags: 0,
        },
      ],
      channels: all.filter((channel) => channel.type !== THREAD).map(shapeChannel),
      threads: all.filter((c) => c.type === THREAD && !c.archivedAt).map(shapeChannel),
      presences: [],
      voice_states: [],
      stage_instances: [],
      guild_scheduled_events: [],
      stickers: [],
      soundboard_sounds: [],
    }
  }

  /* ---- gateway ---- */

  function greet(socket: WebSocket): void {
    const send = (payload: object) => {
      if (!frozen.has(socket)) socket.send(JSON.stringify(payload))
    }
    let session: Session | null = null
    send({ op: 10, s: null, t: null, d: { heartbeat_interval: settings.heartbeatMs } })
    socket.on('message', (data) => {
      const frame = parse(String(data))
      if (frame === null) return socket.close(4002)
      if (frame.op === 1) return send({ op: 11 })
      if (frame.op === 2) {
        if (session) return socket.close(4005)
        session = identify(socket, frame.d)
      } else if (frame.op === 6) session = resume(socket, frame.d, send)
      else if (!session) socket.close(4003)
      else if (![3, 4, 8].includes(frame.op)) socket.close(4001)
    })
    socket.on('close', () => {
      if (session?.socket === socket) session.socket = null
    })
  }

  function identify(socket: WebSocket, d: { token: string; intents: number }): Session | null {
    if (d.token !== settings.token) return (socket.close(4004, 'Authentication failed.'), null)
    if (d.intents & ~KNOWN_INTENTS) return (socket.close(4013, 'Invalid intent(s).'), null)
    if (d.intents & MESSAGE_CONTENT && !settings.messageContent)
      return (socket.close(4014, 'Disallowed intent(s).'), null)
    settings.loginsLeft--
    const session: Session = { id: `s${newId()}`, intents: d.intents, sent: [], socket }
    sessions.set(session.id, session)
    dispatchTo(session, 'READY', {
      v: 10,
      user: { ...bot, discriminator: '0', avatar: null },
      guilds: [{ id: guild.id, unavailable: true }],
      session_id: session.id,
      resume_gateway_url: wsUrl(),
      shard: [0, 1],
      application: { id: '901', flags: 0 },
    })
    settings.beforeGuilds()
    if (guild.available) dispatchTo(session, 'GUILD_CREATE', shapeGuild())
    return session
  }

  function resume(
    socket: WebSocket,
    d: { token: string; session_id: string; seq: number },
    send: (payload: object) => void,
  ): Session | null {
    const session = sessions.get(d.session_id)
    if (d.token !== settings.token) return (socket.close(4004), null)
    if (!session) return (send({ op: 9, d: false, s: null, t: null }), null)
    session.socket = socket
    for (const event of session.sent.filter(({ s }) => s > d.seq)) send({ op: 0, ...event })
    dispatchTo(session, 'RESUMED', {})
    return session
  }

  const wsUrl = () => baseUrl.replace('http', 'ws')

  /* ---- HTTP ---- */

  function answer(
    route: string,
    url: URL,
    request: IncomingMessage,
    body: Record<string, unknown>,
  ): [number, unknown, Record<string, string>?] {
    if (route === 'GET /gateway') return [200, { url: wsUrl() }]
    if (request.headers.authorization !== `Bot ${settings.token}`)
      return [401, { message: '401: Unauthorized', code: 0 }]
    const limited = overLimit(route)
    if (limited) return limited
    if (route === 'GET /gateway/bot')
      return [
        200,
        {
          url: wsUrl(),
          shards: 1,
          session_start_limit: {
            total: 1000,
            remaining: settings.loginsLeft,
            reset_after: 3_600_000,
            max_concurrency: 1,
          },
        },
      ]
    if (route === 'GET /users/@me') return [200, { ...bot, discriminator: '0', avatar: null }]
    if (route === 'GET /users/@me/guilds') return [200, [{ id: guild.id, name: guild.name }]]
    if (route === 'GET /applications/@me')
      return [200, { id: '901', flags: settings.messageContent ? 1 << 19 : 0 }]
    const threads = [...channels.values()].filter((channel) => channel.type === THREAD)
    if (route === `GET /guilds/${guild.id}/threads/active`)
      return [200, { threads: threads.filter((t) => !t.archivedAt).map(shapeChannel), members: [] }]
    const [, id, rest] = /^\w+ \/channels\/(\d+)\/(.+)$/.exec(route) ?? []
    const channel = channels.get(id ?? '')
    if (!channel) return [404, { message: 'Unknown Channel', code: 10003 }]
    if (channel.hidden) return [403, { message: 'Missing Access', code: 50001 }]
    if (rest === 'threads/archived/public')
      return [
        200,
        {
          threads: threads.filter((t) => t.parentId === id && t.archivedAt).map(shapeChannel),
          members: [],
          has_more: false,
        },
      ]
    if (rest !== 'messages') return [404, { message: '404: Not Found', code: 0 }]
    return request.method === 'POST' ? post(channel, body) : list(channel, url.searchParams)
  }

  function overLimit(route: string): [number, unknown, Record<string, string>] | null {
    const second = Math.floor(now() / 1000)
    const window = windows.get(route)
    const used = window?.second === second ? window.used + 1 : 1
    windows.set(route, { second, used })
    if (used <= SEND_LIMIT) return null
    const headers = {
      'retry-after': '1',
      'x-ratelimit-limit': String(SEND_LIMIT),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset-after': '1.0',
      'x-ratelimit-scope': 'user',
    }
    return [
      429,
      { message: 'You are being rate limited.', retry_after: 1.0, global: false },
      headers,
    ]
  }

  function list(channel: FakeChannel, query: URLSearchParams): [number, unknown] {
    const limit = Number(query.get('limit') ?? '50')
    if (!(limit >= 1 && limit <= 100)) return [400, { message: 'Invalid Form Body', code: 50035 }]
    const after = BigInt(query.get('after') ?? '0')
    const found = channel.messages
      .filter((message) => BigInt(message.id) > after)
      .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
      .slice(0, limit)
    return [200, found.reverse()]
  }

  function post(channel: FakeChannel, body: Record<string, unknown>): [number, unknown] {
    const content = String(body['content'] ?? '').trim()
    if (content === '') return [400, { message: 'Cannot send an empty message', code: 50006 }]
    if ([...content].length > 2000)
      return [
        400,
        {
          message: 'Invalid Form Body',
          code: 50035,
          errors: {
            content: {
              _errors: [
                { code: 'BASE_TYPE_BAD_LENGTH', message: 'Must be 2000 or fewer in length.' },
              ],
            },
          },
        },
      ]
    const nonce = body['enforce_nonce'] === true ? String(body['nonce']) : null
    if (nonce !== null && nonce.length > 25)
      return [400, { message: 'Invalid Form Body', code: 50035 }]
    const twin = nonce === null ? undefined : nonces.get(nonce)
    if (twin) return [200, twin]
    const reference = body['message_reference'] as
      | { message_id: string; fail_if_not_exists?: boolean }
      | undefined
    const parent = channel.messages.find((message) => message.id === reference?.message_id)
    if (reference && !parent && reference.fail_if_not_exists !== false)
      return [
        400,
        {
          message: 'Invalid Form Body',
          code: 50035,
          errors: {
            message_reference: {
              _errors: [{ code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' }],
            },
          },
        },
      ]
    const message = fake.say(content, {
      channelId: channel.id,
      author: bot,
      ...(parent ? { replyTo: parent.id } : {}),
    })
    if (nonce !== null) nonces.set(nonce, message)
    return [200, message]
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? '/', baseUrl)
    const route = `${request.method} ${decodeURIComponent(url.pathname).replace(/^\/api\/v10/, '')}`
    const body = (parse(Buffer.concat(chunks).toString()) ?? {}) as Record<string, unknown>
    requests.push({ route, query: url.searchParams, body })
    const index = mishaps.findIndex(({ path }) => path.test(route))
    const mishap = index < 0 ? null : mishaps.splice(index, 1)[0]!.mishap
    if (mishap?.kind === 'cut') return void request.socket.destroy()
    const [status, answered, headers] = answer(route, url, request, body)
    if (mishap?.kind === 'done_then_cut') return void request.socket.destroy()
    const date = new Date(now()).toUTCString()
    const type = { 'content-type': 'application/json', date }
    if (mishap)
      return void response.writeHead(mishap.status, { ...type, ...mishap.headers }).end(mishap.body)
    response.writeHead(status, { ...type, ...headers }).end(JSON.stringify(answered))
  }

  const server = createServer((request, response) => void serve(request, response))
  const gateway = new WebSocketServer({ server })
  gateway.on('connection', greet)

  const fake = {
    bot,
    guild,
    settings,
    requests,
    sessions,
    channels,
    newId,
    baseUrl: () => `${baseUrl}/api`,
    dispatch,
    async start(): Promise<string> {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      return `${baseUrl}/api`
    },
    async stop(): Promise<void> {
      for (const socket of gateway.clients) socket.terminate()
      gateway.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
    addChannel(name: string, more: Partial<FakeChannel> = {}): FakeChannel {
      const channel = { id: newId(), name, type: GUILD_TEXT, messages: [], ...more }
      channels.set(channel.id, channel)
      return channel
    },
    /** A thread below a channel; told to whoever listens. */
    addThread(name: string, parentId: string): FakeChannel {
      const thread = fake.addChannel(name, { type: THREAD, parentId })
      dispatch('THREAD_CREATE', { ...shapeChannel(thread), newly_created: true })
      return thread
    },
    /** Says something in a channel and tells every session. */
    say(
      content: string,
      options: {
        channelId: string
        author?: FakeAuthor
        replyTo?: string
        quiet?: boolean
        type?: number
      },
    ): FakeMessage {
      const channel = channels.get(options.channelId)!
      const author = options.author ?? { id: '7', username: 'mara', global_name: 'Mara' }
      const parent = channel.messages.find((message) => message.id === options.replyTo)
      const message: FakeMessage = {
        id: newId(),
        channel_id: channel.id,
        author,
        content,
        timestamp: new Date(now()).toISOString(),
        edited_timestamp: null,
        type: options.type ?? (parent ? 19 : 0),
        mentions: content.includes(`<@${bot.id}>`) ? [bot] : [],
        mention_roles: [],
        attachments: [],
        embeds: [],
        ...(parent
          ? {
              message_reference: { type: 0, message_id: parent.id, channel_id: channel.id },
              referenced_message: parent,
            }
          : {}),
      }
      channel.messages.push(message)
      if (!options.quiet) dispatch('MESSAGE_CREATE', onWire(message))
      return message
    },
    find(id: string): FakeMessage {
      return [...channels.values()].flatMap((channel) => channel.messages).find((m) => m.id === id)!
    },
    edit(id: string, content: string): void {
      const message = fake.find(id)
      Object.assign(message, { content, edited_timestamp: new Date(now()).toISOString() })
      dispatch('MESSAGE_UPDATE', onWire(message))
    },
    /** Discord adds the preview of a link: an update that is no edit. */
    unfurl(id: string): void {
      dispatch('MESSAGE_UPDATE', { ...onWire(fake.find(id)), embeds: [{ type: 'link' }] })
    },
    remove(...ids: string[]): void {
      const channel = [...channels.values()].find((c) => c.messages.some((m) => m.id === ids[0]))!
      channel.messages = channel.messages.filter((message) => !ids.includes(message.id))
      const place = { channel_id: channel.id, guild_id: guild.id }
      if (ids.length === 1) dispatch('MESSAGE_DELETE', { id: ids[0], ...place })
      else dispatch('MESSAGE_DELETE_BULK', { ids, ...place })
    },
    /** Cuts every gateway connection; without `resumable` the sessions are forgotten. */
    cut(resumable: boolean): void {
      if (!resumable) sessions.clear()
      for (const socket of gateway.clients) socket.terminate()
    },
    closeGateway(code: number): void {
      for (const socket of gateway.clients) socket.close(code)
    },
    /** The server goes out of reach, and comes back when told. */
    loseGuild(): void {
      guild.available = false
      dispatch('GUILD_DELETE', { id: guild.id, unavailable: true })
    },
    restoreGuild(): void {
      guild.available = true
      dispatch('GUILD_CREATE', shapeGuild())
    },
    /** Open gateway connections say nothing more, not even that they are alive. */
    freeze(): void {
      for (const socket of gateway.clients) frozen.add(socket)
    },
    failNext(path: RegExp, mishap: Mishap): void {
      mishaps.push({ path, mishap })
    },
  }
  return fake
}

function parse(text: string): { op: number; d: never } | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export type FakeDiscord = ReturnType<typeof createFakeDiscord>
