import { createHash } from 'node:crypto'
import { NetworkError } from '../../core/errors.ts'
import type { Ctx, ReplyOptions, ReplyReceipt, ReplyTarget } from '../connector.ts'
import type { SlackClient } from './client.ts'
import { isTs, listOf, looseOf, textOf, tsOf } from './loose.ts'
import { nativeIdOf, type Us, urlOf } from './message.ts'

/** Longer messages are cut by Slack's own advice (source: chat.postMessage). */
export const SLACK_MAX_CHARS = 4000
/** The name under which an answer carries its press. */
const EVENT = 'earshot_answer'
const CLOCK_SLACK_MS = 5 * 60_000
const MAX_PAGES = 20

/** Whether we know where the message stands, which is all that an answer needs. */
export function canReply({
  replyRef,
  url,
}: ReplyTarget): true | { no: string; openUrl: string | null } {
  if (replyRef['channel'] !== undefined && isTs(replyRef['ts'])) return true
  return { no: 'It is not known in which channel this was said.', openUrl: url }
}

interface Answering {
  client: SlackClient
  ctx: Ctx
  us: Us
}

/** Answers in the thread of the message; nobody is called and nothing in the words comes to life. */
export async function sendReply(
  { client, ctx, us }: Answering,
  to: ReplyTarget,
  text: string,
  options: ReplyOptions,
): Promise<ReplyReceipt> {
  const { channel, ts, root } = placeOf(to)
  const { body: thread } = await client.call(ctx, 'conversations.replies', {
    channel,
    ts: root,
    oldest: ts,
    latest: ts,
    inclusive: true,
    limit: 10,
  })
  const isThere = listOf(thread['messages']).some(
    (raw) => raw['ts'] === ts && raw['subtype'] !== 'tombstone',
  )
  if (!isThere) throw new NetworkError('gone', 'The message is no longer in Slack.')
  const { body } = await client.call(
    ctx,
    'chat.postMessage',
    {
      channel,
      thread_ts: root,
      text: escape(text),
      mrkdwn: false,
      parse: 'none',
      link_names: false,
      unfurl_links: false,
      unfurl_media: false,
      metadata: JSON.stringify({ event_type: EVENT, event_payload: { press: pressOf(options) } }),
    },
    true,
  )
  const sent = body['ts']
  if (isTs(sent)) return receiptOf(us, channel, sent, root)
  throw new NetworkError('ambiguous', 'Slack did not say where the answer stands.')
}

/** Our answer of this press, if it arrived: told by the mark that it carries. */
export async function findReply(
  { client, ctx, us }: Answering,
  to: ReplyTarget,
  options: ReplyOptions,
): Promise<ReplyReceipt | null> {
  const { channel, root } = placeOf(to)
  let cursor = ''
  for (let page = 0; page < MAX_PAGES; page++) {
    const { body } = await client.call(ctx, 'conversations.replies', {
      channel,
      ts: root,
      oldest: tsOf(options.pressedAt - CLOCK_SLACK_MS),
      include_all_metadata: true,
      limit: 200,
      ...(cursor === '' ? {} : { cursor }),
    })
    for (const raw of listOf(body['messages'])) {
      const { event_type: type, event_payload: payload } = looseOf(raw['metadata'])
      const isOurs = raw['user'] === us.userId || raw['bot_id'] === us.botId
      const isIt = type === EVENT && looseOf(payload)['press'] === pressOf(options)
      if (isOurs && isIt && isTs(raw['ts'])) return receiptOf(us, channel, raw['ts'], root)
    }
    cursor = textOf(looseOf(body['response_metadata'])['next_cursor']) ?? ''
    if (cursor === '') return null
  }
  throw new NetworkError('transient', 'The thread is too long to find our answer in it.')
}

function placeOf({ replyRef }: ReplyTarget): { channel: string; ts: string; root: string } {
  const { channel, ts, root = ts } = replyRef
  if (channel !== undefined && isTs(ts) && isTs(root)) return { channel, ts, root }
  throw new NetworkError('refused', 'It is not known in which channel this was said.')
}

/** Says nothing of the press to whoever reads it. */
function pressOf({ idempotencyKey }: ReplyOptions): string {
  return createHash('sha256').update(idempotencyKey).digest('base64url').slice(0, 32)
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function receiptOf(us: Us, channel: string, ts: string, root: string): ReplyReceipt {
  return { nativeId: nativeIdOf(channel, ts), url: urlOf(us.teamUrl, channel, ts, root) }
}
