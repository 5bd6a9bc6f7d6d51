import { readCaseFacts } from '../db/case-facts.ts'
import type { Database } from '../db/database.ts'
import type { OutboxRow } from '../db/queue.ts'
import { type AskRedraw, findAskMessage, readAsked, redrawAsk } from '../db/unsure-posts.ts'
import type { CaseView } from '../views/case-view.ts'
import type { SlackMessage } from '../views/slack-blocks.ts'
import { SHOWN_POSTS, unsureMessage } from '../views/unsure-message.ts'
import { type CardSender, type CardSenderDeps, createFallback } from './card-sender.ts'
import { channelOf, createSlackPost } from './slack-post.ts'
import { tellUnreached } from './unreached.ts'

/** What nobody could tell for a day waits on the desk. */
const GIVE_UP_MS = 86_400_000
/** One message a second and channel; edits 40 a minute (source: Slack rate limits). */
const POST_GAP_MS = 1000
const UPDATE_GAP_MS = 1500

/** One message a bundle of posts that only a person can tell; the kinds `unsure.post` and `unsure.update`. */
export function createUnsureSenders(deps: CardSenderDeps): Record<string, CardSender> {
  const { post, find, edit } = createSlackPost(deps.slack, deps.clock)
  return {
    'unsure.post': {
      send: ask,
      giveUpAfterMs: GIVE_UP_MS,
      laneGapMs: POST_GAP_MS,
      dead: createFallback(deps),
    },
    'unsure.update': {
      send: redraw,
      giveUpAfterMs: GIVE_UP_MS,
      laneGapMs: UPDATE_GAP_MS,
      dead: tellIfKept,
    },
  }

  async function ask(row: OutboxRow, uncertain: boolean): ReturnType<CardSender['send']> {
    const askedIn = askedInOf(row)
    const place = { channel: channelOf(row) }
    const { message, all, open } = await draw(askedIn, row.id)
    const found = uncertain ? await find(place, row) : null
    // Everything was told, or taken away by its author, before anybody had to be asked.
    if (found === null && open === 0) return {}
    const ts = found ?? (await post(place, message, row))
    return {
      result: ts,
      apply: async (trx) => {
        const now = await readAsked(trx, askedIn)
        if (now.all === all && now.open.length === open) return
        const { lane } = row
        await redrawAsk(trx, { id: deps.db.nextId(), askedIn, lane, now: deps.clock.now() })
      },
    }
  }

  async function redraw(row: OutboxRow): ReturnType<CardSender['send']> {
    const askedIn = askedInOf(row)
    const stands = await findAskMessage(deps.db.kysely, askedIn)
    // Not posted yet: the post will draw the latest state.
    if (stands === null) return {}
    const { message } = await draw(askedIn, row.id)
    await edit({ channel: channelOf(stands), ts: stands.ts }, message)
    return { result: stands.ts }
  }

  /** A message that could not be drawn again still shows what had to go. */
  async function tellIfKept(trx: Trx, row: OutboxRow, error: string): Promise<void> {
    const { askedIn, takesOut = false } = JSON.parse(row.payload) as AskRedraw
    const stands = takesOut ? await findAskMessage(trx, askedIn) : null
    if (stands !== null)
      await tellUnreached(trx, { row: { lane: stands.lane }, ts: stands.ts, error }, deps)
  }

  async function draw(
    askedIn: number,
    version: number,
  ): Promise<{ message: SlackMessage; all: number; open: number }> {
    const { all, open } = await readAsked(deps.db.kysely, askedIn)
    const shown: CaseView[] = []
    for (const id of open.slice(0, SHOWN_POSTS)) {
      const facts = await readCaseFacts(deps.db.kysely, id)
      if (facts !== null) shown.push({ ...facts, reply: deps.replyRight(facts) })
    }
    const view = { askedIn, version, all, open: open.length, shown }
    return { message: unsureMessage(view, deps.clock.now()), all, open: open.length }
  }
}

type Trx = Parameters<Parameters<Database['transaction']>[0]>[0]

function askedInOf(row: OutboxRow): number {
  return (JSON.parse(row.payload) as AskRedraw).askedIn
}
