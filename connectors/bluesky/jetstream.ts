import { NetworkError } from '../../core/errors.ts'
import type { Batch, Ctx, Cursor, Gap, Item } from '../connector.ts'
import type { StreamEvent } from './event-items.ts'
import { readFrame } from './event-items.ts'
import { openFrames } from './frames.ts'
import { POSTS, type PostContext } from './post-mention.ts'

/** Microseconds of the last event stored. */
export interface JetstreamCursor extends Cursor {
  v: 1
  timeUs: number
  /** How far our notifications have been read, epoch ms. */
  seenAt?: number
  /** When the posts that stand here were last asked about, epoch ms. */
  checkedAt?: number
}

export interface JetstreamOptions {
  ctx: Ctx
  /** https:// or wss:// address of one instance. */
  host: string
  ourDids: ReadonlySet<string>
  /** What is done with the items of a batch before it is handed on. */
  finish(items: readonly Item[]): Promise<readonly Item[]>
  /** An account has another name from now on. */
  renamed(did: string): void
  /** What comes another way than by the stream since these marks, asked for about every second. */
  aside(since: Marks): Promise<Aside>
}

export interface Aside {
  items: readonly Item[]
  gap: Gap | null
  marks: Marks
}

/** How far the other ways have been read, as the cursor keeps it. */
export type Marks = Pick<JetstreamCursor, 'seenAt'> & { checkedAt: number }

/** Instances differ by seconds in what they have seen: so much is asked for again. */
const OVERLAP_US = 5_000_000
/** A first event this much later than asked for means that the instance no longer holds what lies before. */
const CLAMP_US = 60_000_000
/** The whole network never falls silent: no frame for so long is a dead connection. */
const SILENCE_MS = 30_000
const FLUSH_MS = 1_000
const BATCH = 500
/** Closer than this to the present counts as live. */
const LIVE_MS = 5_000
/** The network's clock and ours may differ by so much. */
const AHEAD_MS = 3 * 3_600_000

/** Batches of one connection to one instance; throws NetworkError('transient') when it breaks or falls silent. */
export async function* followJetstream(
  cursor: JetstreamCursor | null,
  options: JetstreamOptions,
): AsyncGenerator<Batch & { cursor: JetstreamCursor }> {
  const { host, ctx } = options
  // Not `using`: the tool that checks the layers cannot read it yet.
  const frames = openFrames(streamUrl(host, cursor), ctx)
  try {
    yield* readStream(frames, cursor, options)
  } finally {
    frames[Symbol.dispose]()
  }
}

async function* readStream(
  frames: ReturnType<typeof openFrames>,
  from: JetstreamCursor | null,
  { ctx, ourDids, finish, renamed, aside }: JetstreamOptions,
): AsyncGenerator<Batch & { cursor: JetstreamCursor }> {
  const progress = createProgress(from, ctx.clock.now())
  let marks = marksOf(from, ctx.clock.now())
  await frames.opened
  if (from === null) yield { items: [], ...joined(progress.read([], ctx.clock.now()), null, marks) }
  while (!ctx.signal.aborted) {
    const texts = await frames.take(BATCH, FLUSH_MS)
    const now = ctx.clock.now()
    if (texts.length === 0 && now - frames.lastAt >= SILENCE_MS) {
      throw new NetworkError('transient', 'Bluesky’s stream has been silent for 30 seconds.')
    }
    const context = { connectionId: ctx.connectionId, ourDids, now }
    const events = readFrames(texts, context, renamed)
    const nothingNew = events.length === 0 && progress.caughtUp()
    const where = progress.read(events, now)
    const more = await aside(marks)
    const isSame = more.marks.seenAt === marks.seenAt && more.marks.checkedAt === marks.checkedAt
    marks = more.marks
    if (nothingNew && more.items.length === 0 && isSame) continue
    const items = await finish([...events.flatMap(({ item }) => item ?? []), ...more.items])
    yield { items, ...joined(where, more.gap, marks) }
  }
}

function readFrames(
  texts: readonly string[],
  context: PostContext,
  renamed: (did: string) => void,
): StreamEvent[] {
  const events = texts.map((text) => readFrame(text, context))
  for (const { renamed: did } of events) if (did !== undefined) renamed(did)
  return events
}

/** What was asked aside before; whoever begins has nothing here to ask about. */
function marksOf(from: JetstreamCursor | null, now: number): Marks {
  if (from === null) return { checkedAt: now }
  const { seenAt, checkedAt = 0 } = from
  return { checkedAt, ...(seenAt !== undefined && { seenAt }) }
}

/** Where the stream stands, and how far was read aside. */
function joined(where: Where, gapAside: Gap | null, marks: Marks): Where {
  const gap = where.gap ?? gapAside
  return { caughtUp: where.caughtUp, cursor: { ...where.cursor, ...marks }, ...(gap && { gap }) }
}

type Where = Pick<Batch, 'caughtUp' | 'gap'> & { cursor: JetstreamCursor }

/** How far the stream has come, whether it is live, and whether it began later than it was asked to. */
function createProgress(cursor: JetstreamCursor | null, begunAt: number) {
  let timeUs = cursor?.timeUs ?? begunAt * 1000
  let asked = cursor?.timeUs ?? null
  let caughtUp = cursor === null
  return {
    caughtUp: () => caughtUp,
    read(events: readonly StreamEvent[], now: number): Where {
      const first = events.find((event) => event.timeUs !== null)?.timeUs ?? null
      const gap = asked !== null && first !== null ? gapBetween(asked, first) : null
      if (first !== null) asked = null
      timeUs = latest(events, timeUs, (now + AHEAD_MS) * 1000)
      caughtUp ||= events.length === 0 || timeUs / 1000 >= begunAt - LIVE_MS
      return { cursor: { v: 1, timeUs }, caughtUp, ...(gap && { gap }) }
    },
  }
}

/** Where an instance tells of posts, from a little before the cursor, or from now. */
export function streamUrl(host: string, cursor: JetstreamCursor | null): string {
  const url = new URL('/subscribe', host.replace(/^http/, 'ws'))
  url.searchParams.set('wantedCollections', POSTS)
  if (cursor !== null) url.searchParams.set('cursor', String(cursor.timeUs - OVERLAP_US))
  return url.href
}

function gapBetween(askedUs: number, firstUs: number): Gap | null {
  if (firstUs - askedUs <= CLAMP_US) return null
  return {
    from: Math.floor(askedUs / 1000),
    to: Math.floor(firstUs / 1000),
    why: 'Bluesky keeps about 36 hours of its stream; what is older could not be fetched.',
  }
}

/** Events may come out of order: the cursor never goes back, nor to a time that has not come yet. */
function latest(events: readonly StreamEvent[], from: number, until: number): number {
  return events.reduce(
    (last, { timeUs }) => (timeUs !== null && timeUs <= until ? Math.max(last, timeUs) : last),
    from,
  )
}
