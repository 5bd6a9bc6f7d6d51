import { messageOf } from '../core/errors.ts'
import type { Database } from '../db/database.ts'
import { takeBack } from '../db/erasure/take-back.ts'
import type { OutboxRow } from '../db/queue.ts'
import { erasedNote } from '../views/erased-note.ts'
import type { CardSender, CardSenderDeps } from './card-sender.ts'
import { openDirect } from './direct-channel.ts'
import { repeatableError } from './slack-client.ts'
import { channelOf, createSlackPost, keyOf, readThread } from './slack-post.ts'
import { tellUnreached } from './unreached.ts'

const GIVE_UP_MS = 7 * 86_400_000
/** Deletions and looks: 50 a minute and workspace (source: Slack rate limits, tier 3). */
const GAP_MS = 1500
/** Somebody has deleted it already. */
const GONE = /\b(message_not_found|thread_not_found)\b/

/** Deletes what the bot said of somebody who was erased; the kinds `note.erase` and `thread.erase` of the outbox. */
export function createNoteEraser(
  deps: Pick<CardSenderDeps, 'db' | 'slack' | 'clock'>,
): Record<string, CardSender> {
  const { db, slack, clock } = deps
  const { post } = createSlackPost(slack, clock)
  const paced = { giveUpAfterMs: GIVE_UP_MS, laneGapMs: GAP_MS, dead }
  return { 'note.erase': { send: erase, ...paced }, 'thread.erase': { send: sweep, ...paced } }

  async function erase(row: OutboxRow) {
    await unlessGone(async () => {
      await slack.chat.delete({ channel: await placeOf(row), ts: tsOf(row) })
    })
    return {}
  }

  /** What we said there is deleted one by one; of what colleagues wrote, which is theirs, they are told in that place. */
  async function sweep(row: OutboxRow) {
    const place = { channel: channelOf(row), threadTs: tsOf(row) }
    const found = await unlessGone(() => readThread(slack, place))
    const answers = found?.filter(({ ts }) => ts !== place.threadTs) ?? []
    const ours = answers.filter((one) => keyOf(one) !== null)
    const theirs = answers.length - ours.length
    const isTold = ours.some((one) => keyOf(one) === row.key)
    if (theirs > 0 && !isTold) await post(place, erasedNote(theirs, row.id), row)
    return {
      apply: async (trx: Trx) => {
        for (const one of ours)
          if (keyOf(one) !== row.key && one.ts !== undefined)
            await takeBack(db, trx, { lane: row.lane, ts: one.ts }, clock.now())
      },
    }
  }

  async function unlessGone<T>(act: () => Promise<T>): Promise<T | null> {
    try {
      return await act()
    } catch (error) {
      const ours = repeatableError(error, clock.now())
      if (GONE.test(messageOf(ours))) return null
      throw ours
    }
  }

  async function dead(trx: Trx, row: OutboxRow, error: string): Promise<void> {
    await tellUnreached(trx, { row, ts: tsOf(row), error }, deps)
  }

  /** What was said to a colleague lies in the channel that Slack keeps for the two of us. */
  async function placeOf(row: OutboxRow): Promise<string> {
    const channel = channelOf(row)
    return /^[UW]/.test(channel) ? openDirect(slack, clock, channel) : channel
  }
}

type Trx = Parameters<Parameters<Database['transaction']>[0]>[0]

function tsOf(row: OutboxRow): string {
  return (JSON.parse(row.payload) as { ts: string }).ts
}
