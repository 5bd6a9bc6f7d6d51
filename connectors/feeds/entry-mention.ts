import { createHash } from 'node:crypto'
import { cleanName, cleanText } from '../../core/hostile-text.ts'
import type { Mention } from '../../core/mention.ts'
import { mentionKey } from '../../core/mention.ts'
import { plainText } from '../plain-text.ts'
import type { FeedEntry } from './read-feed.ts'

export interface EntryContext {
  /** As configured: stays the same when the feed moves. */
  feedUrl: string
  feedTitle: string | null
  connectionId: string
  now: number
  /** An earlier revision of the entry is known. */
  edited: boolean
}

/** What tells an entry from all others of its feed: its own id, else its link and title. */
export function entryId(entry: FeedEntry): string {
  return entry.id ?? `hash-${digest([unwrapLink(entry.link), entry.title])}`
}

/** Changes when the words of an entry do. */
export function entryRevision(entry: FeedEntry): string {
  return digest([entry.title, entry.html, unwrapLink(entry.link)])
}

/** The key of an entry, wherever the feed has moved. */
export function keyOfEntry(feedUrl: string, id: string): string {
  return mentionKey('feed', new URL(feedUrl).host, id)
}

/** An entry as a mention; null where it says nothing. */
export function mentionOfEntry(entry: FeedEntry, context: EntryContext): Mention | null {
  const title = cleanName(plainText(entry.title ?? ''), 300)
  const text = cleanText(plainText(entry.html ?? '')) || title
  if (text === '') return null
  const { now } = context
  const id = entryId(entry)
  const url = unwrapLink(entry.link)
  const author = entry.author === null ? null : cleanName(entry.author)
  return {
    key: keyOfEntry(context.feedUrl, id),
    network: 'feed',
    connectionId: context.connectionId,
    nativeId: id,
    revision: entryRevision(entry),
    kind: 'article',
    trigger: 'keyword',
    url,
    text,
    ...(title !== '' && { title }),
    lang: /^[a-z]{2,3}(?:-\w+)?$/i.test(entry.lang ?? '') ? entry.lang : null,
    author: {
      id: null,
      handle: null,
      name: author,
      followers: null,
      verified: null,
      isBot: null,
      isSelf: false,
    },
    parents: {
      container: {
        id: context.feedUrl,
        ...(context.feedTitle !== null && { name: cleanName(plainText(context.feedTitle)) }),
      },
    },
    media: [],
    links: url === null ? [] : [url],
    hashtags: [],
    mentionedHandles: [],
    metrics: { asOf: now },
    rating: null,
    visibility: 'public',
    sensitive: false,
    createdAt: statedTime(entry, now) ?? now,
    editedAt: context.edited ? now : null,
    observedAt: now,
    receivedAt: now,
  }
}

/** When the entry says it was published, epoch ms; never later than now; null where it says nothing usable. */
export function statedTime(entry: FeedEntry, now: number): number | null {
  const time = Date.parse(entry.published ?? entry.updated ?? '')
  return Number.isNaN(time) || time <= 0 ? null : Math.min(time, now)
}

/** The page itself where an alert service links through its own counter; null for anything but http(s). */
export function unwrapLink(link: string | null): string | null {
  if (link === null || !URL.canParse(link)) return null
  const url = new URL(link)
  const wrapped =
    /^(?:www\.)?google\.[a-z.]+$/.test(url.hostname) && url.pathname === '/url'
      ? (url.searchParams.get('url') ?? url.searchParams.get('q'))
      : null
  const target = wrapped !== null && URL.canParse(wrapped) ? new URL(wrapped) : url
  return target.protocol === 'http:' || target.protocol === 'https:' ? target.href : null
}

function digest(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}
