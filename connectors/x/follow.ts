import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Batch, Ctx } from '../connector.ts'
import { itemsOfEvents, subscribe } from './activity.ts'
import type { Book } from './book.ts'
import { gapOf, readRange } from './range.ts'
import { nextSweep, sweep } from './sweep.ts'
import type { Reading } from './timeline.ts'
import type { Words } from './words.ts'

export interface World {
  reading: Reading
  ctx: Ctx
  book: Book
  /** Null where only those who name us are heard. */
  words: Words | null
  /** Null where X cannot reach us. */
  webhookUrl: string | null
  /** Milliseconds between two looks at the timeline. */
  every: number
}

/** How often the door is looked at for new events. */
const DOOR_MS = 500
const EVENTS_AT_ONCE = 50
/** How often X is asked whether it still knows our address. */
const SUBSCRIBE_MS = 6 * 3_600_000

/** Timeline, words, events and the nightly sweep, each when it is due, until the signal aborts. */
export async function* followX(world: World): AsyncGenerator<Batch> {
  const { ctx, book, words, webhookUrl, every } = world
  let tagsAt = 0
  let subscribeAt = 0
  let caughtUp = false
  const batch = (part: Partial<Batch>): Batch => ({
    items: [],
    ...part,
    cursor: book.cursor(),
    caughtUp: caughtUp && (words?.isComplete() ?? true),
  })
  while (!ctx.signal.aborted) {
    if (words !== null) for await (const part of words.turn()) yield batch(part)
    if (ctx.clock.now() >= tagsAt) {
      for await (const { last, ...part } of readTags(world)) {
        caughtUp = last
        yield batch(part)
      }
      tagsAt = ctx.clock.now() + every
    }
    if (webhookUrl !== null) {
      for await (const part of hear(world)) yield batch(part)
      if (ctx.clock.now() >= subscribeAt) {
        await subscribeOrSay(world, webhookUrl)
        subscribeAt = ctx.clock.now() + SUBSCRIBE_MS
      }
    }
    if (ctx.clock.now() >= nextSweep(book))
      for await (const part of sweep(world.reading, ctx, book)) yield batch(part)
    const trouble = words?.trouble() ?? null
    if (trouble !== null) ctx.health(trouble)
    await pause(world, Math.min(tagsAt, nextSweep(book)))
  }
}

type Part = Pick<Batch, 'items'> & Partial<Batch>

async function* readTags({ reading, ctx, book }: World): AsyncGenerator<Part & { last: boolean }> {
  const { sinceId, startTime = 0 } = book.tags
  const range = sinceId === undefined ? { startTime } : { sinceId }
  for await (const page of readRange(reading, ctx, range)) {
    const gap = gapOf(page, book.tags)
    // Pages come newest first: before the last one is stored, nothing older may be skipped.
    if (page.last && page.newestId !== null) book.tags = { sinceId: page.newestId }
    const { items, costUsd, last } = page
    yield { items, costUsd, last, ...(gap === undefined ? {} : { gap }) }
  }
}

async function* hear({ reading, ctx, book }: World): AsyncGenerator<Part> {
  for (;;) {
    const found = (await ctx.deliveries?.read(book.after, EVENTS_AT_ONCE)) ?? []
    const last = found.at(-1)
    if (last === undefined) return
    book.after = last.seq
    yield { items: itemsOfEvents(found, reading.us, ctx) }
    // Asked for more: what was yielded is stored.
    await ctx.deliveries?.finish(book.after)
  }
}

/** Without events we hear everything a minute later, so that is no reason to stop. */
async function subscribeOrSay({ reading, ctx }: World, webhookUrl: string): Promise<void> {
  try {
    await subscribe(reading.x, ctx, reading.us, webhookUrl)
  } catch (error) {
    if (ctx.signal.aborted || !(error instanceof NetworkError)) throw error
    const detail = `X does not send events: ${messageOf(error)}`
    ctx.log.warn({ connection: ctx.connectionId, detail }, 'no events of X')
  }
}

/** Until something is due, or the stream has something to say. */
async function pause({ ctx, words, webhookUrl }: World, due: number): Promise<void> {
  const now = ctx.clock.now()
  const door = webhookUrl === null ? due : now + DOOR_MS
  const ms = Math.max(0, Math.min(due, door, words?.nextAt() ?? due) - now)
  const done = new AbortController()
  const either = AbortSignal.any([ctx.signal, done.signal])
  const slept = ctx.clock.sleep(ms, either).catch(() => {})
  await (words === null ? slept : Promise.race([slept, words.wait(either)]))
  done.abort()
}
