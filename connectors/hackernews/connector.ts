import { messageOf, NetworkError } from '../../core/errors.ts'
import { cleanText } from '../../core/hostile-text.ts'
import { type Mention, mentionKey } from '../../core/mention.ts'
import type { Policy } from '../../core/policy.ts'
import type { Batch, Connector, Ctx, Cursor, Item } from '../connector.ts'
import { errorOfAnswer, sendRequest } from '../http.ts'

export interface HackerNewsConfig {
  /** Words to look for, as one would type them into the search box. */
  query: string
  /** Another address than https://hn.algolia.com, without a slash at its end. */
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
  deletions: 'none',
  retentionDays: null,
  needsOptIn: false,
}

type Hit = { objectID: string; created_at_i: number } & Partial<
  Record<'author' | 'title' | 'url' | 'story_text' | 'comment_text', string | null> &
    Record<'parent_id' | 'points', number | null>
>

/** Stories and comments on Hacker News by its public search; it needs no account and takes no answers. */
export function createHackerNewsConnector(config: HackerNewsConfig): Connector {
  const base = config.baseUrl ?? 'https://hn.algolia.com'

  async function ask(ctx: Ctx, since: number, page: number): Promise<Hit[]> {
    const query = new URLSearchParams({
      query: config.query,
      tags: '(story,comment)',
      numericFilters: `created_at_i>=${Math.floor(since / 1000)}`,
      hitsPerPage: String(PAGE),
      page: String(page),
      typoTolerance: 'false',
    })
    const path = `/api/v1/search_by_date?${query}`
    const answer = await sendRequest(ctx, base + path, { service: SERVICE })
    if (answer.status !== 200) throw errorOfAnswer(answer, SERVICE, ctx.clock.now())
    try {
      return (JSON.parse(answer.text) as { hits: Hit[] }).hits.slice(0, PAGE)
    } catch (cause) {
      throw new NetworkError('transient', `${SERVICE} sent something that is no page.`, { cause })
    }
  }

  /** Pages come newest first, so the cursor moves only when the last one is in. */
  async function lookAround(since: number, ctx: Ctx): Promise<Batch> {
    const hits: Hit[] = []
    for (let page = 0; page * PAGE < REACH; page++) {
      const found = await ask(ctx, since, page)
      hits.push(...found)
      if (found.length < PAGE) break
    }
    const times = hits.map((hit) => hit?.created_at_i * 1000).filter(Number.isSafeInteger)
    const newest = Math.max(since, ...times.map((time) => time - OVERLAP_MS))
    const items = hits.map((hit) => toItem(hit, ctx)).reverse()
    const batch = { items, cursor: { v: 1, since: newest }, caughtUp: true }
    if (hits.length < REACH) return batch
    const why = `${SERVICE} shows only the newest ${REACH} finds.`
    return { ...batch, gap: { from: since, to: Math.min(...times), why } }
  }

  return {
    network: 'hackernews',
    capabilities: () => ({ policy: POLICY, backfill: false, edits: false, maxReplyChars: null }),
    check: (ctx) =>
      ask(ctx, ctx.clock.now(), 0).then(
        () => [{ level: 'ok', what: `${SERVICE} answers.` }],
        (error) => [{ level: 'fail', what: messageOf(error), mend: 'Check your connection.' }],
      ),
    async *listen(cursor: Cursor | null, ctx: Ctx) {
      let since = cursor === null ? ctx.clock.now() : Number(cursor['since'])
      if (cursor === null) yield { items: [], cursor: { v: 1, since }, caughtUp: false }
      while (!ctx.signal.aborted) {
        const batch = await lookAround(since, ctx)
        since = Number(batch.cursor['since'])
        yield batch
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
  const name = hit.author ?? null
  const createdAt = hit.created_at_i * 1000
  return {
    key: mentionKey('hackernews', '', hit.objectID),
    network: 'hackernews',
    connectionId,
    nativeId: hit.objectID,
    revision: 'first',
    kind: hit.comment_text == null ? 'post' : 'comment',
    trigger: 'keyword',
    url: `https://news.ycombinator.com/item?id=${hit.objectID}`,
    text: cleanText(plain(hit.comment_text ?? hit.story_text ?? hit.title ?? '')),
    lang: null,
    author: { id: name, handle: name, name, ...UNKNOWN },
    parents: hit.parent_id == null ? {} : { replyTo: String(hit.parent_id) },
    media: [],
    links: hit.url ? [hit.url] : [],
    hashtags: [],
    mentionedHandles: [],
    metrics: { asOf: clock.now(), ...(hit.points == null ? {} : { score: hit.points }) },
    rating: null,
    visibility: 'public',
    sensitive: false,
    createdAt,
    editedAt: null,
    observedAt: createdAt,
    receivedAt: clock.now(),
  }
}

/** The text comes as simple HTML. */
function plain(html: string): string {
  const text = html.replace(/<p>/g, '\n\n').replace(/<[^>]*>/g, '')
  const number = (_all: string, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16))
  const bare = text.replace(/&#x([\da-f]{1,5});/gi, number).replaceAll('&quot;', '"')
  return bare.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').trim()
}
