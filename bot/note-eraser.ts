import type { WebClient } from '@slack/web-api'
import type { Clock } from '../core/clock.ts'
import type { OutboxRow } from '../db/queue.ts'
import { openDirect } from './direct-channel.ts'
import { repeatableError } from './slack-client.ts'
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
      const ours = repeatableError(error, clock.now())
      if (GONE.test(ours.message)) return {}
      throw ours
    }
    return {}
  }

  /** What was said to a colleague lies in the channel that Slack keeps for the two of us. */
  async function placeOf(row: OutboxRow): Promise<string> {
    const channel = channelOf(row)
    return /^[UW]/.test(channel) ? openDirect(slack, clock, channel) : channel
  }
}
