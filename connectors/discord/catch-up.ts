import { type APIThreadChannel, ChannelType, DiscordAPIError, type Guild, Routes } from 'discord.js'
import type { Batch, Ctx, Item } from '../connector.ts'
import { type DiscordCursor, hold, isNewer, moveTo, timeOfMessageId } from './cursor.ts'
import { toNetworkError } from './errors.ts'
import { type Gateway, readSafely } from './gateway.ts'
import type { RawMessage } from './message.ts'

/** As many messages as Discord gives in one answer. */
const PAGE = 100
const HOLDS_THREADS = new Set([
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildForum,
  ChannelType.GuildMedia,
])

interface Place {
  id: string
  lastMessageId: string | null
}

/**
 * Everything said since the cursor in every channel and thread that the bot may read, oldest first within
 * each; the cursor remembers how far each channel has come. The last batch is caught up.
 */
export async function* catchUp(
  gateway: Gateway,
  from: DiscordCursor,
  ctx: Ctx,
): AsyncGenerator<Batch & { cursor: DiscordCursor }> {
  let at = from
  let newest = from.since
  for (const guild of gateway.client.guilds.cache.values()) {
    if (!gateway.wants(guild.id)) continue
    if (!guild.available) {
      at = hold(at, guild.id)
      continue
    }
    const since = from.held[guild.id] ?? from.since
    for (const place of await placesOf(gateway, guild, since, ctx)) {
      const start = at.channels[place.id] ?? since
      if (place.lastMessageId === null || !isNewer(place.lastMessageId, start)) continue
      for await (const page of readPlace(gateway, guild.id, { id: place.id, start }, ctx)) {
        at = { ...at, channels: { ...at.channels, [place.id]: page.last } }
        if (isNewer(page.last, newest)) newest = page.last
        yield { items: page.items, cursor: at, caughtUp: false }
      }
    }
  }
  const held = Object.fromEntries(
    Object.entries(at.held).filter(
      ([id]) => gateway.client.guilds.cache.get(id)?.available === false,
    ),
  )
  yield { items: [], cursor: moveTo({ ...at, channels: {}, held }, newest), caughtUp: true }
}

async function* readPlace(
  gateway: Gateway,
  guildId: string,
  place: { id: string; start: string },
  ctx: Ctx,
): AsyncGenerator<{ items: Item[]; last: string }> {
  let after = place.start
  while (true) {
    const query = new URLSearchParams({ after, limit: String(PAGE) })
    const page = await ask<RawMessage[]>(ctx, () =>
      gateway.client.rest.get(Routes.channelMessages(place.id), { query }),
    )
    const known = (page ?? []).filter((raw) => typeof raw?.id === 'string' && /^\d+$/.test(raw.id))
    if (known.length === 0) return
    known.sort((a, b) => (isNewer(a.id, b.id) ? 1 : -1))
    after = known.at(-1)?.id ?? after
    yield { items: known.flatMap((raw) => readSafely(raw, guildId, gateway, ctx)), last: after }
    if (known.length < PAGE) return
  }
}

/** Channels, open threads, and threads that were closed since; without those the bot may not see. */
async function placesOf(gateway: Gateway, guild: Guild, since: string, ctx: Ctx): Promise<Place[]> {
  const channels = [...guild.channels.cache.values()]
  const places: Place[] = channels.flatMap((channel) =>
    channel.isTextBased() ? [{ id: channel.id, lastMessageId: channel.lastMessageId }] : [],
  )
  const { rest } = guild.client
  const open = await ask<Threads>(ctx, () => rest.get(Routes.guildActiveThreads(guild.id)))
  const threads = open?.threads ?? []
  for (const channel of channels)
    if (HOLDS_THREADS.has(channel.type))
      threads.push(...(await closedThreads(guild, channel.id, since, ctx)))
  for (const thread of threads) {
    gateway.threads.set(thread.id, {
      name: thread.name,
      parentId: thread.parent_id ?? null,
      tags: thread.applied_tags ?? [],
    })
    places.push({ id: thread.id, lastMessageId: thread.last_message_id ?? null })
  }
  return [...new Map(places.map((place) => [place.id, place])).values()]
}

interface Threads {
  threads: APIThreadChannel[]
  has_more?: boolean
}

async function closedThreads(
  guild: Guild,
  channelId: string,
  since: string,
  ctx: Ctx,
): Promise<APIThreadChannel[]> {
  const found: APIThreadChannel[] = []
  let before: string | undefined
  do {
    const query = new URLSearchParams({ limit: '100', ...(before ? { before } : {}) })
    const page = await ask<Threads>(ctx, () =>
      guild.client.rest.get(Routes.channelThreads(channelId, 'public'), { query }),
    )
    found.push(...(page?.threads ?? []))
    const oldest = page?.threads.at(-1)?.thread_metadata?.archive_timestamp
    const mayHoldMore = oldest !== undefined && Date.parse(oldest) > timeOfMessageId(since)
    before = page?.has_more && mayHoldMore ? oldest : undefined
  } while (before !== undefined)
  return found
}

/** One question over HTTP; null where the bot may not see the place, or it is gone. */
async function ask<T>(ctx: Ctx, request: () => Promise<unknown>): Promise<T | null> {
  try {
    return (await request()) as T
  } catch (cause) {
    const hidden = cause instanceof DiscordAPIError && [403, 404].includes(cause.status)
    if (!hidden) throw toNetworkError(cause, 'read', ctx.clock.now())
    ctx.log.debug({ route: cause.url }, 'discord hides this place from the bot')
    return null
  }
}
