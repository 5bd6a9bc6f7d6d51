import { parseFeed } from 'feedsmith'
import { NetworkError } from '../../core/errors.ts'
import { plainText } from '../plain-text.ts'

/** An entry of any kind of feed; null where it says nothing. HTML is still HTML. */
export interface FeedEntry {
  id: string | null
  link: string | null
  title: string | null
  html: string | null
  author: string | null
  /** As written: dates of feeds lie. */
  published: string | null
  updated: string | null
  lang: string | null
}

export interface Feed {
  title: string | null
  entries: readonly FeedEntry[]
  /** Ids of entries that the feed says are gone (source: RFC 6721, deleted-entry of Atom). */
  deleted: readonly string[]
}

type Loose = Readonly<Record<string, unknown>>

/** RSS, RDF, Atom or JSON Feed; NetworkError where it is none, or declares entities (a known bomb). */
export function readFeed(body: string): Feed {
  if (/<!ENTITY/i.test(body.slice(0, 100_000))) {
    throw new NetworkError('refused', 'The feed declares entities of its own, which is not read.')
  }
  try {
    const { feed } = parseFeed(body) as { feed: unknown }
    const loose = objectOf(feed)
    const list = firstList(loose, ['items', 'entries'])
    return {
      title: textOf(loose['title']),
      entries: list.map((entry) => readEntry(objectOf(entry), textOf(loose['language']))),
      deleted: deletedIn(body),
    }
  } catch (cause) {
    throw new NetworkError('transient', 'What the address answers is not a feed.', { cause })
  }
}

function deletedIn(body: string): string[] {
  const marks = body.matchAll(
    /<(?:\w+:)?deleted-entry\b[^>]{0,500}?\bref=(?:"([^"<>]+)"|'([^'<>]+)')/g,
  )
  return [...marks].map(([, double, single]) => plainText(double ?? single ?? ''))
}

function readEntry(entry: Loose, lang: string | null): FeedEntry {
  const dc = objectOf(entry['dc'])
  return {
    id: textOf(entry['guid']) ?? textOf(entry['id']),
    link: textOf(entry['link']) ?? textOf(entry['url']) ?? linkOf(entry['links']),
    title: textOf(entry['title']),
    html: bodyOf(entry),
    author: nameOf(entry['authors']) ?? nameOf(dc['creators']) ?? textOf(dc['creator']),
    published:
      textOf(entry['pubDate']) ??
      textOf(entry['published']) ??
      textOf(entry['date_published']) ??
      textOf(dc['date']),
    updated: textOf(entry['updated']) ?? textOf(entry['date_modified']),
    lang: textOf(entry['language']) ?? lang,
  }
}

function bodyOf(entry: Loose): string | null {
  const content = entry['content']
  return (
    textOf(objectOf(content)['encoded']) ??
    textOf(content) ??
    textOf(entry['content_text']) ??
    textOf(entry['content_html']) ??
    textOf(entry['description']) ??
    textOf(entry['summary'])
  )
}

function linkOf(links: unknown): string | null {
  const list = Array.isArray(links) ? links.map(objectOf) : []
  const chosen = list.find((link) => link['rel'] === 'alternate' || link['rel'] === undefined)
  return textOf((chosen ?? list[0])?.['href'])
}

function nameOf(people: unknown): string | null {
  const first: unknown = Array.isArray(people) ? people[0] : undefined
  return textOf(first) ?? textOf(objectOf(first)['name'])
}

/** A string, a date, or an element with a value. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() || null
  if (typeof value === 'number') return String(value)
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' && value !== null && 'value' in value
    ? textOf(value.value)
    : null
}

function objectOf(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {}
}

function firstList(from: Loose, names: readonly string[]): readonly unknown[] {
  for (const name of names) {
    const list: unknown = from[name]
    if (Array.isArray(list)) return list
  }
  return []
}
