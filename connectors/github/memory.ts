import type { Mention } from '../../core/mention.ts'
import type { Cursor, Item } from '../connector.ts'
import { itemOf, type MentionContext } from './mention.ts'
import { nativeIdOf, type Post, revisionOf } from './post.ts'

/** How far one stream has been read; `etag` is of the answer to exactly this question. */
export interface StreamState {
  /** Epoch ms on GitHub's clock. */
  since: number
  etag: string | null
}

/** A post that is looked at again, because a poll does not tell of deletions. */
export interface Watched {
  key: string
  repo: string
  /** REST path of an issue or a comment. */
  path?: string
  /** Its id for GraphQL. */
  node?: string
}

export interface GitHubCursor extends Cursor {
  v: 1
  /** The last delivery that was read. */
  after: number
  streams: Readonly<Record<string, StreamState>>
  /** Native id → the beginning of its revision. */
  known: Readonly<Record<string, string>>
  watch: readonly Watched[]
  /** Which of them is looked at next. */
  turn: number
}

const MAX_KNOWN = 500
const MAX_WATCHED = 300
const MARK = 10

/** What is remembered between two looks; the cursor is a picture of it. */
export interface Memory {
  after: number
  streams: Record<string, StreamState>
  watch: Watched[]
  turn: number
  /** The item of a post, where it is news; null where its words are known or it is none of ours. */
  take(raw: unknown, read: () => Post | null, context: MentionContext): Item | null
  /** Whether something has another mark than last time; asks once. */
  isNews(id: string, mark: string): boolean
  /** An item that came another way: its words are no news for the poll. */
  note(item: Item): void
  cursor(): GitHubCursor
  /** What is remembered now; the function brings it back after a look that failed halfway. */
  save(): () => void
}

/** Continues from a cursor; null begins with nothing. */
export function recall(from: Cursor | null): Memory {
  const last = from?.v === 1 ? (from as GitHubCursor) : null
  const known = new Map(Object.entries(last?.known ?? {}))
  const memory: Memory = {
    after: last?.after ?? 0,
    streams: { ...last?.streams },
    watch: [...(last?.watch ?? [])],
    turn: last?.turn ?? 0,
    take(raw, read, context) {
      const readNew = () => {
        const post = read()
        if (post === null) return null
        const id = nativeIdOf(post)
        const mark = revisionOf(post).slice(0, MARK)
        if (known.get(id) === mark) return null
        remember(known, id, mark)
        return withTime(post)
      }
      const item = itemOf(raw, readNew, context)
      if (item?.type === 'upsert') watch(memory, item.mention)
      return item
    },
    isNews(id, mark) {
      if (known.get(id) === mark) return false
      remember(known, id, mark)
      return true
    },
    note(item) {
      if (item.type === 'delete') memory.watch = memory.watch.filter(({ key }) => key !== item.key)
      if (item.type !== 'upsert') return
      remember(known, item.mention.nativeId, item.mention.revision.slice(0, MARK))
      watch(memory, item.mention)
    },
    save() {
      const before = { streams: { ...memory.streams }, watch: [...memory.watch], turn: memory.turn }
      const words = [...known]
      return () => {
        Object.assign(memory, before)
        known.clear()
        for (const [id, mark] of words) known.set(id, mark)
      }
    },
    cursor: () => ({
      v: 1,
      after: memory.after,
      streams: { ...memory.streams },
      known: Object.fromEntries(known),
      watch: [...memory.watch],
      turn: memory.turn,
    }),
  }
  return memory
}

/** GitHub does not say when an issue was edited: its words are as of its last change. */
function withTime(post: Post): Post {
  if (post.kind !== 'issue' || post.editedAt !== null || post.updatedAt === post.createdAt)
    return post
  return { ...post, editedAt: post.updatedAt }
}

function remember(known: Map<string, string>, id: string, mark: string): void {
  known.delete(id)
  known.set(id, mark)
  const [oldest] = known.keys()
  if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest)
}

function watch(memory: Memory, { key, replyRef = {} }: Mention): void {
  const { kind, repo = '', number = '', node } = replyRef
  if (memory.watch.some((other) => other.key === key)) return
  const id = key.slice(key.lastIndexOf('-') + 1)
  if (kind === 'issue' || kind === 'comment') {
    const place = kind === 'issue' ? number : `comments/${id}`
    const path = `/repos/${repo}/issues/${place}`
    memory.watch.push({ key, repo, path, ...(node !== undefined && { node }) })
  } else if (node !== undefined) memory.watch.push({ key, repo, node })
  if (memory.watch.length > MAX_WATCHED) memory.watch.shift()
}
