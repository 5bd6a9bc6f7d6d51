import type { Trx } from '../actions/context.ts'
import { nextOpen } from '../core/business-hours.ts'
import { AFTER_COMPLAINTS } from '../core/case.ts'
import { awakeHours } from '../core/schedule.ts'
import type { Database } from '../db/database.ts'
import type { DueCase } from '../db/nudges.ts'
import { enqueue } from '../db/queue.ts'
import type { NudgeRules } from './nudge-rules.ts'

/** A step of a case as a message carries it. */
export interface NudgeStep {
  caseId: number
  level: number
}

const MINUTE_MS = 60_000
/** How long one person is left alone after so many messages in two hours, whatever runs late; emergencies pass. */
const PAUSES_MS = [0, 10, 20, 40, 60].map((minutes) => minutes * MINUTE_MS)
const COUNTED_MS = 120 * MINUTE_MS
/**
 * Puts a step into the message that waits for its recipient, or begins one: as soon as nobody's quiet is
 * broken and the last one is a while ago. Without anybody to call it becomes a line in the thread of the card.
 */
export async function queueNudge(
  db: Database,
  trx: Trx,
  rules: NudgeRules,
  { one, level, to }: { one: DueCase; level: number; to: string | null },
  now: number,
): Promise<void> {
  const step: NudgeStep = { caseId: one.id, level }
  const slackUserId = rules.member(to)?.slackUserId ?? null
  const isUrgent = one.kind === 'emergency'
  if (slackUserId === null && (one.channel === null || one.bundled === 1)) return
  const lane = `slack:${slackUserId ?? one.channel}`
  if (slackUserId !== null && !isUrgent && (await addToWaiting(trx, lane, step))) return
  await enqueue(trx, {
    id: db.nextId(),
    kind: 'nudge.post',
    key: `case:${one.id}:nudge:${level}`,
    lane,
    // In a thread it stands behind its card; a message of its own waits for no card.
    case_id: slackUserId === null ? one.id : null,
    priority: isUrgent ? 0 : AFTER_COMPLAINTS,
    payload: JSON.stringify({ steps: [step], userId: slackUserId, isUrgent }),
    due_at: isUrgent ? now : await quietAfter(trx, rules, one, to, lane, now),
    created_at: now,
  })
}

/** Several cases for one person are one message. */
async function addToWaiting(trx: Trx, lane: string, step: NudgeStep): Promise<boolean> {
  const waiting = await trx
    .selectFrom('outbox')
    .select(['id', 'payload'])
    .where('kind', '=', 'nudge.post')
    .where('lane', '=', lane)
    .where('priority', '=', AFTER_COMPLAINTS)
    .where('state', '=', 'pending')
    .where('attempts', '=', 0)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (waiting === undefined) return false
  const payload = JSON.parse(waiting.payload) as { steps: NudgeStep[] }
  const { numUpdatedRows } = await trx
    .updateTable('outbox')
    .set({ payload: JSON.stringify({ ...payload, steps: [...payload.steps, step] }) })
    .where('id', '=', waiting.id)
    .where('state', '=', 'pending')
    .where('attempts', '=', 0)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** The first moment from now that is neither night, nor in their own quiet hours, nor too soon after the last message. */
async function quietAfter(
  trx: Trx,
  rules: NudgeRules,
  one: DueCase,
  to: string | null,
  lane: string,
  now: number,
): Promise<number> {
  const sent = await trx
    .selectFrom('outbox')
    .select('sent_at')
    .where('kind', '=', 'nudge.post')
    .where('lane', '=', lane)
    .where('sent_at', '>', now - COUNTED_MS)
    .orderBy('sent_at', 'desc')
    .limit(PAUSES_MS.length)
    .execute()
  const pause = PAUSES_MS[Math.min(sent.length, PAUSES_MS.length - 1)] ?? 0
  const member = rules.member(to)
  const own = awakeHours(member?.quiet, member?.zone ?? one.zone)
  let at = Math.max(now, (sent[0]?.sent_at ?? 0) + pause)
  // Two quiet times may follow each other; a third round finds nothing new.
  for (let round = 0; round < 3; round++) at = nextOpen(nextOpen(at, rules.awake(one.zone)), own)
  return at
}
