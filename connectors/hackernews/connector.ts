import { messageOf, NetworkError } from '../../core/errors.ts'
import { cleanText } from '../../core/hostile-text.ts'
import { type Mention, mentionKey } from '../../core/mention.ts'
import type { Policy } from '../../core/policy.ts'
import type { Batch, Connector, Ctx, Cursor, Item, StoredPost } from '../connector.ts'
import { getJson } from '../http.ts'
import { type Loose, looseOf, textIn } from '../loose.ts'
import { plainText } from '../plain-text.ts'
import { findDeleted } from '../recheck.ts'

export interface HackerNewsConfig {
  /** Words to look for, as one would type them into the search box. */
  query: string
  /** In place of the addresses of search and items, without a slash at its end. */
  baseUrl?: string
}

const UNKNOWN = { followers: null, verified: null, isBot: null, isSelf: false }
const EVERY_MS = 60_000
const SERVICE = 'Hacker News'
/** The search index is some minutes late, so every look begins this much earlier, ms. */
const OVERLAP_MS = 10 * 60_000
/** No search shows more than this (source: Algolia's search). */
const REACH = 1000
const PAGE = 100
const POLICY: Policy = {
  mayStore: true,
  mayLinkIdentity: true,
  mayReply: 'never',
  mayDm: false,
  deletions: 'sweep',
  retentionDays: null,
  needsOptIn: false,
}

type Hit = Loose & { objectID: string; created_at_i: number }

/** Stories and comments on Hacker News by its public search; it needs no account and takes no answers. */
export function createHackerNewsConnector(config: HackerNewsConfig): Connector {
  const base = config.baseUrl ?? 'https://hn.algolia.com'
  const itemsBase = config.baseUrl ?? 'https://hacker-news.firebaseio.com'

  async function ask(ctx: Ctx, since: number, page: number): Promise<Hit[]> {
    const query = new URLSearchParams({
      query: config.query,
      tags: '(story,comment)',
      numericFilters: `created_at_i>=${Math.floor(since / 1000)}`,
      hitsPerPage: String(PAGE),
      page: String(page),
      typoTolerance: 'false',
    })
    const { hits } = looseOf(await getJson(ctx, `${base}/api/v1/search_by_date?${query}`, SERVICE))
    if (Array.isArray(hits)) return hits.slice(0, PAGE) as Hit[]
    throw new NetworkError('transient', `${SERVICE} sent something that is no page.`)
  }

  /** Pages come newest first, so the cursor moves only when the last one is in. */
  async function lookAround(at: Cursor, ctx: Ctx): Promise<Batch> {
    const since = Number(at['since'])
    const hits: Hit[] = []
    for (let page = 0; page * PAGE < REACH; page++) {
      const found = await ask(ctx, since, page)
      hits.push(...found)
      if (found.length < PAGE) break
    }
    const items = hits.map((hit) => toItem(hit, ctx)).reverse()
    const times = items.flatMap((item) => (item.type === 'upsert' ? [item.mention.createdAt] : []))
    const newest = Math.max(since, ...times.map((time) => time - OVERLAP_MS))
    const batch = { items, cursor: { ...at, since: newest }, caughtUp: true }
    if (hits.length < REACH) return batch
    const why = `${SERVICE} shows only the newest ${REACH} finds.`
    return { ...batch, gap: { from: since, to: Math.min(...times), why } }
  }

  /** The search tells of no deletion; the item itself does. */
  async function isGone({ nativeId }: StoredPost, ctx: Ctx): Promise<boolean> {
    const item = looseOf(await getJson(ctx, `${itemsBase}/v0/item/${nativeId}.json`, SERVICE))
    return item['deleted'] === true || item['dead'] === true
  }

  return {
    network: 'hackernews',
    capabilities: () => ({ policy: POLICY, backfill: false, edits: false, maxReplyChars: null }),
    check: (ctx) =>
      ask(ctx, ctx.clock.now(), 0).then(
        () => [{ level: 'ok', what: `${SERVICE} answers.` }],
        (error) => [{ level: 'fail', what: messageOf(error), mend: 'Check your connection.' }],
      ),
    async *listen(from: Cursor | null, ctx: Ctx) {
      let at: Cursor = from ?? { v: 1, since: ctx.clock.now(), checked: ctx.clock.now() }
      if (from === null) yield { items: [], cursor: at, caughtUp: false }
      while (!ctx.signal.aborted) {
        const batch = await lookAround(at, ctx)
        yield batch
        at = yield* findDeleted(batch.cursor, ctx, (post) => isGone(post, ctx))
        await ctx.clock.sleep(EVERY_MS, ctx.signal).catch(() => {})
      }
    },
    canReply: ({ url }) => ({ no: `${SERVICE} takes no answers from programs.`, openUrl: url }),
  }
}

function toItem(hit: Hit, ctx: Ctx): Item {
  try {
    return { type: 'upsert', mention: readHit(hit, ctx) }
  } catch (error) {
    return { type: 'poison', raw: JSON.stringify(hit), reason: messageOf(error) }
  }
}

function readHit(hit: Hit, { connectionId, clock }: Ctx): Mention {
  if (!/^\d+$/.test(hit.objectID)) throw new Error('The find has no number.')
  const createdAt = hit.created_at_i * 1000
  if (!(createdAt > 0 && createdAt <= clock.now() + OVERLAP_MS))
    throw new Error('The find has no time, or one that is still to come.')
  const url = textIn(hit['url']) ?? ''
  const name = textIn(hit['author'])
  const html =
    textIn(hit['comment_text']) ?? textIn(hit['story_text']) ?? textIn(hit['title']) ?? ''
  return {
    key: mentionKey('hackernews', '', hit.objectID),
    network: 'hackernews',
    connectionId,
    nativeId: hit.objectID,
    revision: 'first',
    kind: hit['comment_text'] == null ? 'post' : 'comment',
    trigger: 'keyword',
    url: `https://news.ycombinator.com/item?id=${hit.objectID}`,
    text: cleanText(plainText(html.replaceAll('<p>', '<br><br>'))),
    lang: null,
    author: { id: name, handle: name, name, ...UNKNOWN },
    parents: Number.isInteger(hit['parent_id']) ? { replyTo: String(hit['parent_id']) } : {},
    media: [],
    links: /^https?:/.test(url) ? [url] : [],
    hashtags: [],
    mentionedHandles: [],
    metrics: {
      asOf: clock.now(),
      ...(typeof hit['points'] === 'number' ? { score: hit['points'] } : {}),
    },
    rating: null,
    visibility: 'public',
    sensitive: false,
    createdAt,
    editedAt: null,
    observedAt: createdAt,
    receivedAt: clock.now(),
  }
}
