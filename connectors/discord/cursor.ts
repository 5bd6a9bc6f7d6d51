import { NetworkError } from '../../core/errors.ts'
import type { Cursor } from '../connector.ts'

/** Epoch ms from which Discord counts the time inside its ids. */
const DISCORD_EPOCH = 1_420_070_400_000
const TIME_SHIFT = 22n
/** How far messages of different channels may overtake each other before they reach us, ms. */
const OVERLAP_MS = 5 * 60_000

/** Where listening goes on after a restart. */
export interface DiscordCursor extends Cursor {
  v: 1
  /** Everything up to this message id has been stored. */
  since: string
  /** How far a catch-up has come, by channel. */
  channels: Readonly<Record<string, string>>
  /** Servers that were out of reach, with the message id from which they must be read again. */
  held: Readonly<Record<string, string>>
}

/** The id that a message of this moment (epoch ms) would have. */
export function messageIdAt(time: number): string {
  return (BigInt(Math.max(0, Math.floor(time) - DISCORD_EPOCH)) << TIME_SHIFT).toString()
}

/** When an id was given out, epoch ms. */
export function timeOfMessageId(id: string): number {
  return Number(BigInt(id) >> TIME_SHIFT) + DISCORD_EPOCH
}

/** Ids are 64 bits wide, so never compared as numbers. */
export function isNewer(a: string, b: string): boolean {
  return BigInt(a) > BigInt(b)
}

/** From now (epoch ms) on. */
export function startAt(now: number): DiscordCursor {
  return { v: 1, since: messageIdAt(now), channels: {}, held: {} }
}

/** Moves on to a stored message, less what may still be under way in other channels. */
export function moveTo(at: DiscordCursor, messageId: string): DiscordCursor {
  const since = messageIdAt(timeOfMessageId(messageId) - OVERLAP_MS)
  return isNewer(since, at.since) ? { ...at, since } : at
}

/** Marks a server that is out of reach, so that it is read again from here once it is back. */
export function hold(at: DiscordCursor, guildId: string): DiscordCursor {
  return guildId in at.held ? at : { ...at, held: { ...at.held, [guildId]: at.since } }
}

/** The stored cursor, or a NetworkError('fatal') where it is none of ours. */
export function readCursor(cursor: Cursor): DiscordCursor {
  const { v, since, channels, held } = cursor as Partial<DiscordCursor>
  if (v !== 1 || typeof since !== 'string' || !/^\d+$/.test(since))
    throw new NetworkError(
      'fatal',
      'The place where listening to Discord stopped cannot be read. Start it anew.',
    )
  return { v, since, channels: channels ?? {}, held: held ?? {} }
}
