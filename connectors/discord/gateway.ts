import {
  Client,
  Events,
  GatewayDispatchEvents,
  GatewayIntentBits,
  Options,
  type RESTOptions,
} from 'discord.js'
import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Ctx, Item } from '../connector.ts'
import { type Asked, hearCommand, type RawCommand, registerCommand } from './command.ts'
import { explainClose, toNetworkError } from './errors.ts'
import { guardLibrary } from './guard.ts'
import { isWritten, keyOf, type Names, type RawMessage, readMessage } from './message.ts'
import { namesOf, type SeenThread } from './names.ts'

/** The library waits for a limit by itself up to here, ms; longer waits are the runner's. */
const SHORT_WAIT_MS = 5_000
/** More than this waiting to be stored means that we are too slow: stop and catch up later. */
const MAX_WAITING = 10_000

/** What happened at the gateway, in its order. */
export type Happening =
  | { kind: 'items'; items: Item[]; newest: string | null }
  /** A new session has begun: until the next catch-up the cursor must not move. */
  | { kind: 'lost' }
  /** All servers are there, or a place is gone: what was said or taken away in between can be fetched. */
  | { kind: 'behind' }
  | { kind: 'unavailable'; guildId: string }
  /** Somebody reacted to a message. */
  | { kind: 'liked'; guildId: string; channelId: string; messageId: string }
  /** A member wrote our command. */
  | { kind: 'asked'; asked: Asked }
  /** The time to wait is over. */
  | { kind: 'time' }

export interface GatewayOptions {
  baseUrl: string
  token: string
  /** Servers to listen to; empty for all. */
  guilds: readonly string[]
  /** Further accounts of ours, by id. */
  ours: ReadonlySet<string>
}

export interface Gateway {
  client: Client
  names: Names
  /** Threads that only a catch-up has seen, closed ones among them. */
  threads: Map<string, SeenThread>
  ours: ReadonlySet<string>
  /** Whether this server is one of those to listen to. */
  wants(guildId: string | undefined): guildId is string
  /** The bot's own account id, once the first happening has come. */
  ourId(): string
  /** The next happening, or that it is this time (epoch ms; null for no limit); null when the signal has aborted; throws what broke the connection. */
  next(until: number | null): Promise<Happening | null>
  /** Messages that wait already and come next; null where there are none. */
  takeHeard(): { items: Item[]; newest: string | null } | null
  close(): void
}

/** How the library calls Discord over HTTP: short limits are waited for, long ones thrown. */
export function restOptions(baseUrl: string, retries: number): Partial<RESTOptions> {
  return {
    api: baseUrl,
    retries,
    rejectOnRateLimit: ({ retryAfter }) => !(retryAfter > 0 && retryAfter <= SHORT_WAIT_MS),
  }
}

