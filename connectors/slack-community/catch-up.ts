import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Mention } from '../../core/mention.ts'
import type { Batch, Ctx, Item } from '../connector.ts'
import type { SlackClient } from './client.ts'
import type { Known, Memory } from './cursor.ts'
import { isTs, type Loose, listOf, looseOf, textOf, timeOfTs, tsOf } from './loose.ts'
import { isWritten, keyOf, readMetrics, rootOf } from './message.ts'
import type { Place } from './places.ts'
import { knownOf, type Read } from './read-event.ts'

const PAGE = 200
const MAX_PAGES = 100
/** How far messages may overtake each other before they reach us, ms. */
const OVERLAP_MS = 5 * 60_000
const CHUNK = 200
/** Threads that began so long ago are still looked through for new answers after a break, ms, so many pages back. */
const OLD_THREADS_MS = 30 * 86_400_000
const OLD_THREAD_PAGES = 3

export interface CatchingUp {
  client: SlackClient
  ctx: Ctx
  memory: Memory
  teamId: string
  read: Read
  wanted(mention: Mention): boolean
  /** Looks up whom these messages name. */
  learn(messages: readonly Loose[]): Promise<void>
  /** Handed-on items with what they lack. */
  finish(items: readonly Item[]): Promise<Item[]>
}

/**
 * What was said, edited and taken away in these channels and their threads since the memory: history has no
 * word for a removal, so what is known and no longer there is gone. After a break, when nobody heard of answers,
 * threads that rested are looked through as well.
 */
export async function* catchUp(
  places: readonly Place[],
  world: CatchingUp,
  afterBreak = false,
): AsyncGenerator<Batch> {
  const { memory } = world
  // A mark of its own for each, or what one channel told would move the mark of another.
  for (const { id } of places) if (!memory.channels.has(id)) memory.channels.set(id, memory.since)
  for (const { id } of places) {
    const mark = back(memory.channels.get(id) ?? memory.since)
    const known = [...memory.known.values()].filter(([channel]) => channel === id)
    const tops = known.filter(([, , , root]) => root === '')
    const from = oldestOf(tops, mark)
    const history = await readAll(world, 'conversations.history', { channel: id }, from)
    if (history === null) continue
    // Threads first: while the channel's mark stands, whoever dies here finds them again.
    const rested = afterBreak ? await restedThreads(id, { before: from, mark }, world) : []
    yield* readThreads(id, { messages: history.messages, known, mark, rested }, world)
    if (history.gapTo !== null) yield gapBatch(mark, history.gapTo, world)
    yield* tell(id, history.messages, { mark, known: tops, from }, world)
  }
}

async function* readThreads(
  channel: string,
  lately: {
    messages: readonly Loose[]
    known: readonly Known[]
    mark: string
    rested: readonly string[]
  },
  world: CatchingUp,
): AsyncGenerator<Batch> {
  const roots = new Map<string, string>()
  for (const [name, newest] of world.memory.threads)
    if (name.startsWith(`${channel}:`)) roots.set(name.slice(channel.length + 1), newest)
  for (const { ts, latest_reply: latest } of lately.messages)
    if (isTs(ts) && isTs(latest) && latest > lately.mark && !roots.has(ts)) roots.set(ts, '')
  // Of a thread that rested only what is new since, not what was said in it before.
  for (const root of lately.rested) if (!roots.has(root)) roots.set(root, lately.mark)
  for (const [root, newest] of roots) {
    const known = lately.known.filter((entry) => entry[3] === root)
    const mark = newest === '' ? root : back(newest)
    const from = oldestOf(known, mark)
    const thread = await readAll(world, 'conversations.replies', { channel, ts: root }, from)
    if (thread === null) continue
    const replies = thread.messages.filter((raw) => rootOf(raw) !== null)
    yield* tell(channel, replies, { mark, known, from }, world)
  }
}

/** Threads that began before this message and in which somebody answered after the mark; a history tells it by the first message. */
async function restedThreads(
  channel: string,
  { before, mark }: { before: string; mark: string },
  world: CatchingUp,
): Promise<string[]> {
  const oldest = tsOf(world.ctx.clock.now() - OLD_THREADS_MS)
  if (oldest >= before) return []
  const args = { channel, latest: before }
  const history = await readAll(world, 'conversations.history', args, oldest, OLD_THREAD_PAGES)
  return (history?.messages ?? []).flatMap(({ ts, latest_reply: latest }) =>
    isTs(ts) && isTs(latest) && latest > mark ? [ts] : [],
  )
}

interface Stretch {
  /** What is newer was not heard before. */
  mark: string
  known: readonly Known[]
  /** How far back was read. */
  from: string
}

interface News {
  item: Item
  /** What is remembered with it. */
  note: Known | null
  /** What is forgotten with it. */
  gone: string | null
}

