import type { TweetEntitiesV2 } from 'twitter-api-v2'
import { NetworkError } from '../../core/errors.ts'
import type { Ctx, DirectMessages, ReplyReceipt, ReplyTarget } from '../connector.ts'
import type { XClient } from './client.ts'
import { findNewest, hasWords, type Sought } from './find-ours.ts'
import type { Account } from './mention.ts'
import { sendPaid } from './paid-send.ts'
import { X_PRICES } from './prices.ts'

/** X takes so many characters in one message (source: X, direct messages). */
const MAX_CHARS = 10_000

/** Each that is read costs, and ours is among the newest. */
const NEWEST = 20

interface Message {
  id: string
  event_type?: string
  sender_id?: string
  created_at?: string
  text?: string
  entities?: TweetEntitiesV2
}

/** Answers to whoever tagged or quoted us, as a message that they alone can read. */
export function createDirect(x: XClient, us: Account): DirectMessages {
  return {
    maxChars: MAX_CHARS,
    can: canWrite,
    send: (to, text, _options, ctx) => sendMessage(x, ctx, to, text),
    find: (to, text, options, ctx) => findMessage(x, ctx, us, { to, text, options }),
  }
}

function canWrite(to: ReplyTarget): true | { no: string } {
  if (to.replyRef['tagged'] !== 'yes')
    return { no: 'X lets us write only to somebody who wrote to us: this post does not tag us.' }
  if (!to.authorId) return { no: 'We do not know who wrote this, so no message can be sent.' }
  return true
}

async function sendMessage(
  x: XClient,
  ctx: Ctx,
  to: ReplyTarget,
  text: string,
): Promise<ReplyReceipt> {
  const participant = participantOf(to)
  const costUsd = X_PRICES.directMessage
  const paid = {
    costUsd,
    unsent: 'the message was not sent. Raise the limit or write in X.',
    unnumbered: 'the message stands.',
  }
  const nativeId = await sendPaid(ctx, paid, async () => {
    const answer = await x.call(ctx, 'message', (client) =>
      client.v2.sendDmToParticipant(participant, { text }),
    )
    return (answer as { data?: { dm_event_id?: unknown } } | null)?.data?.dm_event_id
  })
  return { nativeId, url: null, costUsd }
}

/** Looks through what we wrote to this person since the press; the words must be the same. */
async function findMessage(
  x: XClient,
  ctx: Ctx,
  us: Account,
  { to, text, options }: Sought,
): Promise<ReplyReceipt | null> {
  const found = await findNewest<Message>(x, ctx, options, {
    path: 'dm_conversations/with/:participant/dm_events',
    params: { participant: participantOf(to) },
    query: {
      max_results: NEWEST,
      event_types: 'MessageCreate',
      'dm_event.fields': 'created_at,sender_id,text,entities',
    },
    what: 'messages',
    priceUsd: X_PRICES.messageRead,
    isSought: (message, earliest) =>
      message.sender_id === us.id &&
      Date.parse(message.created_at ?? '') >= earliest &&
      hasWords({ ...message, text: message.text ?? '' }, text),
  })
  return found === null ? null : { nativeId: found.id, url: null }
}

function participantOf(to: ReplyTarget): string {
  const right = canWrite(to)
  if (right !== true) throw new NetworkError('refused', right.no)
  return to.authorId ?? ''
}
