import { NetworkError } from '../../core/errors.ts'
import type { Cursor } from '../connector.ts'
import { tsOf } from './loose.ts'

/** A message whose edit or removal we would want to know: channel, time, time of its last edit, thread. */
export type Known = readonly [channel: string, ts: string, edited: string, root: string]

/** Where listening goes on after a restart; all marks are Slack times, and move only with what history told. */
export interface SlackCursor extends Cursor {
  v: 1
  /** The newest message read, from where a channel is read that has no mark of its own. */
  since: string
  channels: Readonly<Record<string, string>>
  /** Threads in which somebody spoke lately: `channel:root` and the newest answer read. */
  threads: Readonly<Record<string, string>>
  known: readonly Known[]
}

const MAX_KNOWN = 500
const MAX_THREADS = 60
/** Later edits and removals of what was said longer ago are not looked for. */
const KNOWN_MS = 3 * 86_400_000
const THREAD_MS = 7 * 86_400_000
/** Slack's clock and ours may differ by so much. */
const AHEAD_MS = 3 * 3_600_000

/** What is remembered between two batches; the cursor is a picture of it. */
export interface Memory {
  since: string
  channels: Map<string, string>
  threads: Map<string, string>
  known: Map<string, Known>
  /** Something was said; `isKept` where its end would be news. */
  note(entry: Known, isKept: boolean, now: number): void
  /** History was read up to this message, and nothing before it is missing. */
  mark(entry: Known, now: number): void
  cursor(): SlackCursor
}

/** Continues from a cursor; null begins now (epoch ms). Throws NetworkError('fatal') at one that is not ours. */
export function recall(from: Cursor | null, now: number): Memory {
  const {
    v = 1,
    since = tsOf(now),
    channels,
    threads,
    known,
  } = (from ?? {}) as Partial<SlackCursor>
  if (v !== 1 || typeof since !== 'string')
    throw new NetworkError(
      'fatal',
      'The place where listening to Slack stopped cannot be read. Start it anew.',
    )
  const memory: Memory = {
    since,
    channels: new Map(Object.entries(channels ?? {})),
    threads: new Map(Object.entries(threads ?? {})),
    known: new Map((known ?? []).map((entry) => [nameOf(entry), entry])),
    note(entry, isKept, time) {
      const [channel, ts, edited, root] = entry
      if (ts > tsOf(time + AHEAD_MS)) return
      if (root !== '') follow(memory, `${channel}:${root}`, root)
      if (isKept) {
        const before = memory.known.get(nameOf(entry))
        memory.known.delete(nameOf(entry))
        const isNewer = before === undefined || edited >= before[2]
        memory.known.set(nameOf(entry), isNewer ? entry : before)
      }
      forgetOld(memory, time)
    },
    mark([channel, ts, , root], time) {
      // A time that has not come yet would hide all that is said until then.
      if (ts > tsOf(time + AHEAD_MS)) return
      if (ts > memory.since) memory.since = ts
      if (root !== '') follow(memory, `${channel}:${root}`, ts)
      else if (ts > (memory.channels.get(channel) ?? '')) memory.channels.set(channel, ts)
    },
    cursor: () => ({
      v: 1,
      since: memory.since,
      channels: Object.fromEntries(memory.channels),
      threads: Object.fromEntries(memory.threads),
      known: [...memory.known.values()],
    }),
  }
  return memory
}

function follow({ threads }: Memory, thread: string, ts: string): void {
  const newest = threads.get(thread) ?? ''
  threads.delete(thread)
  threads.set(thread, newest > ts ? newest : ts)
}

/** The name of a known message. */
export function nameOf([channel, ts]: Known): string {
  return `${channel}:${ts}`
}

function forgetOld(memory: Memory, now: number): void {
  const oldest = tsOf(now - KNOWN_MS)
  for (const [name, [, ts]] of memory.known) {
    if (memory.known.size <= MAX_KNOWN && ts >= oldest) break
    memory.known.delete(name)
  }
  const lastSpoken = tsOf(now - THREAD_MS)
  for (const [name, ts] of memory.threads) {
    if (memory.threads.size <= MAX_THREADS && ts >= lastSpoken) break
    memory.threads.delete(name)
  }
}
