import { NetworkError } from '../../core/errors.ts'
import type { Ctx, Item } from '../connector.ts'
import type { SlackClient } from './client.ts'
import { isTs, type Loose, looseOf, textOf } from './loose.ts'
import { keyOf, readMetrics } from './message.ts'

/** Reactions come in bursts: a message is counted again only so often. */
const EVERY_MS = 10_000
const AT_ONCE = 10
const MAX_WAITING = 200

export interface Engagement {
  /** A reaction came or went: its message is counted again. Only messages in `isKnown` matter. */
  note(event: Loose, isKnown: (name: string) => boolean): void
  /** The new counts of what is due. */
  due(ctx: Ctx): Promise<Item[]>
  /** Ms until something is due; null while there is nothing. */
  waitMs(now: number): number | null
}

/** Reactions as engagement: Slack tells that one came, and is asked how many there are. */
export function createEngagement(client: SlackClient, teamId: string): Engagement {
  const waiting = new Map<string, { channel: string; ts: string }>()
  let next = 0
  return {
    note({ item }, isKnown) {
      const { channel: where, ts } = looseOf(item)
      const channel = textOf(where)
      if (channel === null || !isTs(ts) || !isKnown(`${channel}:${ts}`)) return
      if (waiting.size < MAX_WAITING) waiting.set(`${channel}:${ts}`, { channel, ts })
    },
    waitMs: (now) => (waiting.size === 0 ? null : Math.max(0, next - now)),
    async due(ctx) {
      if (waiting.size === 0 || ctx.clock.now() < next) return []
      next = ctx.clock.now() + EVERY_MS
      const items: Item[] = []
      for (const [name, { channel, ts }] of [...waiting].slice(0, AT_ONCE)) {
        const raw = await countOf(client, ctx, channel, ts)
        waiting.delete(name)
        if (raw === null) continue
        const metrics = readMetrics(raw, ctx.clock.now())
        items.push({ type: 'metrics', key: keyOf(teamId, channel, ts), metrics })
      }
      return items
    },
  }
}

async function countOf(
  client: SlackClient,
  ctx: Ctx,
  channel: string,
  timestamp: string,
): Promise<Loose | null> {
  try {
    const { body } = await client.call(ctx, 'reactions.get', { channel, timestamp })
    return looseOf(body['message'])
  } catch (error) {
    const isShut =
      error instanceof NetworkError && ['gone', 'forbidden', 'refused'].includes(error.code)
    if (isShut) return null
    throw error
  }
}
