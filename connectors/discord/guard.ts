import { type Client, GatewayDispatchEvents } from 'discord.js'
import { messageOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'

/** What we read ourselves; the library would build objects of it that nobody uses. */
const READ_BY_US: ReadonlySet<string> = new Set([
  GatewayDispatchEvents.MessageCreate,
  GatewayDispatchEvents.MessageUpdate,
  GatewayDispatchEvents.MessageDelete,
  GatewayDispatchEvents.MessageDeleteBulk,
  GatewayDispatchEvents.MessageReactionAdd,
  GatewayDispatchEvents.MessageReactionRemove,
  GatewayDispatchEvents.MessageReactionRemoveAll,
  GatewayDispatchEvents.MessageReactionRemoveEmoji,
  GatewayDispatchEvents.InteractionCreate,
])

interface Packets {
  handlePacket(packet: { t?: unknown } | undefined, shard: unknown): boolean
}

/** A payload that the library cannot read ends in an unhandled rejection there, which would end the process. */
export function guardLibrary(client: Client, log: Logger): void {
  const packets = client.ws as unknown as Packets
  const handle = packets.handlePacket.bind(packets)
  packets.handlePacket = (packet, shard) => {
    if (typeof packet?.t === 'string' && READ_BY_US.has(packet.t)) return true
    try {
      return handle(packet, shard)
    } catch (error) {
      log.warn({ error: messageOf(error) }, 'discord told something that cannot be read')
      return false
    }
  }
}
