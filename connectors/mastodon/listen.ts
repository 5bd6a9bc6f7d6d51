import type { mastodon } from 'masto'
import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Batch, Ctx, Cursor } from '../connector.ts'
import { type Book, isNewer, type Memory, openBook } from './book.ts'
import type { Allowance } from './client.ts'
import type { Features } from './features.ts'
import { timeOf } from './loose.ts'
import { fillParents } from './parents.ts'
import { createReader, type Reader, statusIn } from './reader.ts'
import { recheck } from './recheck.ts'
import { openSocket, type Socket } from './socket.ts'
import { newestOf, readSource, type Source } from './sources.ts'

export interface Listening {
  ctx: Ctx
  client: mastodon.rest.Client
  features: Features
  allowance: Allowance
  memory: Memory
  sources: readonly Source[]
  hashtags: readonly string[]
  host: string
  /** Our account here and its token; null without one: then there is no stream. */
  us: { id: string; token: string } | null
}

/** With the stream live, timelines are read only to find what it lost. */
const NOTIFICATIONS_MS = 60_000
const TIMELINES_MS = 5 * 60_000
/** Without it they are all we have; 300 pages in 15 minutes is what a server gives (source: Mastodon). */
const POLL_MS = 60_000
const POLL_MS_PER_SOURCE = 6_000
/** How often late arrivals are looked for behind where we stand; edits and deletions also after every break. */
const TURN_MS = 15 * 60_000
/** With fewer questions left, we wait until the limit ends: answers by staff come first. */
const RESERVE = 15
const BATCH = 200
/** A server keeps only so many posts of a home timeline (source: Mastodon, FeedManager::MAX_ITEMS). */
const HOME_KEEPS = 400

/** Catches up, then follows the stream, and goes on reading now and then to find what the stream lost. */
export async function* followServer(from: Cursor | null, world: Listening): AsyncGenerator<Batch> {
  const { ctx, us, host, features } = world
  const book = openBook(from, world.memory, ctx.clock.now())
  for (const source of world.sources) {
    if (book.marks.has(source.name)) continue
    const newest = await newestOf(source)
    book.marks.set(source.name, { at: newest, mid: newest, back: newest })
  }
  if (from === null) yield { items: [], cursor: book.cursor(), caughtUp: false }
  const reader = createReader(book, () => ({
    connectionId: ctx.connectionId,
    host,
    domain: features.domain,
    ourId: us?.id ?? null,
    now: ctx.clock.now(),
  }))
  // Open before the catch-up, so that nothing falls between the two. Not `using`: the layer check cannot read it.
  const socket = await openStream(world)
  try {
    yield* follow({ ...world, book, reader, socket })
  } finally {
    socket?.[Symbol.dispose]()
  }
}

type Following = Listening & { book: Book; reader: Reader; socket: Socket | null }

async function* follow(world: Following): AsyncGenerator<Batch> {
  const { ctx, book, socket, sources, allowance } = world
  const due = new Map(sources.map(({ name }) => [name, 0]))
  const heard = createEar()
  let first = true
  while (!ctx.signal.aborted) {
    const now = ctx.clock.now()
    const turns = now - book.turnedAt >= TURN_MS
    for (const source of sources) {
      if ((due.get(source.name) ?? 0) > now && !turns) continue
      for await (const batch of look(source, first || turns, world, heard)) yield batch
      due.set(source.name, ctx.clock.now() + every(source, world))
    }
    if (turns) yield* turn(world)
    else if (first) yield* lookBack(world)
    first = false
    heard.begin()
    if (socket !== null && heard.isDeaf(ctx.clock.now()))
      throw new NetworkError('transient', `The live stream of ${world.host} has gone silent.`)
    yield { items: [], cursor: book.cursor(), caughtUp: true }
    yield* hear(world, heard, nextLook(due, allowance, ctx))
  }
}

/** What the stream tells until the next look at the timelines; without a stream, nothing. */
async function* hear(world: Following, heard: Ear, until: number): AsyncGenerator<Batch> {
  const { ctx, socket, reader, book } = world
  for (let left = 1; left > 0 && !ctx.signal.aborted; left = until - ctx.clock.now()) {
    const wait = Math.max(0, until - ctx.clock.now())
    if (socket === null) {
      await ctx.clock.sleep(wait, ctx.signal).catch(() => {})
      continue
    }
    const frames = (await socket.take(BATCH, wait)).map((text) => reader.frame(text))
    for (const { notification } of frames) heard.byStream(notification)
    const read = frames.flatMap((frame) => frame.items)
    const items = await fillParents(read, world)
    if (items.length > 0) yield { items, cursor: book.cursor(), caughtUp: true }
  }
}

