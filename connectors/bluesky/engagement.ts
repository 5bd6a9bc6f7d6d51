import { messageOf } from '../../core/errors.ts'
import { type Engagement, mentionKey } from '../../core/mention.ts'
import type { Ctx, Item } from '../connector.ts'
import { errorOfAnswer, sendRequest } from '../http.ts'
import { looseOf } from './facets.ts'
import { readLabels } from './labels.ts'
import { jsonOf } from './session.ts'

const EVERY_MS = 10 * 60_000
/** Later nobody likes a post any more. */
const WATCH_MS = 2 * 86_400_000
const MAX_WATCHED = 300
/** The most posts one request may ask for (source: lexicon of getPosts). */
const PER_REQUEST = 25

const COUNTS = {
  likes: 'likeCount',
  reposts: 'repostCount',
  replies: 'replyCount',
  quotes: 'quoteCount',
} as const

export interface Popularity {
  /** Posts that were handed on are asked for again while they are young. */
  watch(items: readonly Item[]): void
  /** New counts, and what Bluesky's moderators hid since; nothing where it is not time yet. */
  due(ctx: Ctx): Promise<Item[]>
}

/** Likes, reposts, answers and quotes as they are now: the stream tells of posts only. */
export function createPopularity(appView: string): Popularity {
  const watched = new Map<string, { at: number; last: string }>()
  let nextAt: number | null = null

  return {
    watch(items) {
      for (const item of items) {
        if (item.type === 'delete') watched.delete(item.key.replace(/^bluesky::/, ''))
        if (item.type !== 'upsert') continue
        const { nativeId, observedAt } = item.mention
        if (!watched.has(nativeId)) watched.set(nativeId, { at: observedAt, last: '' })
        const [oldest] = watched.keys()
        if (watched.size > MAX_WATCHED && oldest !== undefined) watched.delete(oldest)
      }
    },
    async due(ctx) {
      const now = ctx.clock.now()
      nextAt ??= now + EVERY_MS
      if (now < nextAt) return []
      nextAt = now + EVERY_MS
      for (const [uri, { at }] of watched) if (at < now - WATCH_MS) watched.delete(uri)
      const uris = [...watched.keys()]
      const items: Item[] = []
      for (let at = 0; at < uris.length; at += PER_REQUEST) {
        try {
          const posts = await readPosts(appView, uris.slice(at, at + PER_REQUEST), ctx)
          items.push(...posts.flatMap((post) => itemOf(post, now)))
        } catch (error) {
          if (ctx.signal.aborted) throw error
          ctx.log.warn({ error: messageOf(error) }, 'posts of Bluesky could not be counted')
          break
        }
      }
      return items
    },
  }

  function itemOf(post: Readonly<Record<string, unknown>>, asOf: number): Item[] {
    const { uri } = post
    const known = typeof uri === 'string' ? watched.get(uri) : undefined
    if (typeof uri !== 'string' || known === undefined) return []
    const key = mentionKey('bluesky', '', uri)
    const author = looseOf(post['author'])
    if (readLabels(post['labels']).isHidden || readLabels(author['labels']).isHidden) {
      watched.delete(uri)
      return [{ type: 'delete', key, reason: 'hidden by the moderators of Bluesky' }]
    }
    const metrics: Engagement = { asOf }
    for (const [name, field] of Object.entries(COUNTS)) {
      const count = post[field]
      if (Number.isSafeInteger(count) && Number(count) >= 0)
        metrics[name as keyof typeof COUNTS] = Number(count)
    }
    const { asOf: _time, ...counts } = metrics
    const said = JSON.stringify(counts)
    if (said === known.last) return []
    known.last = said
    return [{ type: 'metrics', key, metrics }]
  }
}

async function readPosts(appView: string, uris: readonly string[], ctx: Ctx) {
  const url = new URL('/xrpc/app.bsky.feed.getPosts', appView)
  for (const uri of uris) url.searchParams.append('uris', uri)
  const answer = await sendRequest(ctx, url.href, { service: 'Bluesky' })
  if (answer.status !== 200) throw errorOfAnswer(answer, 'Bluesky', ctx.clock.now())
  const { posts } = jsonOf(answer)
  return Array.isArray(posts) ? posts.map(looseOf) : []
}
