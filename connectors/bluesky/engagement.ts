import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Engagement } from '../../core/mention.ts'
import type { Ctx, Item, StoredPost } from '../connector.ts'
import { getJson } from '../http.ts'
import { looseOf } from './facets.ts'
import { readLabels } from './labels.ts'

const EVERY_MS = 10 * 60_000
/** Later nobody likes a post any more. */
const YOUNG_MS = 2 * 86_400_000
const MAX_YOUNG = 300
/** Once a day older posts are asked about as well: the newest ones. */
const DAY_MS = 86_400_000
const MAX_DAILY = 1000
/** The view of the network may show a new post later than the stream tells of it. */
const SETTLED_MS = 3_600_000
/** The most posts one request may ask for (source: lexicon of getPosts). */
const PER_REQUEST = 25

const COUNTS = {
  likes: 'likeCount',
  reposts: 'repostCount',
  replies: 'replyCount',
  quotes: 'quoteCount',
} as const

type Loose = Readonly<Record<string, unknown>>

export interface Popularity {
  /**
   * New counts of what stands here, and what is hidden or gone since; nothing where it is not time yet. `checkedAt`
   * is when posts of every age were asked about, epoch ms: the last time, and from now on.
   */
  due(ctx: Ctx, checkedAt: number): Promise<{ items: Item[]; checkedAt: number }>
}

/**
 * Likes, reposts, answers and quotes as they are now: the stream tells of posts only, and of a deletion only
 * whoever was listening.
 */
export function createPopularity(appView: string): Popularity {
  /** What was told last, by key: the same again is no news. */
  let told: ReadonlyMap<string, string> = new Map()
  let nextAt: number | null = null

  return {
    async due(ctx, checkedAt) {
      const now = ctx.clock.now()
      const isDaily = now - checkedAt >= DAY_MS
      nextAt ??= isDaily ? now : now + EVERY_MS
      if (now < nextAt) return { items: [], checkedAt }
      nextAt = now + EVERY_MS
      const stored = (await ctx.stored?.(null, isDaily ? MAX_DAILY : MAX_YOUNG)) ?? []
      const posts = isDaily ? stored : stored.filter((post) => post.observedAt > now - YOUNG_MS)
      try {
        return { items: await look(posts, ctx), checkedAt: isDaily ? now : checkedAt }
      } catch (error) {
        if (ctx.signal.aborted) throw error
        ctx.log.warn({ error: messageOf(error) }, 'posts of Bluesky could not be counted')
        return { items: [], checkedAt }
      }
    },
  }

  async function look(posts: readonly StoredPost[], ctx: Ctx): Promise<Item[]> {
    const now = ctx.clock.now()
    const shown = await readPosts(appView, posts, ctx)
    const isLost = ({ nativeId, observedAt }: StoredPost) =>
      !shown.has(nativeId) && observedAt < now - SETTLED_MS
    // A look may miss one by chance, and a deletion here cannot be taken back: so it is asked for twice.
    for (const [uri, post] of await readPosts(appView, posts.filter(isLost), ctx))
      shown.set(uri, post)
    const counted = new Map<string, string>()
    const items = posts.flatMap((stored): Item[] => {
      const { key } = stored
      const post = shown.get(stored.nativeId)
      if (post === undefined)
        return isLost(stored) ? [{ type: 'delete', key, reason: 'no longer on Bluesky' }] : []
      if (isHidden(post))
        return [{ type: 'delete', key, reason: 'hidden by the moderators of Bluesky' }]
      const counts = readCounts(post)
      const said = JSON.stringify(counts)
      counted.set(key, said)
      return said === told.get(key)
        ? []
        : [{ type: 'metrics', key, metrics: { ...counts, asOf: now } }]
    })
    told = counted
    return items
  }
}

/** The posts that the network shows, by their address. */
async function readPosts(
  appView: string,
  posts: readonly StoredPost[],
  ctx: Ctx,
): Promise<Map<string, Loose>> {
  const shown = new Map<string, Loose>()
  for (let at = 0; at < posts.length; at += PER_REQUEST) {
    const url = new URL('/xrpc/app.bsky.feed.getPosts', appView)
    for (const { nativeId } of posts.slice(at, at + PER_REQUEST))
      url.searchParams.append('uris', nativeId)
    const { posts: page } = looseOf(await getJson(ctx, url.href, 'Bluesky'))
    if (!Array.isArray(page))
      throw new NetworkError('transient', 'Bluesky sent something that is no list of posts.')
    for (const post of page.map(looseOf))
      if (typeof post['uri'] === 'string') shown.set(post['uri'], post)
  }
  return shown
}

function isHidden({ labels, author }: Loose): boolean {
  return readLabels(labels).isHidden || readLabels(looseOf(author)['labels']).isHidden
}

function readCounts(post: Loose): Omit<Engagement, 'asOf'> {
  const counts: Omit<Engagement, 'asOf'> = {}
  for (const [name, field] of Object.entries(COUNTS)) {
    const count = post[field]
    if (Number.isSafeInteger(count) && Number(count) >= 0)
      counts[name as keyof typeof COUNTS] = Number(count)
  }
  return counts
}