/** Everything new in one timeline, page by page; the mark moves with what is handed on. */
async function* look(
  source: Source,
  wide: boolean,
  world: Following,
  heard: Ear,
): AsyncGenerator<Batch> {
  const { book, reader, ctx } = world
  const mark = book.marks.get(source.name)
  if (mark === undefined) return
  let count = 0
  let oldest = ctx.clock.now()
  for await (const { entries, newest } of readSource(source, mark, wide)) {
    if (newest !== null && isNewer(newest, mark.at)) mark.at = newest
    if (source.name === 'notifications')
      heard.byLook(
        entries.map(({ id }) => id),
        ctx.clock.now(),
      )
    for (const entry of entries) oldest = Math.min(oldest, timeOf(entry['createdAt']) ?? oldest)
    count += entries.length
    const read = entries.flatMap((entry) => reader.status(statusIn(entry)))
    const items = await fillParents(read, world)
    if (items.length > 0) yield { items, cursor: book.cursor(), caughtUp: false }
  }
  if (source.name === 'home' && count >= HOME_KEEPS && book.turnedAt < oldest)
    yield {
      items: [],
      cursor: book.cursor(),
      caughtUp: false,
      gap: {
        from: book.turnedAt,
        to: oldest,
        why: `Mastodon keeps only the newest ${HOME_KEEPS} posts of the accounts we follow.`,
      },
    }
}

/** The marks move back by one, and the newest posts are asked for once more. */
async function* turn(world: Following): AsyncGenerator<Batch> {
  const { book, ctx } = world
  yield* lookBack(world)
  for (const mark of book.marks.values()) {
    mark.back = mark.mid
    mark.mid = mark.at
  }
  book.turnedAt = ctx.clock.now()
}

/** Edits and deletions that happened while nobody listened. */
async function* lookBack({ client, features, book, reader }: Following): AsyncGenerator<Batch> {
  for await (const items of recheck(client, features, book, reader))
    if (items.length > 0) yield { items, cursor: book.cursor(), caughtUp: false }
}

function every(source: Source, { socket, sources }: Following): number {
  if (socket === null) return Math.max(POLL_MS, sources.length * POLL_MS_PER_SOURCE)
  return source.name === 'notifications' ? NOTIFICATIONS_MS : TIMELINES_MS
}

function nextLook(due: ReadonlyMap<string, number>, allowance: Allowance, ctx: Ctx): number {
  const next = Math.min(...due.values())
  const { remaining, endsAt } = allowance
  if (remaining === null || remaining > RESERVE || endsAt === null || endsAt <= next) return next
  ctx.health({
    state: 'rate_limited',
    retryAt: endsAt,
    detail: 'Asked nearly as often as allowed.',
  })
  return endsAt
}

/** The live stream with everything we read; null where the server has none, or it cannot be opened now. */
async function openStream(world: Listening): Promise<Socket | null> {
  const { ctx, us, features, hashtags, host } = world
  if (us === null || features.streaming === null) return null
  const url = new URL('/api/v1/streaming', features.streaming)
  url.searchParams.set('stream', 'user')
  try {
    const socket = await openSocket({ url: url.href, token: us.token, service: host }, ctx)
    for (const tag of hashtags)
      socket.send(JSON.stringify({ type: 'subscribe', stream: 'hashtag', tag }))
    return socket
  } catch (error) {
    if (ctx.signal.aborted) throw error
    ctx.log.warn({ connection: ctx.connectionId, detail: messageOf(error) }, 'no live stream')
    return null
  }
}

interface Ear {
  byStream(id: string | null): void
  byLook(ids: readonly unknown[], now: number): void
  /** A notification read a while ago has still not come by the stream. */
  isDeaf(now: number): boolean
  /** From now on: what came before the stream was opened is not its business. */
  begin(): void
}

const MAX_HEARD = 5_000
const LATE_MS = 30_000

/** Tells a quiet stream from a dead one: both say nothing, but only of the second do timelines tell more. */
function createEar(): Ear {
  const streamed = new Set<string>()
  const awaited = new Map<string, number>()
  let hasBegun = false
  return {
    byStream(id) {
      if (id === null) return
      awaited.delete(id)
      streamed.add(id)
      if (streamed.size > MAX_HEARD) streamed.clear()
    },
    byLook(ids, now) {
      if (!hasBegun) return
      for (const id of ids)
        if (typeof id === 'string' && !streamed.has(id) && !awaited.has(id)) awaited.set(id, now)
    },
    isDeaf: (now) => [...awaited.values()].some((since) => now - since >= LATE_MS),
    begin: () => {
      hasBegun = true
    },
  }
}
