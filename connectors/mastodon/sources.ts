import type { mastodon } from 'masto'
import { NetworkError } from '../../core/errors.ts'
import { isNewer, type Mark } from './book.ts'
import { type Features } from './features.ts'
import { type Loose, listOf, textOf } from './loose.ts'

/** A timeline that is read by ids: our notifications, our home timeline, one hashtag. */
export interface Source {
  /** Name of its mark. */
  name: string
  pages(params: { minId?: string; limit: number }): RawPages
}

interface RawPage {
  headers: Headers
  data: unknown
}
type RawPages = {
  setDirection(direction: 'next' | 'prev'): AsyncIterable<RawPage>
} & PromiseLike<RawPage>

export interface Page {
  /** Oldest first. */
  entries: Loose[]
  /** The mark after this page. */
  newest: string | null
}

const LIMIT = 40
/** After so many pages the next look goes on. */
const MAX_PAGES = 50

/** What this connection reads: without an account only hashtags, which many servers show to anybody. */
export function sourcesOf(
  client: mastodon.rest.Client,
  options: { hashtags: readonly string[]; hasAccount: boolean; features: Features },
): Source[] {
  const { hashtags, hasAccount, features } = options
  const types = features.quotes ? (['mention', 'quote'] as const) : (['mention'] as const)
  const ours: Source[] = [
    {
      name: 'notifications',
      pages: (params) => asPages(client.v1.notifications.list.$raw({ ...params, types })),
    },
    { name: 'home', pages: (params) => asPages(client.v1.timelines.home.list.$raw(params)) },
  ]
  const tags = hashtags.map((tag): Source => {
    const timeline = client.v1.timelines.tag.$select(encodeURIComponent(tag))
    return { name: `tag:${tag}`, pages: (params) => asPages(timeline.list.$raw(params)) }
  })
  return hasAccount ? [...ours, ...tags] : tags
}

/** The library's types do not say that a raw list is paged like any other. */
function asPages(raw: unknown): RawPages {
  return raw as RawPages
}

/** The newest id there is; null in an empty timeline. */
export async function newestOf(source: Source): Promise<string | null> {
  const page = await source.pages({ limit: 1 })
  return listOf(page.data).reduce<string | null>((newest, { id }) => {
    const one = textOf(id)
    return one !== null && isNewer(one, newest) ? one : newest
  }, null)
}

/** Everything after the mark, oldest page first; from where it stood two turns ago where `wide`. */
export async function* readSource(source: Source, mark: Mark, wide: boolean): AsyncGenerator<Page> {
  const from = (wide ? mark.back : null) ?? mark.at
  if (from === null) {
    yield await readAll(source)
    return
  }
  let at = from
  let count = 0
  for await (const page of source.pages({ minId: from, limit: LIMIT }).setDirection('prev')) {
    const entries = entriesOf(page)
    if (entries.length === 0) return
    const newest = linkedId(page.headers) ?? newestIn(entries)
    const goesOn = newest !== null && isNewer(newest, at)
    yield { entries: entries.reverse(), newest: goesOn ? newest : at }
    // A server that knows no min_id would show the same page for ever.
    if (!goesOn || ++count >= MAX_PAGES) return
    at = newest
  }
}

/** A timeline that was empty when we began: all of it is new. Newest first, so in one piece. */
async function readAll(source: Source): Promise<Page> {
  const entries: Loose[] = []
  let count = 0
  for await (const page of source.pages({ limit: LIMIT }).setDirection('next')) {
    const more = entriesOf(page)
    entries.push(...more)
    if (more.length === 0 || ++count >= MAX_PAGES) break
  }
  return { entries: entries.reverse(), newest: newestIn(entries) }
}

function entriesOf({ data }: RawPage): Loose[] {
  if (Array.isArray(data)) return listOf(data)
  throw new NetworkError('transient', 'The server sent something that is no list.')
}

function newestIn(entries: readonly Loose[]): string | null {
  return entries.reduce<string | null>((newest, { id }) => {
    const one = textOf(id)
    return one !== null && isNewer(one, newest) ? one : newest
  }, null)
}

/** The server's own word for where the newer entries begin. */
function linkedId(headers: Headers): string | null {
  const link = /[?&]min_id=([^&>]+)[^>]*>\s*;\s*rel="prev"/.exec(headers.get('link') ?? '')?.[1]
  if (link === undefined) return null
  try {
    return decodeURIComponent(link)
  } catch {
    return null
  }
}
