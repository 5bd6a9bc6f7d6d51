import { NetworkError } from '../../core/errors.ts'
import type { QueryTree } from '../../core/query-tree.ts'
import type { Batch, Ctx } from '../connector.ts'
import { createBackoff } from './backoff.ts'
import type { Book } from './book.ts'
import { mayReadWords, nextMonth } from './meter.ts'
import { openStream, type PaidStream } from './paid-stream.ts'
import { asksForReposts, compileRules, MAX_RULE, MAX_SEARCH } from './query-rules.ts'
import { syncRules } from './rules.ts'
import { OutOfMoney, SEARCH_LAG_MS, SEARCH_REACH_MS, searchRecent } from './search.ts'
import type { Reading } from './timeline.ts'

/** What listening for words brought: a batch without its cursor. */
export type Part = Pick<Batch, 'items' | 'gap' | 'filled'> & { costUsd: number }

/** Why words are not heard as they should be. */
export interface Trouble {
  state: 'degraded' | 'rate_limited' | 'paused'
  detail: string
  retryAt?: number
}

export interface Words {
  /** Does what is due: rules, connection, catching up, what the stream says. */
  turn(): AsyncGenerator<Part>
  /** Whether nothing older is known to be waiting. */
  isComplete(): boolean
  trouble(): Trouble | null
  /** When it wants its next turn, epoch ms; it may want it sooner, when the stream speaks. */
  nextAt(): number
  /** Resolves when the stream has something to say. */
  wait(signal: AbortSignal): Promise<void>
  close(): void
}

/** How often the queries are looked at for changes. */
const SYNC_MS = 60_000
/** The stream may bring a post so late, and search begins so long before the end of its index. */
const OVERLAP_MS = 60_000
/** Search runs behind: what fell between it and the stream is there by then. */
const AGAIN_MS = 70_000
/** After a pause for money, older posts are not bought any more. */
const REACH_AFTER_PAUSE_MS = 86_400_000

/**
 * Posts found by the words of our queries: rules at X made from them, the stream, and search for what was said before
 * the stream was open or while it was lost. Its troubles are its own; only what people must mend is thrown.
 */
