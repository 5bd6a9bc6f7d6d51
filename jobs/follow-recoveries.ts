import type { Transaction } from 'kysely'
import { actOf } from '../analysis/people/acts.ts'
import { counts, type History } from '../analysis/people/history.ts'
import { makeHistory } from '../analysis/people/make-history.ts'
import { judgeRecovery, type Recovery } from '../analysis/people/recovery.ts'
import { type CaseStatus, isOpen } from '../core/case.ts'
import type { Clock } from '../core/clock.ts'
import type { Database } from '../db/database.ts'
import { readPersonRows } from '../db/person-history.ts'
import {
  beginRecoveries,
  dropNoComplaints,
  type MovingRecovery,
  noteLooked,
  readMovingRecoveries,
} from '../db/recoveries.ts'
import type { Schema } from '../db/schema.ts'

/** How often compose asks. */
export const FOLLOW_MS = 60_000
const BATCH = 200
const AT_ONCE = 50

/** What the row of a recovery says. */
type Found = Pick<
  MovingRecovery,
  'answered_at' | 'amends_at' | 'asked_at' | 'outcome' | 'settled_at' | 'due_at'
>

interface Judged {
  row: MovingRecovery
  found: Found
}

/**
 * Follows complaints to their end: writes what came of each, and gives every open one a day on which its case comes
 * back, so that none falls asleep. Answers how many were looked at; run again it changes nothing.
 */
export async function followRecoveries(ctx: { db: Database; clock: Clock }): Promise<number> {
  const { db, clock } = ctx
  const now = clock.now()
  await db.transaction(async (trx) => {
    await dropNoComplaints(trx, now)
    await beginRecoveries(trx, now, BATCH)
  })
  const moving = await readMovingRecoveries(db.kysely, now, BATCH)
  // What somebody did before our answer turns nothing around, so it need not be read.
  const answered = moving.filter((row) => row.case_answered_at !== null)
  const personIds = answered.flatMap((row) => row.person_id ?? row.author_person_id ?? [])
  const people = await readPersonRows(db.kysely, [...new Set(personIds)], now)
  const histories = new Map(people.map((rows) => [rows.personId, makeHistory(rows)]))
  const judged = moving.map((row) => ({
    row,
    found: judge(row, histories.get(row.person_id ?? row.author_person_id ?? -1), now),
  }))
  // Mostly nothing happened: then one statement says that all of them were looked at.
  const still = judged.filter((one) => !isNews(one)).map(({ row }) => row.case_id)
  await noteLooked(db.kysely, still, now)
  const moved = judged.filter(isNews)
  // A commit waits for the disk: a row each would hold up a press for a second.
  for (let from = 0; from < moved.length; from += AT_ONCE)
    await db.transaction(async (trx) => {
      for (const one of moved.slice(from, from + AT_ONCE)) await settle(trx, one, now)
    })
  return moving.length
}

function judge(row: MovingRecovery, history: History | undefined, now: number): Found {
  const { outcome, dueAt } = judgeRecovery(
    {
      openedAt: row.opened_at,
      answeredAt: row.case_answered_at,
      resolvedAt: row.resolved_at,
      askedAt: row.came_back_at,
      mood: row.mood,
      // Also a case that was resolved before its last post went, or its author was erased.
      isOver: row.status === 'closed_by_author' || row.mentions === 0,
      later: history === undefined ? [] : laterActs(history),
    },
    now,
  )
  const way = {
    answered_at: row.case_answered_at,
    amends_at: row.case_amends_at,
    asked_at: row.came_back_at,
  }
  // Of somebody who is nobody here any more, nothing was taken back: it ended as it did.
  if (outcome === 'open' && row.outcome !== 'open' && history === undefined)
    return { ...way, outcome: row.outcome, settled_at: row.settled_at, due_at: null }
  const settledAt = outcome === 'open' ? null : (row.settled_at ?? now)
  return { ...way, outcome, settled_at: settledAt, due_at: dueAt }
}

/** Whether the row says something else by now, or its case has no day yet. */
function isNews({ row, found }: Judged): boolean {
  const names = Object.keys(found) as (keyof Found)[]
  return names.some((name) => row[name] !== found[name]) || needsDay(row, found)
}

async function settle(
  trx: Transaction<Schema>,
  { row, found }: Judged,
  now: number,
): Promise<void> {
  await trx
    .updateTable('recovery')
    .set({ ...found, updated_at: now })
    .where('case_id', '=', row.case_id)
    // Somebody may have said just now how it ended: the next round sees it.
    .where((eb) => eb('mood', row.mood === null ? 'is' : '=', row.mood))
    .execute()
  if (needsDay(row, found))
    await trx
      .updateTable('case')
      .set({ follow_up_at: Math.max(found.due_at ?? now, now) })
      .where('id', '=', row.case_id)
      .where('follow_up_at', 'is', null)
      .where('follow_up_since', 'is', null)
      .execute()
}

/** A case that waits for its first answer has its promise; a day of their own goes before ours. */
function needsDay(row: MovingRecovery, { due_at }: Found): boolean {
  if (due_at === null || row.follow_up_at !== null || row.follow_up_since !== null) return false
  const isAnswered = row.case_answered_at !== null
  return row.snoozed_until === null && (isAnswered || !isOpen(row.status as CaseStatus))
}

function laterActs(history: History): Recovery['later'] {
  const said = history.contacts.flatMap((contact): Recovery['later'] => {
    const act = actOf(contact)
    if (act === null) return []
    if (contact.sentiment === 'negative') return [{ at: contact.at, what: 'angry' }]
    const what = contact.sentiment === 'positive' ? 'kind' : 'calm'
    return [{ at: contact.at, what }]
  })
  const bought = history.purchases.filter(counts)
  return [...said, ...bought.map(({ paidAt }) => ({ at: paidAt, what: 'bought' as const }))]
}
