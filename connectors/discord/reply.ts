import { createHash } from 'node:crypto'
import { type REST, RequestMethod, Routes } from 'discord.js'
import { NetworkError } from '../../core/errors.ts'
import type { Ctx, ReplyOptions, ReplyReceipt, ReplyTarget } from '../connector.ts'
import { messageIdAt } from './cursor.ts'
import { toNetworkError } from './errors.ts'
import type { RawMessage } from './message.ts'

/** Longest message of a bot, in characters (source: Discord documentation, create message). */
export const DISCORD_MAX_CHARS = 2000
/** The `Date` header counts whole seconds, and a request takes a moment. */
const CLOCK_SLACK_MS = 5_000
/** Discord takes no longer mark on a message. */
const NONCE_CHARS = 25
const MAX_PAGES = 10

/** Whether we know where the message stands, which is all that an answer needs. */
export function canReply(to: ReplyTarget): true | { no: string; openUrl: string | null } {
  if (to.replyRef['channelId'] !== undefined) return true
  return { no: 'It is not known in which channel this was said.', openUrl: to.url }
}

/** Answers below the message and pings nobody; the same press sent twice within minutes stays one. */
export async function sendReply(
  rest: REST,
  ctx: Ctx,
  to: ReplyTarget,
  message: { text: string; options: ReplyOptions },
): Promise<ReplyReceipt> {
  const channelId = to.replyRef['channelId']
  if (channelId === undefined)
    throw new NetworkError('refused', 'It is not known in which channel this was said.')
  const body = {
    content: message.text,
    message_reference: { message_id: to.nativeId, channel_id: channelId, fail_if_not_exists: true },
    allowed_mentions: { parse: [], replied_user: false },
    nonce: nonceOf(message.options),
    enforce_nonce: true,
  }
  try {
    const sent = (await rest.post(Routes.channelMessages(channelId), { body })) as RawMessage
    if (typeof sent?.id !== 'string')
      throw new NetworkError('ambiguous', 'Discord did not say under which id the answer stands.')
    return receiptOf(to, channelId, sent.id)
  } catch (cause) {
    throw toNetworkError(cause, 'post', ctx.clock.now())
  }
}

/** Looks through the channel since the press for our answer with these words to that message. */
export async function findReply(
  rest: REST,
  ctx: Ctx,
  to: ReplyTarget,
  sought: { text: string; options: ReplyOptions; ourId: string },
): Promise<ReplyReceipt | null> {
  const channelId = to.replyRef['channelId']
  if (channelId === undefined) return null
  try {
    const ahead = await clockAhead(rest, ctx)
    let after = messageIdAt(sought.options.pressedAt + ahead - CLOCK_SLACK_MS)
    for (let page = 0; page < MAX_PAGES; page++) {
      const query = new URLSearchParams({ after, limit: '100' })
      const found = (await rest.get(Routes.channelMessages(channelId), { query })) as RawMessage[]
      const ours = found.find(
        (raw) =>
          raw.author.id === sought.ourId &&
          raw.message_reference?.message_id === to.nativeId &&
          bare(raw.content) === bare(sought.text),
      )
      if (ours !== undefined) return receiptOf(to, channelId, ours.id)
      if (found.length < 100) return null
      after = found.map((raw) => raw.id).reduce((a, b) => (BigInt(a) > BigInt(b) ? a : b))
    }
  } catch (cause) {
    throw toNetworkError(cause, 'read', ctx.clock.now())
  }
  throw new NetworkError('transient', 'The channel is too busy to find our answer in it.')
}

/** How far Discord's clock is ahead of ours, ms. */
async function clockAhead(rest: REST, ctx: Ctx): Promise<number> {
  const answer = await rest.queueRequest({ fullRoute: '/gateway', method: RequestMethod.Get })
  const theirs = Date.parse(answer.headers.get('date') ?? '')
  await answer.arrayBuffer()
  return Number.isNaN(theirs) ? 0 : theirs - ctx.clock.now()
}

function nonceOf({ idempotencyKey }: ReplyOptions): string {
  return createHash('sha256').update(idempotencyKey).digest('base64url').slice(0, NONCE_CHARS)
}

function bare(text: string): string {
  return text.normalize('NFC').replaceAll(/\s+/g, ' ').trim()
}

function receiptOf(to: ReplyTarget, channelId: string, id: string): ReplyReceipt {
  const guildId = to.replyRef['guildId']
  const url =
    guildId === undefined ? null : `https://discord.com/channels/${guildId}/${channelId}/${id}`
  return { nativeId: id, url }
}
