import type { WebClient } from '@slack/web-api'
import type { Clock } from '../core/clock.ts'
import type { Database } from '../db/database.ts'
import type { Notice } from '../db/notices.ts'
import type { OutboxRow } from '../db/queue.ts'
import { noticeMessage } from '../views/notice.ts'
import { type CardSender, createFallback } from './card-sender.ts'
import { channelOf, createSlackPost } from './slack-post.ts'

/** Older news is on the desk. */
const GIVE_UP_MS = 12 * 3_600_000
/** One message a second and channel (source: Slack rate limits). */
const POST_GAP_MS = 1000

/** Tells the team something about a customer or a shop; the kind `notice.post` of the outbox. */
export function createNoticeSender(deps: {
  db: Database
  slack: WebClient
  clock: Clock
}): Record<string, CardSender> {
  const { slack, clock } = deps
  const { post, find } = createSlackPost(slack, clock)
  return {
    'notice.post': {
      giveUpAfterMs: GIVE_UP_MS,
      laneGapMs: POST_GAP_MS,
      dead: createFallback(deps),
      async send(row: OutboxRow, uncertain: boolean) {
        const place = { channel: channelOf(row) }
        const found = uncertain ? await find(place, row) : null
        if (found !== null) return { result: found }
        const { text, message } = JSON.parse(row.payload) as Pick<Notice, 'text' | 'message'>
        const view = { text, url: message === undefined ? null : await linkTo(message) }
        return { result: await post(place, noticeMessage(view, row.id), row) }
      },
    },
  }

  /** A notice without a link is better than none. */
  async function linkTo({ channel, ts }: NonNullable<Notice['message']>): Promise<string | null> {
    const answer = await slack.chat.getPermalink({ channel, message_ts: ts }).catch(() => null)
    return answer?.permalink ?? null
  }
}
