import type { WebClient } from '@slack/web-api'
import type { Clock } from '../core/clock.ts'
import { NetworkError } from '../core/errors.ts'
import type { Database } from '../db/database.ts'
import type { OutboxRow } from '../db/queue.ts'
import { readTrouble, type ShownTrouble, setTroubleMessage } from '../db/troubles.ts'
import { troubleMessage } from '../views/trouble.ts'
import { type CardSender, createFallback } from './card-sender.ts'
import { channelOf, createSlackPost } from './slack-post.ts'

/** Older news about a source is no news. */
const GIVE_UP_MS = 12 * 3_600_000
/** One message a second and channel; edits 40 a minute (source: Slack rate limits). */
const POST_GAP_MS = 1000
const UPDATE_GAP_MS = 1500

/** One message a trouble of a source, edited in place; the kinds `trouble.post` and `trouble.update` of the outbox. */
export function createTroubleSenders(deps: {
  db: Database
  clock: Clock
  slack: WebClient
}): Record<string, CardSender> {
  const { db, clock, slack } = deps
  const { post, find, edit } = createSlackPost(slack, clock)
  return {
    'trouble.post': {
      send: tell,
      giveUpAfterMs: GIVE_UP_MS,
      laneGapMs: POST_GAP_MS,
      dead: createFallback(deps),
    },
    'trouble.update': { send: redraw, giveUpAfterMs: GIVE_UP_MS, laneGapMs: UPDATE_GAP_MS },
  }

  async function tell(row: OutboxRow, uncertain: boolean): ReturnType<CardSender['send']> {
    const trouble = await troubleOf(row)
    if (trouble.slackTs !== null) return {}
    const channel = channelOf(row)
    const found = uncertain ? await find({ channel }, row) : null
    // Over before anybody had to hear of it, as after a night.
    if (found === null && trouble.endedAt !== null && trouble.about !== 'gap') return {}
    const slackTs = found ?? (await post({ channel }, draw(trouble), row))
    return {
      result: slackTs,
      apply: (trx) => setTroubleMessage(db, trx, trouble, { channel, slackTs, now: clock.now() }),
    }
  }

  async function redraw(row: OutboxRow): ReturnType<CardSender['send']> {
    const trouble = await troubleOf(row)
    const { channel, slackTs } = trouble
    // Not posted yet: the post will draw the latest state.
    if (slackTs === null) return {}
    await edit({ channel, ts: slackTs }, draw(trouble))
    return { result: slackTs }
  }

  async function troubleOf(row: OutboxRow): Promise<ShownTrouble> {
    const { troubleId } = JSON.parse(row.payload) as { troubleId: number }
    const trouble = await readTrouble(db.kysely, troubleId)
    if (trouble === null) throw new NetworkError('refused', 'This trouble is no longer known.')
    return trouble
  }

  function draw(trouble: ShownTrouble) {
    return troubleMessage(trouble, clock.now())
  }
}
