import type { WebClient } from '@slack/web-api'
import type { Clock } from '../core/clock.ts'
import { NetworkError } from '../core/errors.ts'
import { readCaseEvents } from '../db/case-events.ts'
import { type CaseFacts, readCaseFacts } from '../db/case-facts.ts'
import type { Database } from '../db/database.ts'
import { enqueue, type OutboxRow } from '../db/queue.ts'
import { eventsOf, foldNotes, isCardComing } from '../db/thread-notes.ts'
import type { CaseView } from '../views/case-view.ts'
import type { SlackMessage } from '../views/slack-blocks.ts'
import { threadNote } from '../views/thread-note.ts'
import { channelOf, createSlackPost } from './slack-post.ts'

const GIVE_UP_MS = 86_400_000
/** A note is a message of its channel: one a second (source: Slack rate limits). */
const POST_GAP_MS = 1000

export interface ThreadNoteDeps {
  db: Database
  clock: Clock
  slack: WebClient
  replyRight(facts: CaseFacts): CaseView['reply']
}

/** Tells what happened to a case in the thread of its card; the kind `thread.note` of the outbox. */
export function createThreadNoteSender(deps: ThreadNoteDeps) {
  const { post, find } = createSlackPost(deps.slack, deps.clock)
  return { 'thread.note': { send, giveUpAfterMs: GIVE_UP_MS, laneGapMs: POST_GAP_MS } }

  async function send(row: OutboxRow, uncertain: boolean) {
    const facts = row.case_id === null ? null : await readCaseFacts(deps.db.kysely, row.case_id)
    if (facts === null) return {}
    if (facts.slackTs === null)
      return (await isCardComing(deps.db, facts.id)) ? waitForCard(row) : {}
    const place = { channel: channelOf(row), threadTs: facts.slackTs }
    const found = uncertain ? await find(place, row) : null
    if (found !== null) return { result: found }
    // What may have arrived already must not grow: found later, it would pass for all of it.
    const events = uncertain ? eventsOf(row) : await foldNotes(deps.db, row)
    if (events === null) throw new NetworkError('transient', 'Another worker has this note.')
    const message = await draw(facts, events)
    return message === null ? {} : { result: await post(place, message, row) }
  }

  async function draw(facts: CaseFacts, ids: readonly number[]): Promise<SlackMessage | null> {
    const right = deps.replyRight(facts)
    const account = right.may ? right.account : null
    const events = await readCaseEvents(deps.db.kysely, ids)
    return threadNote(
      events.map(({ reply, ...event }) => ({
        ...event,
        reply: reply && {
          ...reply,
          account: reply.connectionId === facts.connectionId ? account : null,
        },
      })),
      deps.clock.now(),
      facts.zone,
    )
  }

  /** Told again behind the card: the outbox keeps the order of a case. */
  function waitForCard(row: OutboxRow) {
    const { kind, lane, case_id, priority, payload, due_at, created_at } = row
    const again = { kind, lane, case_id, priority, payload, due_at, created_at }
    return {
      apply: async (trx: Trx) => {
        await enqueue(trx, { ...again, id: deps.db.nextId(), key: `${row.key}:later` })
      },
    }
  }
}

type Trx = Parameters<Parameters<Database['transaction']>[0]>[0]
