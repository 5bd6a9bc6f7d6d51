import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Policy } from '../../core/policy.ts'
import type { Batch, Connector, Ctx, Cursor } from '../connector.ts'
import { itemsOfEvents, subscribe } from './activity.ts'
import { type Book, openBook, type Place } from './book.ts'
import { diagnose } from './check.ts'
import { createXClient } from './client.ts'
import { answerChallenge, judgeEvent } from './door.ts'
import type { Account } from './mention.ts'
import { createMeter } from './meter.ts'
import { canReply, findReply, sendReply } from './reply.ts'
import { newerPostId, timeOfPostId } from './snowflake.ts'
import { nextSweep, sweep } from './sweep.ts'
import { type Range, REACH_OF_TIMELINE, type Reading, readPage } from './timeline.ts'
import { weighText, X_MAX_CHARS } from './weigh.ts'
import { createWords, type Words } from './words.ts'

export interface XConfig {
  /** The account that listens and answers: its number and its name. */
  userId: string
  handle: string
  /** Another address than https://api.x.com, without a slash at its end. */
  baseUrl?: string
  /** Seconds between two looks; X allows one every 3 s. */
  pollSeconds?: number
  /** False leaves out authors' names and quoted posts, which may cost more than the mention itself. */
  withAuthors?: boolean
  /** Also hears posts that only hold the words of our queries; each costs. */
  words?: boolean
  /** The app's client id, where the account logged in through the browser. */
  clientId?: string
  /** Where X can reach us, as people outside see it: then it tells of mentions at once. */
  webhookUrl?: string
}

const POLICY: Policy = {
  mayStore: true,
  mayLinkIdentity: false,
  mayReply: 'if_tagged',
  mayDm: false,
  deletions: 'sweep',
  retentionDays: null,
  needsOptIn: false,
}
/** How often the door is looked at for new events. */
const DOOR_MS = 500
const EVENTS_AT_ONCE = 50
/** How often X is asked whether it still knows our address. */
const SUBSCRIBE_MS = 6 * 3_600_000

/** X: who names us, from the timeline and by events; what holds our words, from the stream and search. */
export function createXConnector(config: XConfig): Connector {
  const x = createXClient(config.baseUrl ?? 'https://api.x.com', config.clientId)
  const us: Account = { id: config.userId, username: config.handle.replace(/^@/, '') }
  const every = (config.pollSeconds ?? 60) * 1000
  const { words: hearsWords = false, withAuthors = true, webhookUrl = null } = config
  const reading: Reading = { x, us, meter: createMeter(), withAuthors }

  async function* listen(cursor: Cursor | null, ctx: Ctx): AsyncGenerator<Batch> {
    const book = openBook(cursor, ctx.clock.now())
    if (cursor === null) yield { items: [], cursor: book.cursor(), caughtUp: false }
    const words = hearsWords ? createWords(reading, ctx, book) : null
    try {
      yield* follow({ ctx, book, words })
    } finally {
      words?.close()
    }
  }

  async function* follow(world: World): AsyncGenerator<Batch> {
    const { ctx, book, words } = world
    let tagsAt = 0
    let subscribeAt = webhookUrl === null ? Number.POSITIVE_INFINITY : 0
    let caughtUp = false
    const batch = (part: Partial<Batch>): Batch => ({
      items: [],
      ...part,
      cursor: book.cursor(),
      caughtUp: part.caughtUp ?? (caughtUp && (words?.isComplete() ?? true)),
    })
    while (!ctx.signal.aborted) {
      if (words !== null) for await (const part of words.turn()) yield batch(part)
      if (ctx.clock.now() >= tagsAt) {
        for await (const page of readRange(reading, ctx, rangeOf(book.tags))) {
          // Pages come newest first: before the last one is stored, nothing older may be skipped.
          const gap = gapOf(page, book.tags)
          if (page.last && page.newestId) book.tags = { sinceId: page.newestId }
          caughtUp = page.last
          const { items, costUsd } = page
          yield batch({ items, costUsd, ...(gap === undefined ? {} : { gap }) })
        }
        tagsAt = ctx.clock.now() + every
      }
      if (webhookUrl !== null) yield* hear(world, batch)
      if (ctx.clock.now() >= subscribeAt) {
        await subscribeOrSay(ctx)
        subscribeAt = ctx.clock.now() + SUBSCRIBE_MS
      }
      if (ctx.clock.now() >= nextSweep(book))
        for await (const part of sweep(reading, ctx, book)) yield batch(part)
      const trouble = words?.trouble() ?? null
      if (trouble !== null) ctx.health(trouble)
      const next = Math.min(tagsAt, nextSweep(book), words?.nextAt() ?? tagsAt)
      const door = webhookUrl === null ? next : Math.min(next, ctx.clock.now() + DOOR_MS)
      await pause(ctx, words, door - ctx.clock.now())
    }
  }

  async function* hear(
    { ctx, book }: World,
    batch: (part: Partial<Batch>) => Batch,
  ): AsyncGenerator<Batch> {
    for (;;) {
      const found = (await ctx.deliveries?.read(book.after, EVENTS_AT_ONCE)) ?? []
      const last = found.at(-1)
      if (last === undefined) return
      book.after = last.seq
      yield batch({ items: itemsOfEvents(found, us, ctx) })
      // Asked for more: what was yielded is stored.
      await ctx.deliveries?.finish(book.after)
    }
  }

  /** Without events we hear everything a minute later, so that is no reason to stop. */
  async function subscribeOrSay(ctx: Ctx): Promise<void> {
    try {
      await subscribe(x, ctx, us, webhookUrl ?? '')
    } catch (error) {
      if (ctx.signal.aborted || !(error instanceof NetworkError)) throw error
      const detail = `X does not send events: ${messageOf(error)}`
      ctx.log.warn({ connection: ctx.connectionId, detail }, 'no events of X')
    }
  }

  return {
    network: 'x',
    capabilities: () => ({
      policy: POLICY,
      backfill: { maxAgeMs: null },
      edits: true,
      maxReplyChars: X_MAX_CHARS,
    }),
    check: (ctx) => diagnose({ x, us, words: hearsWords, webhookUrl }, ctx),
    listen,
    async *backfill(from, ctx) {
      const start = 'since' in from ? { startTime: from.since } : readPast(from.cursor)
      for await (const { items, costUsd, oldestId, last } of readRange(reading, ctx, start)) {
        const done = oldestId === null ? start : { ...start, untilId: oldestId }
        yield { items, costUsd, cursor: { v: 1, ...done }, caughtUp: last }
      }
    },
    ...(webhookUrl !== null && {
      webhook: (request, ctx) => judgeEvent(request, ctx, us.id),
      challenge: answerChallenge,
    }),
    canReply,
    reply: (to, text, _options, ctx) => sendReply(x, ctx, to, text),
    findReply: (to, text, options, ctx) => findReply(x, ctx, us, { to, text, options }),
    countReply: weighText,
    accountName: async () => `@${us.username}`,
  }
}