export function createWords(reading: Reading, ctx: Ctx, book: Book): Words {
  const { x, us } = reading
  const backoff = createBackoff(ctx)
  let questions: string[] = []
  let compiled = ''
  let syncAt = 0
  let aheadMs = 0
  let stream: PaidStream | null = null
  let isCaughtUp = false
  let againAt: number | null = null
  let trouble: Trouble | null = null
  const xNow = () => ctx.clock.now() + aheadMs
  const isComplete = () => isCaughtUp && againAt === null

  function hangUp(): void {
    stream?.close()
    stream = null
    isCaughtUp = false
    againAt = null
    // Before the line is opened again the rules are looked at: somebody may have taken them away.
    compiled = ''
    syncAt = 0
  }

  async function sync(): Promise<void> {
    const queries = (await ctx.queries?.()) ?? []
    // A repost costs as much as a post and says nothing of its own.
    const suffix = (root: QueryTree) =>
      `${asksForReposts(root) ? '' : ' -is:retweet'} -from:${us.username}`
    const rules = queries.map((query) => compileRules(query, MAX_RULE, suffix(query.root)))
    const asked = JSON.stringify(rules)
    if (asked !== compiled) {
      const done = await syncRules(x, ctx, rules)
      aheadMs = done.aheadMs
      for (const one of done.refused)
        ctx.log.warn({ connection: ctx.connectionId, ...one }, 'X refused a rule')
      const found = queries.flatMap(
        (query) => compileRules(query, MAX_SEARCH, suffix(query.root)).values,
      )
      questions = [...new Set(found)]
      compiled = asked
      // What a new query means may have been said since it was written.
      if (isCaughtUp) againAt = ctx.clock.now() + AGAIN_MS
    }
    syncAt = ctx.clock.now() + SYNC_MS
  }

  /** An open stream goes on with the rules it has. */
  async function syncOrGoOn(): Promise<void> {
    try {
      await sync()
    } catch (error) {
      if (stream === null || !(error instanceof NetworkError) || !backoff.heals(error)) throw error
      ctx.log.warn({ connection: ctx.connectionId, detail: error.message }, 'rules of X are old')
      syncAt = Math.max(ctx.clock.now() + SYNC_MS, error.retryAt ?? 0)
    }
  }

  async function* step(): AsyncGenerator<Part> {
    if (book.wordsPaused && !mayReadWords(ctx)) return
    if (stream === null && ctx.clock.now() < backoff.until()) return
    if (ctx.clock.now() >= syncAt) await syncOrGoOn()
    if (questions.length === 0) {
      if (stream !== null) hangUp()
      book.words = xNow()
      isCaughtUp = true
      return
    }
    if (stream === null) {
      isCaughtUp = false
      // Open before catching up, so that nothing falls between the two.
      stream = await openStream(reading, ctx)
    }
    if (!isCaughtUp) yield* catchUp()
    yield* hear(stream)
    if (againAt !== null && ctx.clock.now() >= againAt) {
      yield* search(book.words)
      againAt = null
      backoff.reset()
      trouble = null
    }
    if (isComplete()) book.words = Math.max(book.words, xNow() - OVERLAP_MS)
  }

  async function* catchUp(): AsyncGenerator<Part> {
    const from = book.words
    const reach = book.wordsPaused ? REACH_AFTER_PAUSE_MS : SEARCH_REACH_MS
    const since = Math.max(from, xNow() - reach)
    const began = xNow()
    yield* search(since)
    book.words = Math.max(from, began - SEARCH_LAG_MS - 10_000)
    const why = book.wordsPaused
      ? 'The month’s limit for X was used up, so posts with your words were not read.'
      : 'X lets us search the last seven days only.'
    book.wordsPaused = false
    isCaughtUp = true
    againAt = ctx.clock.now() + AGAIN_MS
    yield {
      items: [],
      costUsd: 0,
      filled: { from, to: began },
      ...(since > from ? { gap: { from, to: since, why } } : {}),
    }
  }

  async function* search(since: number): AsyncGenerator<Part> {
    // Later than this X has nothing to show yet, and says that the question makes no sense.
    if (since > xNow() - OVERLAP_MS) return
    for (const question of questions)
      for await (const page of searchRecent(reading, ctx, question, since)) yield page
  }

  async function* hear(from: PaidStream): AsyncGenerator<Part> {
    for (;;) {
      const { items, costUsd, fault } = from.take()
      if (items.length > 0 || costUsd > 0) yield { items, costUsd }
      if (fault !== null) throw fault
      if (items.length === 0) return
    }
  }

  async function* turn(): AsyncGenerator<Part> {
    try {
      yield* step()
    } catch (error) {
      if (error instanceof OutOfMoney) yield pause()
      else if (error instanceof NetworkError && backoff.heals(error)) {
        hangUp()
        trouble = { ...backoff.after(error), detail: `Posts with your words: ${error.message}` }
      } else throw error
    }
  }

  function pause(): Part {
    hangUp()
    const to = nextMonth(ctx.clock.now())
    const from = book.words
    const isNew = !book.wordsPaused
    book.wordsPaused = true
    const why =
      'The month’s limit for X is nearly used up. Posts with your words are not read until next month; who tags you is still heard.'
    return { items: [], costUsd: 0, ...(isNew && from < to ? { gap: { from, to, why } } : {}) }
  }

  return {
    turn,
    isComplete: () => book.wordsPaused || isComplete(),
    trouble: () =>
      book.wordsPaused
        ? {
            state: 'paused',
            detail:
              'Posts with your words are paused: the rest of the month’s limit is kept for who tags you and for answers.',
            retryAt: nextMonth(ctx.clock.now()),
          }
        : trouble,
    nextAt() {
      const now = ctx.clock.now()
      if (book.wordsPaused) return now + SYNC_MS
      if (stream !== null) return Math.min(stream.deadline(), syncAt, againAt ?? syncAt)
      return Math.max(now, backoff.until(), questions.length === 0 && isCaughtUp ? syncAt : 0)
    },
    wait: (signal) => stream?.wait(signal) ?? new Promise<void>(() => {}),
    close: hangUp,
  }
}
