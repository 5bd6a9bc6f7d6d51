import type { WebClient } from '@slack/web-api'
import { type CaseStatus, isOpen } from '../core/case.ts'
import type { Clock } from '../core/clock.ts'
import { readCaseEvents } from '../db/case-events.ts'
import { type CaseFacts, readCaseFacts } from '../db/case-facts.ts'
import type { Database } from '../db/database.ts'
import type { OutboxRow } from '../db/queue.ts'
import { resolveQuestion, staffNote } from '../views/staff-note.ts'
import { openDirect } from './direct-channel.ts'
import { channelOf, createSlackPost } from './slack-post.ts'

/** One held for the morning may be half a day old, over a weekend of one's own quiet more. */
const GIVE_UP_MS = 3 * 86_400_000
/** A question that nobody could read is asked no more. */
const ASK_MS = 3_600_000
const POST_GAP_MS = 1000

/** Tells colleagues in direct messages and asks in threads; the kinds `staff.note` and `thread.ask` of the outbox. */
export function createStaffNoteSenders(deps: { db: Database; clock: Clock; slack: WebClient }) {
  const { db, clock, slack } = deps
  const { post, find } = createSlackPost(slack, clock)
  return {
    'staff.note': { send: tell, giveUpAfterMs: GIVE_UP_MS, laneGapMs: POST_GAP_MS },
    'thread.ask': { send: ask, giveUpAfterMs: ASK_MS, laneGapMs: POST_GAP_MS },
  }

  async function tell(row: OutboxRow, uncertain: boolean) {
    const said = JSON.parse(row.payload) as { caseId: number; eventId: number; userId: string }
    const facts = await readCaseFacts(db.kysely, said.caseId)
    const [event] = await readCaseEvents(db.kysely, [said.eventId])
    if (facts === null || facts.removed || event === undefined) return {}
    const channel = uncertain ? await openDirect(slack, clock, said.userId) : said.userId
    const place = { channel }
    const found = uncertain ? await find(place, row) : null
    if (found !== null) return { result: found }
    const { id, kind, network, answeredAt, dueAt, zone, author } = facts
    const one = { id, kind, network, answeredAt, dueAt, zone, cardUrl: await linkTo(facts) }
    const name = author.name ?? author.handle ?? 'somebody unnamed'
    const message = staffNote({ ...event, reply: null }, { ...one, author: name }, clock.now())
    return message === null ? {} : { result: await post(place, message, row) }
  }

  async function ask(row: OutboxRow, uncertain: boolean) {
    const { caseId, by } = JSON.parse(row.payload) as { caseId: number; by: string }
    const facts = await readCaseFacts(db.kysely, caseId)
    if (facts === null || facts.slackTs === null) return {}
    // Answered or closed meanwhile: there is nothing to ask.
    if (facts.answeredAt !== null || !isOpen(facts.status as CaseStatus)) return {}
    const place = { channel: channelOf(row), threadTs: facts.slackTs }
    const found = uncertain ? await find(place, row) : null
    return { result: found ?? (await post(place, resolveQuestion(facts, by), row)) }
  }

  /** A message without a link is better than none. */
  async function linkTo({ channel, slackTs }: CaseFacts): Promise<string | null> {
    if (channel === null || slackTs === null) return null
    const answer = await slack.chat.getPermalink({ channel, message_ts: slackTs }).catch(() => null)
    return answer?.permalink ?? null
  }
}
