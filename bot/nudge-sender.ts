import type { WebClient } from '@slack/web-api'
import { type CaseStatus, isOpen } from '../core/case.ts'
import type { Clock } from '../core/clock.ts'
import { type CaseFacts, readCaseFacts } from '../db/case-facts.ts'
import type { Database } from '../db/database.ts'
import { isAnswerComing } from '../db/nudges.ts'
import type { OutboxRow } from '../db/queue.ts'
import { type NudgeLine, nudgeMessage, nudgeNote } from '../views/nudge.ts'
import { openDirect } from './direct-channel.ts'
import { channelOf, createSlackPost, type SlackPlace } from './slack-post.ts'

/** A reminder held for the morning may be half a day old; after a day it reminds of nothing. */
const GIVE_UP_MS = 86_400_000
const POST_GAP_MS = 1000

export interface NudgeSenderDeps {
  db: Database
  clock: Clock
  slack: WebClient
}

/** Reminds people of answers that are due; the kind `nudge.post` of the outbox. */
export function createNudgeSender({ db, clock, slack }: NudgeSenderDeps) {
  const { post, find } = createSlackPost(slack, clock)
  return { 'nudge.post': { send, giveUpAfterMs: GIVE_UP_MS, laneGapMs: POST_GAP_MS } }

  async function send(row: OutboxRow, uncertain: boolean) {
    const { steps, userId } = JSON.parse(row.payload) as {
      steps: { caseId: number }[]
      userId: string | null
    }
    const place = await placeOf(row, userId, uncertain)
    if (place === null) return {}
    const found = uncertain ? await find(place, row) : null
    if (found !== null) return { result: found }
    const waiting = await readUnanswered([...new Set(steps.map(({ caseId }) => caseId))])
    const lines = await Promise.all(waiting.map((facts) => lineOf(facts, userId !== null)))
    const [first] = lines
    const now = clock.now()
    const message =
      userId !== null || first === undefined
        ? nudgeMessage(lines, now, row.id)
        : nudgeNote(first, now, row.id)
    // Answered meanwhile: nobody is told.
    return message === null ? {} : { result: await post(place, message, row) }
  }

  /** A direct message, or the thread of the one card; null where that card never came. */
  async function placeOf(
    row: OutboxRow,
    userId: string | null,
    uncertain: boolean,
  ): Promise<SlackPlace | null> {
    if (userId === null) {
      const facts = row.case_id === null ? null : await readCaseFacts(db.kysely, row.case_id)
      if (facts === null || facts.slackTs === null) return null
      return { channel: channelOf(row), threadTs: facts.slackTs }
    }
    return { channel: uncertain ? await openDirect(slack, clock, userId) : userId }
  }

  async function readUnanswered(ids: readonly number[]): Promise<CaseFacts[]> {
    const waiting: CaseFacts[] = []
    for (const id of ids) {
      const facts = await readCaseFacts(db.kysely, id)
      if (facts === null || facts.answeredAt !== null || !isOpen(facts.status as CaseStatus))
        continue
      if (!(await isAnswerComing(db.kysely, id))) waiting.push(facts)
    }
    return waiting
  }

  async function lineOf(facts: CaseFacts, withLink: boolean): Promise<NudgeLine> {
    const { kind, author, network, dueAt, owner, zone } = facts
    return {
      kind,
      author: author.name ?? author.handle ?? 'somebody unnamed',
      network,
      dueAt,
      owner: owner?.name ?? null,
      cardUrl: withLink ? await linkTo(facts) : null,
      zone,
    }
  }

  /** A reminder without a link is better than none. */
  async function linkTo({ channel, slackTs }: CaseFacts): Promise<string | null> {
    if (channel === null || slackTs === null) return null
    const answer = await slack.chat.getPermalink({ channel, message_ts: slackTs }).catch(() => null)
    return answer?.permalink ?? null
  }
}
