import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGateway } from './gateway.ts'
import { createHttp, type Told } from './http.ts'
import {
  createWorld,
  type FakeAuthor,
  type FakeChannel,
  type FakeMessage,
  GUILD_TEXT,
  parse,
  shapeChannel,
  shapeGuild,
  THREAD,
} from './world.ts'

/** How the next request to a path goes wrong. */
export type Mishap =
  | { kind: 'answer'; status: number; body: string; headers?: Record<string, string> }
  | { kind: 'cut' }
  /** Done as asked, then the socket is cut. */
  | { kind: 'done_then_cut' }

const MARA: FakeAuthor = { id: '7', username: 'mara', global_name: 'Mara' }

/** Discord with one server, its HTTP interface v10 and its gateway, on one loopback port. */
export function createFakeDiscord(now: () => number) {
  const world = createWorld(now)
  const { bot, guild, channels, settings } = world
  const mishaps: { path: RegExp; mishap: Mishap }[] = []
  const requests: { route: string; query: URLSearchParams; body: Record<string, unknown> }[] = []
  const told: Told = { answers: new Map(), commands: new Map() }
  let baseUrl = ''
  const wsUrl = () => baseUrl.replace('http', 'ws')
  const server = createServer((request, response) => void serve(request, response))
  const gateway = createGateway(server, world, wsUrl)
  const { answer } = createHttp(world, told, wsUrl, (content, options) =>
    fake.say(content, options),
  )
  const wired = (message: FakeMessage) => ({ ...message, guild_id: guild.id })

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
    if (status === 204) return void response.writeHead(204, { date }).end()
    response.writeHead(status, { ...type, ...headers }).end(JSON.stringify(answered))
  }

  const fake = {
    bot,
    guild,
    settings,
    requests,
    sessions: gateway.sessions,
    answers: told.answers,
    commands: told.commands,
    channels,
    newId: world.newId,
    baseUrl: () => `${baseUrl}/api`,
    dispatch: gateway.dispatch,
    async start(): Promise<string> {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      return `${baseUrl}/api`
    },
    async stop(): Promise<void> {
      gateway.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
    addChannel(name: string, more: Partial<FakeChannel> = {}): FakeChannel {
      const channel = { id: world.newId(), name, type: GUILD_TEXT, messages: [], ...more }
      channels.set(channel.id, channel)
      return channel
    },
    /** A thread below a channel; told to whoever listens. */
    addThread(name: string, parentId: string): FakeChannel {
      const thread = fake.addChannel(name, { type: THREAD, parentId })
      gateway.dispatch('THREAD_CREATE', { ...shapeChannel(world, thread), newly_created: true })
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
        id?: string
      },
    ): FakeMessage {
      const channel = channels.get(options.channelId)!
      const author = options.author ?? MARA
      const parent = channel.messages.find((message) => message.id === options.replyTo)
      const message: FakeMessage = {
        id: options.id ?? world.newId(),
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
      if (!options.quiet) gateway.dispatch('MESSAGE_CREATE', wired(message))
      return message
    },
    find(id: string): FakeMessage {
      return [...channels.values()].flatMap((channel) => channel.messages).find((m) => m.id === id)!
    },
    edit(id: string, content: string): void {
      const message = fake.find(id)
      Object.assign(message, { content, edited_timestamp: new Date(now()).toISOString() })
      gateway.dispatch('MESSAGE_UPDATE', wired(message))
    },
    /** Discord adds the preview of a link: an update that is no edit. */
    unfurl(id: string): void {
      gateway.dispatch('MESSAGE_UPDATE', { ...wired(fake.find(id)), embeds: [{ type: 'link' }] })
    },
    remove(...ids: string[]): void {
      const channel = [...channels.values()].find((c) => c.messages.some((m) => m.id === ids[0]))!
      channel.messages = channel.messages.filter((message) => !ids.includes(message.id))
      const place = { channel_id: channel.id, guild_id: guild.id }
      if (ids.length === 1) gateway.dispatch('MESSAGE_DELETE', { id: ids[0], ...place })
      else gateway.dispatch('MESSAGE_DELETE_BULK', { ids, ...place })
    },
    /** A channel or a thread goes, and all that was said in it; of the threads below a channel nothing more is told. */
    removePlace(id: string): void {
      const channel = channels.get(id)!
      for (const gone of channels.values())
        if (gone.id === id || gone.parentId === id) channels.delete(gone.id)
      gateway.dispatch(channel.type === THREAD ? 'THREAD_DELETE' : 'CHANNEL_DELETE', {
        id,
        guild_id: guild.id,
        parent_id: channel.parentId ?? null,
        type: channel.type,
      })
    },
    /** Cuts every gateway connection; without `resumable` the sessions are forgotten. */
    cut: (resumable: boolean) => gateway.cut(resumable),
    closeGateway: (code: number) => gateway.close(code),
    /** A post in a forum: a thread with a name and tags, and its first message under the same id. */
    post(forumId: string, name: string, content: string, appliedTags: string[] = []): FakeMessage {
      const thread = fake.addChannel(name, { type: THREAD, parentId: forumId, appliedTags })
      gateway.dispatch('THREAD_CREATE', { ...shapeChannel(world, thread), newly_created: true })
      return fake.say(content, { channelId: thread.id, id: thread.id })
    },
    /** Somebody reacts, or takes it back. */
    react(id: string, name: string, by = '8', count = 1): void {
      const message = fake.find(id)
      const others = (message.reactions ?? []).filter(({ emoji }) => emoji.name !== name)
      const before = message.reactions?.find(({ emoji }) => emoji.name === name)?.count ?? 0
      const emoji = { id: null, name }
      const now = before + count
      message.reactions = now > 0 ? [...others, { emoji, count: now, me: false }] : others
      gateway.dispatch(count > 0 ? 'MESSAGE_REACTION_ADD' : 'MESSAGE_REACTION_REMOVE', {
        user_id: by,
        channel_id: message.channel_id,
        message_id: id,
        guild_id: guild.id,
        emoji,
        burst: false,
        type: 0,
      })
    },
    /** Somebody writes a command of the app; answers the token under which they are answered. */
    command(name: string, option: string, channelId: string, user: FakeAuthor = MARA): string {
      const id = world.newId()
      const token = `token-${id}`
      gateway.dispatch('INTERACTION_CREATE', {
        id,
        application_id: '901',
        type: 2,
        token,
        version: 1,
        guild_id: guild.id,
        channel_id: channelId,
        channel: { id: channelId, type: 0, guild_id: guild.id, permissions: '0' },
        member: {
          user: { ...user, discriminator: '0', avatar: null },
          roles: [],
          permissions: '0',
          joined_at: new Date(now()).toISOString(),
          deaf: false,
          mute: false,
          flags: 0,
        },
        data: { id: '902', name, type: 1, options: [{ name: option, type: 1, options: [] }] },
        locale: 'en-GB',
        guild_locale: 'en-GB',
        app_permissions: '0',
        entitlements: [],
        authorizing_integration_owners: {},
        context: 0,
      })
      return token
    },
    /** The server goes out of reach, and comes back when told. */
    loseGuild(): void {
      guild.available = false
      gateway.dispatch('GUILD_DELETE', { id: guild.id, unavailable: true })
    },
    restoreGuild(): void {
      guild.available = true
      gateway.dispatch('GUILD_CREATE', shapeGuild(world))
    },
    /** Open gateway connections say nothing more, not even that they are alive. */
    freeze: () => gateway.freeze(),
    failNext(path: RegExp, mishap: Mishap): void {
      mishaps.push({ path, mishap })
    },
  }
  return fake
}
