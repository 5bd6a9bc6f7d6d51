import type { WebClient } from '@slack/web-api'
import type { Clock } from '../core/clock.ts'
import { NetworkError } from '../core/errors.ts'
import type { OutboxRow } from '../db/queue.ts'
import { slackError } from './slack-client.ts'
import { channelOf } from './slack-post.ts'

const GIVE_UP_MS = 7 * 86_400_000
/** Deletions: 50 a minute and workspace (source: Slack rate limits, tier 3). */
const GAP_MS = 1500
/** It is gone already, or the channel is. */
const GONE = /\b(message_not_found|channel_not_found|is_archived|not_in_channel)\b/

/** Deletes what the bot said of somebody who was erased; the kind `note.erase` of the outbox. */
export function createNoteEraser({ slack, clock }: { slack: WebClient; clock: Clock }) {
  return { 'note.erase': { send, giveUpAfterMs: GIVE_UP_MS, laneGapMs: GAP_MS } }

  async function send(row: OutboxRow) {
    const { ts } = JSON.parse(row.payload) as { ts: string }
    try {
      await slack.chat.delete({ channel: await placeOf(row), ts })
    } catch (error) {
      const ours = slackError(error, clock.now())
      if (GONE.test(ours.message)) return {}
      // Deleting twice harms nobody.
      throw ours.code === 'ambiguous'
        ? new NetworkError('transient', ours.message, { cause: error })
        : ours
    }
    return {}
  }

  /** What was said to a colleague lies in the channel that Slack keeps for the two of us. */
  async function placeOf(row: OutboxRow): Promise<string> {
    const channel = channelOf(row)
    if (!/^[UW]/.test(channel)) return channel
    const answer = await slack.conversations.open({ users: channel })
    return answer.channel?.id ?? channel
  }
}
