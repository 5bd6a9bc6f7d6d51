import { NetworkError } from '../../core/errors.ts'
import type { Batch, Ctx, Cursor, Gap, Item } from '../connector.ts'
import type { StreamEvent } from './event-items.ts'
import { readFrame } from './event-items.ts'
import { openFrames } from './frames.ts'
import { POSTS } from './post-mention.ts'

/** Microseconds of the last event stored. */
export interface JetstreamCursor extends Cursor {
  v: 1
  timeUs: number
}

export interface JetstreamOptions {
  ctx: Ctx
  /** https:// or wss:// address of one instance. */
  host: string
  ourDids: ReadonlySet<string>
  /** What is done with the items of a batch before it is handed on. */
  finish(items: readonly Item[]): Promise<readonly Item[]>
}

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

/** Batches of one connection to one instance; throws NetworkError('transient') when it breaks or falls silent. */
export async function* followJetstream(
  cursor: JetstreamCursor | null,
  { ctx, host, ourDids, finish }: JetstreamOptions,
): AsyncGenerator<Batch & { cursor: JetstreamCursor }> {
  // Not `using`: the tool that checks the layers cannot read it yet.
  const frames = openFrames(streamUrl(host, cursor), ctx)
  try {
    yield* readStream(frames, cursor, { ctx, host, ourDids, finish })
  } finally {
    frames[Symbol.dispose]()
  }
}

async function* readStream(
  frames: ReturnType<typeof openFrames>,
  cursor: JetstreamCursor | null,
  { ctx, ourDids, finish }: JetstreamOptions,
): AsyncGenerator<Batch & { cursor: JetstreamCursor }> {
  const progress = createProgress(cursor, ctx.clock.now())
  await frames.opened
  if (cursor === null) yield { items: [], ...progress.read([]) }
  while (!ctx.signal.aborted) {
    const texts = await frames.take(BATCH, FLUSH_MS)
    const now = ctx.clock.now()
    if (texts.length === 0 && now - frames.lastAt >= SILENCE_MS) {
      throw new NetworkError('transient', 'Bluesky’s stream has been silent for 30 seconds.')
    }
    const context = { connectionId: ctx.connectionId, ourDids, now }
    const events = texts.map((text) => readFrame(text, context))
    const nothingNew = events.length === 0 && progress.caughtUp()
    const where = progress.read(events)
    if (nothingNew) continue
    const items = await finish(events.flatMap(({ item }) => (item === null ? [] : [item])))
    yield { items, ...where }
  }
}

type Where = Pick<Batch, 'caughtUp' | 'gap'> & { cursor: JetstreamCursor }

/** How far the stream has come, whether it is live, and whether it began later than it was asked to. */
function createProgress(cursor: JetstreamCursor | null, begunAt: number) {
  let timeUs = cursor?.timeUs ?? begunAt * 1000
  let asked = cursor?.timeUs ?? null
  let caughtUp = cursor === null
  return {
    caughtUp: () => caughtUp,
    read(events: readonly StreamEvent[]): Where {
      const first = events.find((event) => event.timeUs !== null)?.timeUs ?? null
      const gap = asked !== null && first !== null ? gapBetween(asked, first) : null
      if (first !== null) asked = null
      timeUs = latest(events, timeUs)
      caughtUp ||= events.length === 0 || timeUs / 1000 >= begunAt - LIVE_MS
      return { cursor: { v: 1, timeUs }, caughtUp, ...(gap && { gap }) }
    },
  }
}

function streamUrl(host: string, cursor: JetstreamCursor | null): string {
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

/** Events may come out of order: the cursor never goes back. */
function latest(events: readonly StreamEvent[], from: number): number {
  return events.reduce((last, { timeUs }) => Math.max(last, timeUs ?? 0), from)
}
