import type { TweetEntitiesV2 } from 'twitter-api-v2'
import { NetworkError } from '../../core/errors.ts'
import type { Ctx, DirectMessages, ReplyOptions, ReplyReceipt, ReplyTarget } from '../connector.ts'
import type { XClient } from './client.ts'
import { serverTime } from './errors.ts'
import { type Account, wholeText } from './mention.ts'
import { X_PRICES } from './prices.ts'
import { bareWords, CLOCK_SLACK_MS } from './reply.ts'

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
  if (!ctx.spend(costUsd))
    throw new NetworkError(
      'billing',
      'This month’s limit for X is used up, so the message was not sent. Raise the limit or write in X.',
    )
  try {
    const answer = await x.call(ctx, 'message', (client) =>
      client.v2.sendDmToParticipant(participant, { text }),
    )
    const { data } = answer as { data?: { dm_event_id?: unknown } }
    const nativeId = data?.dm_event_id
    if (typeof nativeId !== 'string')
      throw new NetworkError('ambiguous', 'X did not say under which number the message stands.')
    return { nativeId, url: null, costUsd }
  } catch (error) {
    if (!(error instanceof NetworkError) || error.code !== 'ambiguous') ctx.spend(-costUsd)
    throw error
  }
}

/** Looks through what we wrote to this person since the press; the words must be the same. */
async function findMessage(
  x: XClient,
  ctx: Ctx,
  us: Account,
  sought: { to: ReplyTarget; text: string; options: ReplyOptions },
): Promise<ReplyReceipt | null> {
  const { data, headers } = await x.call(ctx, 'read', (client) =>
    client.v2.get<{ data?: Message[]; meta?: object }>(
      'dm_conversations/with/:participant/dm_events',
      {
        max_results: NEWEST,
        event_types: 'MessageCreate',
        'dm_event.fields': 'created_at,sender_id,text,entities',
      },
      { params: { participant: participantOf(sought.to) }, fullResponse: true },
    ),
  )
  if (typeof data !== 'object' || data === null || typeof data.meta !== 'object')
    throw new NetworkError('transient', 'X answered with something that is not a page of messages.')
  ctx.spend((data.data?.length ?? 0) * X_PRICES.messageRead)
  const ahead = (serverTime(headers) ?? ctx.clock.now()) - ctx.clock.now()
  const earliest = sought.options.pressedAt + ahead - CLOCK_SLACK_MS
  const found = (data.data ?? []).find(
    (message) =>
      message.sender_id === us.id &&
      Date.parse(message.created_at ?? '') >= earliest &&
      sameWords(message, sought.text),
  )
  return found === undefined ? null : { nativeId: found.id, url: null }
}

function sameWords({ id, text = '', entities }: Message, sought: string): boolean {
  const whole = wholeText({
    id,
    text,
    edit_history_tweet_ids: [],
    ...(entities === undefined ? {} : { entities }),
  })
  return bareWords(whole) === bareWords(sought)
}

function participantOf(to: ReplyTarget): string {
  const right = canWrite(to)
  if (right !== true) throw new NetworkError('refused', right.no)
  return to.authorId ?? ''
}