/** The news of one stretch of messages, oldest first, in pieces that one transaction takes well. */
async function* tell(
  channel: string,
  messages: readonly Loose[],
  stretch: Stretch,
  world: CatchingUp,
): AsyncGenerator<Batch> {
  const { memory, ctx } = world
  const news = [...goneOf(channel, messages, stretch, world)]
  for (let at = 0; at < messages.length; at += CHUNK) {
    const chunk = messages.slice(at, at + CHUNK)
    await world.learn(chunk)
    news.push(...chunk.flatMap((raw) => newsOf(channel, raw, stretch, world)))
  }
  for (let at = 0; at < news.length; at += CHUNK) {
    const chunk = news.slice(at, at + CHUNK)
    const items = await world.finish(chunk.map(({ item }) => item))
    for (const { item, note, gone } of chunk) {
      const isKept = item.type === 'upsert' && world.wanted(item.mention)
      if (note !== null) {
        memory.note(note, isKept, ctx.clock.now())
        memory.mark(note, ctx.clock.now())
      }
      if (gone !== null) memory.known.delete(gone)
    }
    yield { items, cursor: memory.cursor(), caughtUp: false }
  }
}

/** What was there and is no more. */
function goneOf(
  channel: string,
  messages: readonly Loose[],
  { known, from }: Stretch,
  { teamId }: CatchingUp,
): News[] {
  const standing = new Set(
    messages.flatMap(({ ts, subtype }) => (subtype === 'tombstone' ? [] : [ts])),
  )
  return known
    .filter(([, ts]) => ts >= from && !standing.has(ts))
    .map(([, ts]) => ({
      item: { type: 'delete', key: keyOf(teamId, channel, ts), reason: 'deleted in Slack' },
      note: null,
      gone: `${channel}:${ts}`,
    }))
}

/** What one message brings: itself where it is new or edited, else how it is liked now. */
function newsOf(channel: string, raw: Loose, { mark, known }: Stretch, world: CatchingUp): News[] {
  if (!isWritten(raw)) return []
  const { ts } = raw
  const editedTs = looseOf(raw['edited'])['ts']
  const edited = isTs(editedTs) ? editedTs : ''
  const before = isTs(ts) ? known.find((entry) => entry[1] === ts)?.[2] : undefined
  const isNews = before === undefined ? !isTs(ts) || ts > mark || edited > mark : before !== edited
  if (isNews) {
    const note = knownOf(channel, raw)
    return world.read(raw, channel).map((item) => ({ item, note, gone: null }))
  }
  if (before === undefined || !isTs(ts)) return []
  const metrics = readMetrics(raw, world.ctx.clock.now())
  const key = keyOf(world.teamId, channel, ts)
  return [{ item: { type: 'metrics', key, metrics }, note: null, gone: null }]
}

/** All messages after a time, oldest first; null where the app may not look any more, or they are gone. */
async function readAll(
  { client, ctx }: CatchingUp,
  method: 'conversations.history' | 'conversations.replies',
  args: Readonly<Record<string, string>>,
  oldest: string,
  pages = MAX_PAGES,
): Promise<{ messages: Loose[]; gapTo: string | null } | null> {
  const messages: Loose[] = []
  let cursor = ''
  for (let page = 0; page < pages; page++) {
    try {
      const { body } = await client.call(ctx, method, {
        ...args,
        oldest,
        inclusive: true,
        limit: PAGE,
        ...(cursor === '' ? {} : { cursor }),
      })
      if (!Array.isArray(body['messages']))
        throw new NetworkError('transient', 'Slack sent something that is no list of messages.')
      messages.push(...listOf(body['messages']))
      cursor = textOf(looseOf(body['response_metadata'])['next_cursor']) ?? ''
    } catch (error) {
      const isShut = error instanceof NetworkError && ['gone', 'forbidden'].includes(error.code)
      if (!isShut) throw error
      ctx.log.debug({ detail: messageOf(error) }, 'a place in Slack is closed to the app')
      return null
    }
    if (cursor === '') break
  }
  messages.sort((a, b) => (String(a['ts']) < String(b['ts']) ? -1 : 1))
  const gapTo = cursor === '' ? null : textOf(messages[0]?.['ts'])
  return { messages, gapTo }
}

function gapBatch(from: string, to: string, { memory }: CatchingUp): Batch {
  const why = 'More was said in a Slack channel than could be read again.'
  const gap = { from: timeOfTs(from), to: timeOfTs(to), why }
  return { items: [], cursor: memory.cursor(), caughtUp: false, gap }
}

function back(ts: string): string {
  return isTs(ts) ? tsOf(timeOfTs(ts) - OVERLAP_MS) : ts
}

function oldestOf(known: readonly Known[], from: string): string {
  return known.reduce((oldest, [, ts]) => (ts < oldest ? ts : oldest), from)
}
