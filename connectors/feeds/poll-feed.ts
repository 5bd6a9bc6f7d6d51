import { createHash } from 'node:crypto'
import { NetworkError } from '../../core/errors.ts'
import { clip } from '../../core/hostile-text.ts'
import type { Gap, Item } from '../connector.ts'
import type { HttpAnswer, HttpWorld } from '../http.ts'
import { errorOfAnswer, sendRequest } from '../http.ts'
import { entryId, entryRevision, keyOfEntry, mentionOfEntry, statedTime } from './entry-mention.ts'
import type { Feed, FeedEntry } from './read-feed.ts'
import { readFeed } from './read-feed.ts'

/** What is remembered of a feed between two looks; times are epoch ms. */
export interface FeedState {
  /** Where it moved for good, else as configured. */
  url: string
  etag: string | null
  modified: string | null
  /** Short hash of an entry's id → its revision. */
  seen: Readonly<Record<string, string>>
  lookedAt: number | null
  nextAt: number
  gone: boolean
}

export interface Poll {
  state: FeedState
  items: Item[]
  gap?: Gap
}

const MAX_SEEN = 2_000
const MAX_HOPS = 3
const SERVICE = 'The feed'
/** In place of the revision of an entry that the feed took back. */
const GONE = 'gone'

/** One conditional look at a feed: what is new or changed in it, oldest first. */
export async function pollFeed(
  configuredUrl: string,
  before: FeedState,
  world: HttpWorld,
  to: { connectionId: string; everyMs: number },
): Promise<Poll> {
  const { answer, url } = await fetchFeed(before, world)
  const now = world.clock.now()
  const state: FeedState = { ...before, url, lookedAt: now, nextAt: now + to.everyMs }
  if (answer.status === 304) return { state, items: [] }
  if (answer.status === 410) return { state: { ...state, gone: true }, items: [] }
  if (answer.status !== 200) throw failureOf(answer, now)
  const feed = readFeed(answer.text)
  const { items, seen, known } = readNews(feed, before, { ...to, configuredUrl, now })
  const { etag, modified } = validators(answer)
  const lost = known === 0 && feed.entries.length > 0 && Object.keys(before.seen).length > 0
  return {
    state: { ...state, etag, modified, seen: merge(before.seen, seen) },
    items,
    ...(lost && { gap: gapSince(before.lookedAt ?? now - to.everyMs, now) }),
  }
}

/** What the feed tells that we did not know: new and changed entries, oldest first, and what it took back. */
function readNews(
  feed: Feed,
  before: FeedState,
  {
    configuredUrl,
    connectionId,
    now,
  }: { configuredUrl: string; connectionId: string; now: number },
): { items: Item[]; seen: Record<string, string>; known: number } {
  const first = before.lookedAt === null
  const seen: Record<string, string> = {}
  const items: Item[] = []
  let known = 0
  for (const entry of [...feed.entries].reverse()) {
    const mark = markOf(entryId(entry))
    const revision = entryRevision(entry)
    const earlier = before.seen[mark]
    seen[mark] = revision
    if (earlier !== undefined) known++
    // At the first look an entry without a date cannot be told from an old one: it stays unsaid.
    if (earlier === revision || (first && statedTime(entry, now) === null)) continue
    const mention = mentionOfEntry(entry, {
      feedUrl: configuredUrl,
      feedTitle: feed.title,
      connectionId,
      now,
      edited: earlier !== undefined,
    })
    items.push(mention === null ? emptyEntry(entry) : { type: 'upsert', mention })
  }
  const gone = takenBack(feed, before)
  for (const id of gone) seen[markOf(id)] = GONE
  items.push(...gone.map((id) => deletion(configuredUrl, id)))
  return { items, seen, known }
}

function gapSince(from: number, to: number): Gap {
  const why = 'The feed holds nothing of what it held last time: posts in between may be lost.'
  return { from, to, why }
}

function deletion(feedUrl: string, id: string): Item {
  return { type: 'delete', key: keyOfEntry(feedUrl, id), reason: 'the feed took it back' }
}

/** Entries that we heard and the feed says are gone, each told once. */
function takenBack({ deleted }: Feed, { seen }: FeedState): readonly string[] {
  return deleted.filter((id) => (seen[markOf(id)] ?? GONE) !== GONE)
}

async function fetchFeed(
  state: FeedState,
  world: HttpWorld,
): Promise<{ answer: HttpAnswer; url: string }> {
  let at = state.url
  let kept = state.url
  let forGood = true
  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    const answer = await sendRequest(world, at, {
      service: SERVICE,
      redirect: 'manual',
      headers: {
        accept: 'application/rss+xml, application/atom+xml, application/feed+json, */*;q=0.5',
        ...(state.etag !== null && { 'if-none-match': state.etag }),
        ...(state.modified !== null && { 'if-modified-since': state.modified }),
      },
    })
    const location = answer.headers.get('location')
    if (answer.status === 304 || answer.status < 300 || answer.status >= 400 || location === null) {
      return { answer, url: kept }
    }
    at = new URL(location, at).href
    forGood &&= answer.status === 301 || answer.status === 308
    if (forGood) kept = at
  }
  throw new NetworkError('refused', 'The feed redirects more than three times.')
}

function failureOf(answer: HttpAnswer, now: number): NetworkError {
  if (answer.status !== 404) return errorOfAnswer(answer, SERVICE, now)
  // Pages come back from a 404; only a 410 is for good.
  return new NetworkError('transient', 'The feed does not answer at its address now (404).')
}

function validators({ headers }: HttpAnswer): Pick<FeedState, 'etag' | 'modified'> {
  return { etag: headers.get('etag'), modified: headers.get('last-modified') }
}

function markOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 12)
}

function emptyEntry(entry: FeedEntry): Item {
  return {
    type: 'poison',
    raw: clip(JSON.stringify(entry), 2_000),
    reason: 'The entry holds no words.',
  }
}

/** What stands in the feed now is always remembered; of what has left it, the newest. */
function merge(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): Record<string, string> {
  const old = Object.entries(before).filter(([mark]) => !(mark in now))
  const room = Math.max(0, MAX_SEEN - Object.keys(now).length)
  return Object.fromEntries([...(room === 0 ? [] : old.slice(-room)), ...Object.entries(now)])
}
