import { sql } from 'kysely'
import type { Trx } from '../actions/context.ts'
import { nextOpen } from '../core/business-hours.ts'
import { type CaseStatus, isOpen } from '../core/case.ts'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'
import { isOpenAt } from '../core/schedule.ts'
import type { Database } from '../db/database.ts'
import { holdForNight } from '../db/hold-for-night.ts'
import { type DueCase, isAnswerComing, levelOf, nextLook, readDueCases } from '../db/nudges.ts'
import { enqueue } from '../db/queue.ts'
import { queueNudge } from './nudge-queue.ts'
import { loadNudgeRules, type NudgeRules } from './nudge-rules.ts'

export interface WatchDeps {
  db: Database
  clock: Clock
  log: Logger
}

/** A jump of the clock as large as this is no passing of time: nobody is told until it has been looked at twice. */
const JUMP_MS = 300_000
/** How often compose asks. */
export const WATCH_MS = 60_000
/** An answer on its way is given this long before somebody is told after all. */
const ANSWER_COMING_MS = 300_000

/** Looks whose promise is running out, tells whoever has to know, and has cards drawn anew; returns how many cases it touched. */
export type WatchDeadlines = () => Promise<number>

/**
 * The watch over promises. Each step of a case is told once, whoever looks and however often: the row that says
 * so, the message and the next look are one transaction.
 */
export function createDeadlineWatch({ db, clock, log }: WatchDeps): WatchDeadlines {
  let last: number | null = null
  return async () => {
    const now = clock.now()
    const jump = last === null ? 0 : Math.abs(now - last - WATCH_MS)
    last = now
    if (jump > JUMP_MS) {
      log.warn({ jumpMs: jump }, 'the clock jumped: reminders wait for the next look')
      return 0
    }
    const rules = await loadNudgeRules(db.kysely)
    return db.transaction(async (trx) => {
      // Processes that look at once take turns, so that what one queues the other adds to.
      if (db.dialect === 'postgres') await sql`select pg_advisory_xact_lock(4748)`.execute(trx)
      const due = await readDueCases(trx, db.dialect, now)
      for (const one of due) await look(db, trx, rules, one, now)
      for (const { id, channels, zone } of rules.brands) {
        const morning = nextOpen(now, rules.awake(zone))
        if (morning > now) await holdForNight(trx, id, channels, morning)
      }
      return due.length
    })
  }
}

async function look(
  db: Database,
  trx: Trx,
  rules: NudgeRules,
  one: DueCase,
  now: number,
): Promise<void> {
  if (one.kind === 'unsure' || one.answered_at !== null || !isOpen(one.status as CaseStatus))
    return setNextLook(trx, one.id, null)
  if (await isAnswerComing(trx, one.id)) return setNextLook(trx, one.id, now + ANSWER_COMING_MS)
  const isNight = !isOpenAt(now, rules.awake(one.zone))
  const reached = levelOf(one, now)
  await setNextLook(trx, one.id, nextLook(one, now))
  if (reached > 0) await redraw(db, trx, one, reached, now)
  // Nobody looks at the channel at night: whoever is on duty is called at once.
  const level = one.kind === 'emergency' && isNight ? Math.max(1, reached) : reached
  if (level === 0 || one.told >= level) return
  const to = rules.recipient(one, level, isNight, now)
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('nudge')
    .values({ case_id: one.id, level, staff_id: to, at: now })
    .onConflict((conflict) => conflict.columns(['case_id', 'level']).doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows === 1n) await queueNudge(db, trx, rules, { one, level, to }, now)
}

async function setNextLook(trx: Trx, caseId: number, at: number | null): Promise<void> {
  await trx.updateTable('case').set({ nudge_at: at }).where('id', '=', caseId).execute()
}

/** The card says "soon" and "late" in words, so it is drawn when that begins; an edit calls nobody. */
async function redraw(
  db: Database,
  trx: Trx,
  one: DueCase,
  level: number,
  now: number,
): Promise<void> {
  if (one.channel === null || one.bundled === 1) return
  await enqueue(trx, {
    id: db.nextId(),
    kind: 'card.update',
    key: `case:${one.id}:due:${level}`,
    lane: `slack:${one.channel}`,
    case_id: one.id,
    priority: 1,
    payload: JSON.stringify({ caseId: one.id }),
    due_at: now,
    created_at: now,
  })
}
