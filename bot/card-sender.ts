import type { WebClient } from '@slack/web-api'
import type { Clock } from '../core/clock.ts'
import { NetworkError } from '../core/errors.ts'
import { type CaseFacts, readCaseFacts } from '../db/case-facts.ts'
import type { Database } from '../db/database.ts'
import { sendToFallback } from '../db/fallback-channel.ts'
import type { OutboxRow } from '../db/queue.ts'
import { type BundleView, bundleMessage } from '../views/bundle.ts'
import { caseCard } from '../views/case-card.ts'
import type { CaseView } from '../views/case-view.ts'
import type { SlackMessage } from '../views/slack-blocks.ts'
import { slackCard } from '../views/slack-card.ts'
import { channelOf, createSlackPost } from './slack-post.ts'
import { tellUnreached } from './unreached.ts'

const GIVE_UP_MS = 86_400_000
/** One message a second and channel (source: Slack rate limits). */
const POST_GAP_MS = 1000
/** Edits: 40 a minute and workspace stay under tier 3. */
const UPDATE_GAP_MS = 1500

export interface CardSenderDeps {
  db: Database
  clock: Clock
  slack: WebClient
  replyRight(facts: CaseFacts): CaseView['reply']
}

/** What Slack says of a channel that we cannot post to any more (facts on reliability, fault 19). */
const CHANNEL_GONE = /\b(is_archived|not_in_channel|channel_not_found)\b/

/** Delivers one kind of the outbox that draws into a channel. */
export interface CardSender {
  send(
    row: OutboxRow,
    uncertain: boolean,
  ): Promise<{
    result?: string
    apply?: (trx: Parameters<Parameters<Database['transaction']>[0]>[0]) => Promise<void>
  }>
  giveUpAfterMs: number
  laneGapMs: number
  dead?(trx: Trx, row: OutboxRow, error: string): Promise<void>
}

/** Draws cards and bundles into Slack; the kinds `card.post`, `card.update` and `bundle.post` of the outbox. */
export function createCardSenders(deps: CardSenderDeps): Record<string, CardSender> {
  const dead = createFallback(deps)
  const { post, find, edit } = createSlackPost(deps.slack, deps.clock)
  return {
    'card.post': { send: postCard, giveUpAfterMs: GIVE_UP_MS, laneGapMs: POST_GAP_MS, dead },
    'card.update': {
      send: updateCard,
      giveUpAfterMs: GIVE_UP_MS,
      laneGapMs: UPDATE_GAP_MS,
      dead: tellIfKept,
    },
    'bundle.post': { send: postBundle, giveUpAfterMs: GIVE_UP_MS, laneGapMs: POST_GAP_MS, dead },
  }

  async function postCard(row: OutboxRow, uncertain: boolean) {
    const facts = await factsOf(row)
    if (facts.slackTs !== null) return {}
    const channel = channelOf(row)
    const found = uncertain ? await find({ channel }, row) : null
    const ts = found ?? (await post({ channel }, draw(facts), row))
    return {
      result: ts,
      apply: async (trx: Trx) => {
        await trx
          .updateTable('case')
          .set({ slack_ts: ts, card_version: facts.version })
          .where('id', '=', facts.id)
          .execute()
      },
    }
  }

  async function updateCard(row: OutboxRow) {
    const facts = await factsOf(row)
    if (facts.slackTs === null) return {}
    await edit({ channel: channelOf(row), ts: facts.slackTs }, draw(facts))
    return {
      result: facts.slackTs,
      apply: async (trx: Trx) => {
        await trx
          .updateTable('case')
          .set({ card_version: facts.version })
          .where('id', '=', facts.id)
          .execute()
      },
    }
  }

  /** A card that could not be drawn again still shows what was removed: its post, or one that this answers. */
  async function tellIfKept(trx: Trx, row: OutboxRow, error: string): Promise<void> {
    const facts = row.case_id === null ? null : await readCaseFacts(trx, row.case_id)
    if (facts === null || facts.slackTs === null) return
    const { takesOut = false } = JSON.parse(row.payload) as { takesOut?: boolean }
    if (facts.removed || takesOut) await tellUnreached(trx, { row, ts: facts.slackTs, error }, deps)
  }

  async function postBundle(row: OutboxRow, uncertain: boolean) {
    const channel = channelOf(row)
    const found = uncertain ? await find({ channel }, row) : null
    const view = JSON.parse(row.payload) as BundleView
    return { result: found ?? (await post({ channel }, bundleMessage(view, row.id), row)) }
  }

  async function factsOf(row: OutboxRow): Promise<CaseFacts> {
    const facts = row.case_id === null ? null : await readCaseFacts(deps.db.kysely, row.case_id)
    if (facts === null) throw new NetworkError('refused', 'The case no longer exists.')
    return facts
  }

  function draw(facts: CaseFacts): SlackMessage {
    return slackCard(caseCard({ ...facts, reply: deps.replyRight(facts) }, deps.clock.now()))
  }
}

/** A channel that is gone must not swallow work: once, what was meant for it goes to the fallback channel. */
export function createFallback(
  deps: Pick<CardSenderDeps, 'db' | 'clock'>,
): NonNullable<CardSender['dead']> {
  return async (trx, row, error) => {
    if (CHANNEL_GONE.test(error)) await sendToFallback(trx, row, deps)
  }
}

type Trx = Parameters<Parameters<Database['transaction']>[0]>[0]