/** Logs in and listens; the library itself resumes after short breaks. */
export function openGateway(options: GatewayOptions, ctx: Ctx): Gateway {
  const { baseUrl, token, guilds, ours } = options
  const client = new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.MessageContent,
      GatewayIntentBits.GuildMessageReactions,
    ],
    rest: restOptions(baseUrl, 3),
    makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, MessageManager: 0 }),
    allowedMentions: { parse: [], repliedUser: false },
  })
  const threads = new Map<string, SeenThread>()
  const names = namesOf(client, threads)
  const wants = (guildId: string | undefined): guildId is string =>
    guildId !== undefined && (guilds.length === 0 || guilds.includes(guildId))
  const queue: Happening[] = []
  let failure: NetworkError | null = null
  let wake = () => {}
  let connected = false
  let closed = false

  const push = (happening: Happening) => {
    if (closed) return
    queue.push(happening)
    if (queue.length > MAX_WAITING)
      fail(new NetworkError('transient', 'Discord talks faster than we can store.'))
    wake()
  }
  const fail = (error: NetworkError) => {
    failure ??= error
    wake()
  }
  const close = () => {
    if (closed) return
    closed = true
    wake()
    // The library's reconnect survives a destroy in its middle; then it ends as soon as it is back.
    if (connected) void client.destroy().catch(() => {})
  }
  const cameBack = () => {
    connected = true
    if (closed) void client.destroy().catch(() => {})
  }

  guardLibrary(client, ctx.log)
  client.on(Events.Error, (error) => ctx.log.warn({ error: messageOf(error) }, 'discord error'))
  client.on(Events.ShardError, (error) =>
    ctx.log.warn({ error: messageOf(error) }, 'gateway error'),
  )
  client.on(Events.ShardDisconnect, ({ code }) => {
    connected = false
    fail(explainClose(code) ?? new NetworkError('transient', `Discord hung up (code ${code}).`))
  })
  client.on(Events.Invalidated, () =>
    fail(new NetworkError('transient', 'Discord ended the session.')),
  )
  client.on(Events.ShardReconnecting, () => {
    connected = false
    ctx.health({ state: 'degraded', detail: 'Discord hung up; connecting again.' })
  })
  client.on(Events.ShardResume, () => {
    cameBack()
    ctx.health({ state: 'live' })
  })
  client.on(Events.ShardReady, () => {
    cameBack()
    push({ kind: 'behind' })
    void registerCommand(client, ctx)
  })
  client.ws.on(GatewayDispatchEvents.Ready, () => push({ kind: 'lost' }))
  client.on(Events.GuildUnavailable, ({ id }) => {
    if (wants(id)) push({ kind: 'unavailable', guildId: id })
  })
  client.on(Events.GuildAvailable, () => {
    // While logging in every server is announced like this.
    if (connected) push({ kind: 'behind' })
  })

  const hear = (name: GatewayDispatchEvents, toItems: (data: never) => Item[]) =>
    client.ws.on(name, (data: unknown) => {
      try {
        const items = toItems(data as never)
        if (items.length > 0) push({ kind: 'items', items, newest: newestOf(items) })
      } catch (error) {
        push({ kind: 'items', items: [poisonOf(data, error)], newest: null })
      }
    })
  const read = (raw: RawMessage & { guild_id?: string }) =>
    wants(raw.guild_id) ? readItem(raw, raw.guild_id, gateway, ctx) : []
  hear(GatewayDispatchEvents.MessageCreate, (raw: RawMessage) => read(raw))
  // Without a time of editing only a link preview was added.
  hear(GatewayDispatchEvents.MessageUpdate, (raw: RawMessage) =>
    raw.edited_timestamp ? read(raw) : [],
  )
  hear(GatewayDispatchEvents.MessageDelete, ({ guild_id: guildId, id }: Deleted) =>
    wants(guildId) ? deletions(guildId, [id]) : [],
  )
  hear(GatewayDispatchEvents.MessageDeleteBulk, ({ guild_id: guildId, ids }: Deleted) =>
    wants(guildId) ? deletions(guildId, ids) : [],
  )

  // A place that goes takes its messages along, without a word of each: they are looked up.
  const goneWith = (told: { guild_id?: string } | null) => {
    if (wants(told?.guild_id) && queue.at(-1)?.kind !== 'behind') push({ kind: 'behind' })
  }
  client.ws.on(GatewayDispatchEvents.ChannelDelete, goneWith)
  client.ws.on(GatewayDispatchEvents.ThreadDelete, goneWith)

  const liked = (told: Partial<Reacted> | null) => {
    const { guild_id: guildId, channel_id: channelId, message_id: messageId } = told ?? {}
    if (wants(guildId) && isId(channelId) && isId(messageId))
      push({ kind: 'liked', guildId, channelId, messageId })
  }
  client.ws.on(GatewayDispatchEvents.MessageReactionAdd, liked)
  client.ws.on(GatewayDispatchEvents.MessageReactionRemove, liked)
  client.ws.on(GatewayDispatchEvents.MessageReactionRemoveAll, liked)
  client.ws.on(GatewayDispatchEvents.InteractionCreate, (raw: RawCommand) => {
    hearCommand(client, raw, ctx).then(
      (asked) => asked !== null && push({ kind: 'asked', asked }),
      (error: unknown) => ctx.log.warn({ error: messageOf(error) }, 'a command was not heard'),
    )
  })

  const gateway: Gateway = {
    client,
    names,
    threads,
    ours,
    wants,
    ourId: () => client.user?.id ?? '',
    takeHeard() {
      const [first] = queue
      if (first?.kind !== 'items') return null
      queue.shift()
      return first
    },
    close,
    async next(until) {
      while (true) {
        if (ctx.signal.aborted) return null
        const happening = queue.shift()
        if (happening !== undefined) return happening
        if (failure !== null) throw failure
        if (until !== null && ctx.clock.now() >= until) return { kind: 'time' }
        await pause(until)
      }
    },
  }
  /** Until something happens or the time has come; leaves nobody asleep. */
  async function pause(until: number | null): Promise<void> {
    const woken = new AbortController()
    await new Promise<void>((resolve) => {
      wake = resolve
      if (until !== null)
        ctx.clock.sleep(until - ctx.clock.now(), woken.signal).then(resolve, () => {})
    })
    woken.abort()
  }

  ctx.signal.addEventListener('abort', close, { once: true })
  client
    .login(token)
    .catch((cause: unknown) => fail(toNetworkError(cause, 'read', ctx.clock.now())))
  return gateway
}

interface Reacted {
  guild_id?: string
  channel_id: string
  message_id: string
}

interface Deleted {
  guild_id?: string
  id: string
  ids: string[]
}

/** One message as items: none for a system message. Throws where it makes no sense. */
function readItem(raw: RawMessage, guildId: string, gateway: Gateway, ctx: Ctx): Item[] {
  if (!isWritten(raw)) return []
  const reading = {
    connectionId: ctx.connectionId,
    guildId,
    ourId: gateway.ourId(),
    ours: gateway.ours,
    names: gateway.names,
    receivedAt: ctx.clock.now(),
  }
  return [{ type: 'upsert', mention: readMessage(raw, reading) }]
}

/** The same, where one message that makes no sense must not keep the others. */
export function readSafely(raw: RawMessage, guildId: string, gateway: Gateway, ctx: Ctx): Item[] {
  try {
    return readItem(raw, guildId, gateway, ctx)
  } catch (error) {
    return [poisonOf(raw, error)]
  }
}

/** What could not be understood, with the reason. */
function poisonOf(raw: unknown, error: unknown): Item {
  return { type: 'poison', raw: JSON.stringify(raw) ?? '', reason: messageOf(error) }
}

function deletions(guildId: string, ids: readonly string[]): Item[] {
  return ids.map((id) => ({
    type: 'delete',
    key: keyOf(guildId, id),
    reason: 'deleted on Discord',
  }))
}

function newestOf(items: readonly Item[]): string | null {
  const item = items[0]
  return item?.type === 'upsert' ? item.mention.nativeId : null
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^\d+$/.test(value)
}
