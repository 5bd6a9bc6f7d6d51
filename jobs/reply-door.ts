import type { Connector, ReplyTarget } from '../connectors/connector.ts'
import { directRight } from '../core/direct-right.ts'
import { NetworkError } from '../core/errors.ts'
import type { Way } from '../core/reply-way.ts'

/** How an answer is handed to its network, and looked for after an attempt whose end is not known. */
export interface ReplyDoor {
  send: NonNullable<Connector['reply']>
  find: Connector['findReply']
}

/** The door that was chosen for an answer; refused where the network does not take this answer this way. */
export function openDoor(connector: Connector, way: Way, to: ReplyTarget): ReplyDoor {
  const right = way === 'direct' ? directRight(connector, to) : connector.canReply(to)
  if (right !== true) throw new NetworkError('refused', right.no)
  const { reply, findReply, direct } = connector
  if (way === 'direct' && direct !== undefined) return { send: direct.send, find: direct.find }
  if (reply === undefined) throw new NetworkError('refused', 'The network is no longer connected.')
  return { send: reply, find: findReply }
}