interface World {
  ctx: Ctx
  book: Book
  words: Words | null
}

interface ReadSoFar {
  items: Batch['items']
  costUsd: number
  count: number
  newestId: string | null
  oldestId: string | null
  last: boolean
}

async function* readRange(reading: Reading, ctx: Ctx, range: Range): AsyncGenerator<ReadSoFar> {
  let sofar = { count: 0, newestId: range.sinceId ?? null, oldestId: null as string | null }
  let token: string | undefined
  do {
    const page = await readPage(reading, ctx, range, token)
    const { count, newestId, oldestId } = page
    sofar = {
      count: sofar.count + count,
      newestId: newestId === null ? sofar.newestId : newerPostId(sofar.newestId, newestId),
      oldestId: oldestId ?? sofar.oldestId,
    }
    token = page.next
    yield { ...sofar, items: page.items, costUsd: page.costUsd, last: token === undefined }
  } while (token !== undefined)
}

function rangeOf({ sinceId, startTime = 0 }: Place): Range {
  return sinceId === undefined ? { startTime } : { sinceId }
}

/** Where the timeline ended because X shows no more, not because we had reached our last post. */
function gapOf(page: ReadSoFar, at: Place): Batch['gap'] {
  if (!page.last || page.count < REACH_OF_TIMELINE || page.oldestId === null) return undefined
  const from = at.sinceId === undefined ? at.startTime : timeOfPostId(at.sinceId)
  const to = timeOfPostId(page.oldestId)
  if (from === undefined || from === null || to === null) return undefined
  return { from, to, why: `X shows only the newest ${REACH_OF_TIMELINE} posts that mention us.` }
}

function readPast(cursor: Cursor): Range {
  const { untilId, startTime } = cursor
  return {
    ...(typeof untilId === 'string' ? { untilId } : {}),
    ...(typeof startTime === 'number' ? { startTime } : {}),
  }
}

/** Until the time has passed, or the stream has something to say. */
async function pause(ctx: Ctx, words: Words | null, ms: number): Promise<void> {
  const done = new AbortController()
  const either = AbortSignal.any([ctx.signal, done.signal])
  const slept = ctx.clock.sleep(Math.max(0, ms), either).catch(() => {})
  await (words === null ? slept : Promise.race([slept, words.wait(either)]))
  done.abort()
}
