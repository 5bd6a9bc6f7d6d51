import { DiscordAPIError, type REST, Routes } from 'discord.js'
import type { Ctx, Item } from '../connector.ts'
import { toNetworkError } from './errors.ts'
import { keyOf, type RawMessage, readMetrics } from './message.ts'

/** Reactions come in bursts: a message is counted again only so often. */
const EVERY_MS = 10_000
const AT_ONCE = 10
const MAX_WAITING = 200

interface Place {
  guildId: string
  channelId: string
  messageId: string
}

export interface Reactions {
  note(place: Place): void
  /** The new counts of what is due. */
  due(ctx: Ctx): Promise<Item[]>
  /** When something is due, epoch ms; null while there is nothing. */
  dueAt(): number | null
}

/** Reactions as engagement: Discord tells that one came, and is asked how many there are. */
export function createReactions(rest: REST): Reactions {
  const waiting = new Map<string, Place>()
  let next = 0
  return {
    note(place) {
      if (waiting.size < MAX_WAITING) waiting.set(place.messageId, place)
    },
    dueAt: () => (waiting.size === 0 ? null : next),
    async due(ctx) {
      if (waiting.size === 0 || ctx.clock.now() < next) return []
      next = ctx.clock.now() + EVERY_MS
      const items: Item[] = []
      for (const place of [...waiting.values()].slice(0, AT_ONCE)) {
        const raw = await readOne(rest, place, ctx)
        waiting.delete(place.messageId)
        if (raw === null) continue
        const key = keyOf(place.guildId, place.messageId)
        items.push({ type: 'metrics', key, metrics: readMetrics(raw, ctx.clock.now()) })
      }
      return items
    },
  }
}

async function readOne(rest: REST, { channelId, messageId }: Place, ctx: Ctx) {
  try {
    return (await rest.get(Routes.channelMessage(channelId, messageId))) as RawMessage
  } catch (cause) {
    if (cause instanceof DiscordAPIError && [403, 404].includes(cause.status)) return null
    throw toNetworkError(cause, 'read', ctx.clock.now())
  }
}
