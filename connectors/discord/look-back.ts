import { DiscordAPIError, type REST, Routes } from 'discord.js'
import type { Ctx, Item, StoredPost } from '../connector.ts'
import { isNewer, messageIdAt } from './cursor.ts'
import { toNetworkError } from './errors.ts'
import { type Gateway, readSafely } from './gateway.ts'
import { type RawMessage, readMetrics } from './message.ts'

/** As many messages as Discord gives in one answer. */
const PAGE = 100
/** Posts asked about after a break, and how old they may be: what is older rarely changes. */
const MOST = 300
const LOOK_BACK_MS = 3 * 86_400_000
/** Questions a break may cost. */
const MOST_PAGES = 40
const UNKNOWN_CHANNEL = 10_003

/** Where the stored posts of one channel stand. */
interface Place {
  guildId: string
  channelId: string
  /** Oldest first. */
  posts: StoredPost[]
}

/**
 * What a break hid: Discord never tells again of an edit, a deletion or a reaction that nobody heard. The newest
 * posts that stand here are looked up in their channels; what is missing there is gone, what was edited is read
 * anew, and reactions are counted.
 */
export async function* lookBack(gateway: Gateway, ctx: Ctx): AsyncGenerator<Item[]> {
  const { rest } = gateway.client
  let pages = 0
  for (const place of await placesOf(ctx)) {
    let left = place.posts
    while (left.length > 0 && pages++ < MOST_PAGES && !ctx.signal.aborted) {
      const page = await readPage(rest, place.channelId, left[0]?.nativeId ?? '0', ctx)
      if (page === 'hidden') break
      const found = page === 'gone' ? [] : page
      const newest = found.map(({ id }) => id).reduce((a, b) => (isNewer(a, b) ? a : b), '0')
      const reaches = found.length < PAGE
      const decided = left.filter(({ nativeId }) => reaches || !isNewer(nativeId, newest))
      yield decided.flatMap((post) => compare(post, found, place.guildId))
      left = left.slice(decided.length)
    }
  }

  function compare(post: StoredPost, found: readonly RawMessage[], guildId: string): Item[] {
    const raw = found.find(({ id }) => id === post.nativeId)
    if (raw === undefined) return [{ type: 'delete', key: post.key, reason: 'deleted on Discord' }]
    const now = ctx.clock.now()
    const [item] = readSafely(raw, guildId, gateway, ctx)
    const isNew = item?.type === 'upsert' && item.mention.revision !== post.revision
    return isNew ? [item] : [{ type: 'metrics', key: post.key, metrics: readMetrics(raw, now) }]
  }
}

async function placesOf(ctx: Ctx): Promise<Place[]> {
  const oldest = messageIdAt(ctx.clock.now() - LOOK_BACK_MS)
  const places = new Map<string, Place>()
  for (const post of (await ctx.stored?.(null, MOST)) ?? []) {
    const { guildId, channelId } = post.replyRef
    if (guildId === undefined || channelId === undefined || !isNewer(post.nativeId, oldest))
      continue
    const place = places.get(channelId) ?? { guildId, channelId, posts: [] }
    place.posts.push(post)
    places.set(channelId, place)
  }
  for (const { posts } of places.values())
    posts.sort((a, b) => (isNewer(a.nativeId, b.nativeId) ? 1 : -1))
  return [...places.values()]
}

/**
 * The messages from this one on; a channel that is gone took its messages along, one that is hidden tells nothing,
 * and so does a page with something on it that is no message.
 */
async function readPage(
  rest: REST,
  channelId: string,
  from: string,
  ctx: Ctx,
): Promise<readonly RawMessage[] | 'gone' | 'hidden'> {
  const query = new URLSearchParams({ after: String(BigInt(from) - 1n), limit: String(PAGE) })
  try {
    const page = await rest.get(Routes.channelMessages(channelId), { query })
    return Array.isArray(page) && page.every(isMessage) ? page : 'hidden'
  } catch (cause) {
    if (!(cause instanceof DiscordAPIError) || ![403, 404].includes(cause.status))
      throw toNetworkError(cause, 'read', ctx.clock.now())
    return cause.code === UNKNOWN_CHANNEL ? 'gone' : 'hidden'
  }
}

function isMessage(raw: unknown): raw is RawMessage {
  return /^\d+$/.test((raw as RawMessage | null)?.id ?? '')
}
