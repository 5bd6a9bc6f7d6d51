import type { Cursor } from '../connector.ts'
import { listOf, looseOf, textOf } from './loose.ts'

/** Where one timeline stands: the newest id read, and how far it stood one and two turns before. */
export interface Mark {
  at: string | null
  mid: string | null
  back: string | null
}

export interface MastodonCursor extends Cursor {
  v: 1
  marks: Record<string, Mark>
  /** When the marks last moved back by one, epoch ms. */
  turnedAt: number
  /** Posts handed on lately: id here, its uri, its revision. Deletions name only the id. */
  recent: (readonly [id: string, uri: string, revision: string])[]
  /** Ids deleted before we heard of the post itself. */
  gone: string[]
}

export interface Known {
  id: string
  uri: string
  revision: string
}

/** Facts about ids that hold for as long as the process lives, however often it connects. */
export interface Memory {
  uris: Map<string, string>
  gone: Set<string>
}

export interface Book {
  marks: Map<string, Mark>
  turnedAt: number
  /** The stable name of a post of which only the id is known. */
  uriOf(id: string): string | null
  /** The newest posts handed on and not yet gone, newest first. */
  recent(): Known[]
  remember(post: Known): void
  /** Its uri where the post is known; it is remembered as gone in any case. */
  bury(id: string): string | null
  isGone(id: string): boolean
  cursor(): MastodonCursor
}

/** So many posts are looked at again for edits and deletions; the cursor carries them over a restart. */
const RECENT = 300
const GONE = 300
const KEPT = 20_000

/** Nothing known yet. */
export function emptyMemory(): Memory {
  return { uris: new Map(), gone: new Set() }
}

/** What is known of a connection's timelines and posts, and the cursor that brings it back. */
export function openBook(from: Cursor | null, memory: Memory, now: number): Book {
  const saved = readCursor(from, now)
  const marks = new Map(Object.entries(saved.marks))
  const posts = new Map<string, Known>()
  for (const [id, uri, revision] of saved.recent) {
    posts.set(id, { id, uri, revision })
    memory.uris.set(id, uri)
  }
  for (const id of saved.gone) memory.gone.add(id)

  const book: Book = {
    marks,
    turnedAt: saved.turnedAt,
    uriOf: (id) => memory.uris.get(id) ?? null,
    recent: () => [...posts.values()].reverse(),
    remember(post) {
      posts.delete(post.id)
      posts.set(post.id, post)
      trim(posts, RECENT)
      memory.uris.set(post.id, post.uri)
      trim(memory.uris, KEPT)
    },
    bury(id) {
      posts.delete(id)
      memory.gone.add(id)
      trim(memory.gone, KEPT)
      return memory.uris.get(id) ?? null
    },
    isGone: (id) => memory.gone.has(id),
    cursor: () => ({
      v: 1,
      marks: Object.fromEntries([...marks].map(([name, mark]) => [name, { ...mark }])),
      turnedAt: book.turnedAt,
      recent: [...posts.values()].map((p) => [p.id, p.uri, p.revision] as const),
      gone: [...memory.gone].slice(-GONE),
    }),
  }
  return book
}

/** Whether an id is newer: numbers and sortable words alike, as every server of this kind has them. */
export function isNewer(id: string, than: string | null): boolean {
  if (than === null) return true
  return id.length === than.length ? id > than : id.length > than.length
}

function trim(kept: Map<string, unknown> | Set<string>, max: number): void {
  for (const first of kept.keys()) {
    if (kept.size <= max) return
    kept.delete(first)
  }
}

function readCursor(from: Cursor | null, now: number): MastodonCursor {
  if (from?.v !== 1) return { v: 1, marks: {}, turnedAt: now, recent: [], gone: [] }
  const marks: Record<string, Mark> = {}
  for (const [name, value] of Object.entries(looseOf(from['marks']))) {
    const { at, mid, back } = looseOf(value)
    marks[name] = { at: textOf(at), mid: textOf(mid), back: textOf(back) }
  }
  const recent = listOf(from['recent']).flatMap((row) => {
    const [id, uri, revision] = [textOf(row['0']), textOf(row['1']), textOf(row['2'])]
    return id === null || uri === null || revision === null ? [] : [[id, uri, revision] as const]
  })
  const gone = Array.isArray(from['gone']) ? from['gone'].map(textOf) : []
  return {
    v: 1,
    marks,
    turnedAt: Number(from['turnedAt']) || 0,
    recent,
    gone: gone.filter((id) => id !== null),
  }
}
