import type { WebClient } from '@slack/web-api'
import type { Clock } from '../core/clock.ts'
import { NetworkError } from '../core/errors.ts'
import type { OutboxRow } from '../db/queue.ts'
import type { SlackMessage } from '../views/slack-blocks.ts'
import { repeatableError, slackError } from './slack-client.ts'

const METADATA_EVENT = 'earshot_outbox'
/** How far Slack's clock may be ahead of ours. */
const SKEW_S = 60
const PAGE = 200

/** Where a message goes: a channel, or the thread of one of its messages. */
export interface SlackPlace {
  channel: string
  threadTs?: string
}

/** Posting with the outbox row's key in the message, so that a lost answer can be looked up. */
export interface SlackPost {
  /** The message's id. */
  post(place: SlackPlace, message: SlackMessage, row: OutboxRow): Promise<string>
  /** Draws a message of ours anew. */
  edit(place: { channel: string; ts: string }, message: SlackMessage): Promise<void>
  /** The message of an attempt whose answer was lost; null where none arrived. */
  find(place: SlackPlace, row: Pick<OutboxRow, 'key' | 'created_at'>): Promise<string | null>
}

/** One way to post, for cards, bundles and notes. */
export function createSlackPost(slack: WebClient, clock: Clock): SlackPost {
  return {
    async post({ channel, threadTs }, message, row) {
      const thread =
        threadTs === undefined ? {} : { thread_ts: threadTs, reply_broadcast: false as const }
      try {
        const answer = await slack.chat.postMessage({
          channel,
          ...thread,
          ...quiet(message),
          metadata: { event_type: METADATA_EVENT, event_payload: { key: row.key } },
        })
        if (answer.ts === undefined)
          throw new NetworkError('ambiguous', 'Slack gave no message id.')
        return answer.ts
      } catch (error) {
        throw error instanceof NetworkError ? error : slackError(error, clock.now())
      }
    },
    async edit(place, message) {
      try {
        await slack.chat.update({ ...place, ...quiet(message) })
      } catch (error) {
        throw repeatableError(error, clock.now())
      }
    },
    async find({ channel, threadTs }, row) {
      const oldest = String(Math.floor(row.created_at / 1000) - SKEW_S)
      try {
        for await (const messages of readPages(slack, { channel, threadTs, oldest })) {
          const mine = messages.find((one) => keyOf(one) === row.key)
          if (mine?.ts !== undefined) return mine.ts
        }
        return null
      } catch (error) {
        throw repeatableError(error, clock.now())
      }
    },
  }
}

/** A message as Slack tells it back. */
export interface Found {
  ts?: string
  metadata?: { event_type?: string; event_payload?: unknown }
}

/** The key of the row that a message of ours came from; null where it is not from the outbox. */
export function keyOf({ metadata }: Found): string | null {
  if (metadata?.event_type !== METADATA_EVENT) return null
  const { key } = (metadata.event_payload ?? {}) as { key?: unknown }
  return typeof key === 'string' ? key : null
}

/** Everything in the thread of a message, that message first. */
export async function readThread(
  slack: WebClient,
  { channel, threadTs }: Required<SlackPlace>,
): Promise<Found[]> {
  const all: Found[] = []
  for await (const messages of readPages(slack, { channel, threadTs })) all.push(...messages)
  return all
}

async function* readPages(
  slack: WebClient,
  {
    channel,
    threadTs,
    oldest,
  }: { channel: string; threadTs?: string | undefined; oldest?: string },
): AsyncGenerator<Found[]> {
  const since = oldest === undefined ? {} : { oldest }
  const ask = { channel, ...since, include_all_metadata: true, limit: PAGE }
  for (let cursor = ''; ; ) {
    const page = { ...ask, ...(cursor === '' ? {} : { cursor }) }
    const answer =
      threadTs === undefined
        ? await slack.conversations.history(page)
        : await slack.conversations.replies({ ...page, ts: threadTs })
    yield answer.messages ?? []
    cursor = answer.response_metadata?.next_cursor ?? ''
    if (cursor === '') return
  }
}

/** The channel a row's lane is named after. */
export function channelOf(row: Pick<OutboxRow, 'lane'>): string {
  return row.lane.replace(/^slack:/, '')
}

/** Nothing in a message of ours is parsed, linked or unfurled (facts on Slack, A6). */
export function quiet(message: SlackMessage) {
  return {
    text: message.text,
    blocks: message.blocks,
    parse: 'none' as const,
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
  }
}
