import { NetworkError } from '../../core/errors.ts'
import type { Cursor } from '../connector.ts'
import { timeOfPostId } from './snowflake.ts'

/** Where reading goes on: after a post, or from a time while no post has come yet. */
export interface Place {
  sinceId?: string
  startTime?: number
}

export interface XCursor extends Cursor, Place {
  v: 1
  /** Everything that the words find up to here is stored, epoch ms on the clock of X. */
  words?: number
  /** Words are not read since then, because of the month's limit. */
  wordsPaused?: boolean
  /** The last activity event that was read. */
  after?: number
  sweep?: SweepPlace
}

export interface SweepPlace {
  /** Days since 1970 (UTC) of the last night that was swept. */
  day: number
  /** The store's number below which it goes on; null for the newest post. */
  below: number | null
}

/** How far everything has been read; the cursor is a picture of it. */
export interface Book {
  tags: Place
  words: number
  wordsPaused: boolean
  after: number
  sweep: SweepPlace
  cursor(): XCursor
}

const DAY_MS = 86_400_000

/** Opens the book where it was left; null: from now on. */
export function openBook(from: Cursor | null, now: number): Book {
  const start = { startTime: now }
  const { after, sweep, words, wordsPaused } = (from ?? {}) as Partial<XCursor>
  const book: Book = {
    tags: from === null ? start : readPlace(from),
    words: typeof words === 'number' ? words : now,
    wordsPaused: wordsPaused === true,
    after: Number.isSafeInteger(after) ? (after ?? 0) : 0,
    sweep:
      typeof sweep?.day === 'number'
        ? { day: sweep.day, below: sweep.below ?? null }
        : { day: Math.floor(now / DAY_MS), below: null },
    cursor: () => ({
      v: 1,
      ...book.tags,
      words: book.words,
      ...(book.wordsPaused ? { wordsPaused: true } : {}),
      after: book.after,
      sweep: { ...book.sweep },
    }),
  }
  return book
}

function readPlace(from: unknown): Place {
  const { sinceId, startTime } = (from ?? {}) as { sinceId?: unknown; startTime?: unknown }
  if (typeof sinceId === 'string' && timeOfPostId(sinceId) !== null) return { sinceId }
  if (typeof startTime === 'number') return { startTime }
  throw new NetworkError(
    'fatal',
    'The place where reading X stopped cannot be read. Start it anew.',
  )
}
