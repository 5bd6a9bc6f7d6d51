import type { Transaction } from 'kysely'
import { CASE_KINDS } from '../core/case.ts'
import type { Database } from './database.ts'
import { enqueue, type NewOutboxRow, type OutboxRow } from './queue.ts'
import type { Schema } from './schema.ts'

/** After every card and every bundle: history can wait. */
const NOTE_PRIORITY = CASE_KINDS.length + 1
/** Events a message; more are told in the next one. */
const MAX_EVENTS = 20

export interface NewNote {
  id: number
  eventId: number
  caseId: number
  /** Of the case; null where it has no card. */
  channel: string | null
  now: number
}

/** The outbox row that tells one case event in the thread of the card; null where there is no card. */
export function noteRow({ id, eventId, caseId, channel, now }: NewNote): NewOutboxRow | null {
  if (channel === null) return null
  return {
    id,
    kind: 'thread.note',
    key: `case:${caseId}:event:${eventId}`,
    lane: `slack:${channel}`,
    case_id: caseId,
    priority: NOTE_PRIORITY,
    payload: JSON.stringify({ events: [eventId] }),
    due_at: now,
    created_at: now,
  }
}

/** Queues the telling of one case event; call it in the transaction that writes the event. */
export async function queueNote(trx: Transaction<Schema>, note: NewNote): Promise<void> {
  const row = noteRow(note)
  if (row !== null) await enqueue(trx, row)
}

/** The case events that a note tells. */
export function eventsOf(row: Pick<OutboxRow, 'payload'>): number[] {
  return (JSON.parse(row.payload) as { events: number[] }).events
}

/**
 * Takes the notes that wait behind a claimed one into it, and answers all its events, oldest first. Their own
 * rows go before anything is sent, so that whatever happens then is settled under one key. Null where the
 * claim was lost meanwhile.
 */
export async function foldNotes(
  db: Database,
  row: Pick<OutboxRow, 'id' | 'case_id' | 'lane' | 'payload' | 'lease_token'>,
): Promise<number[] | null> {
  return db.transaction(async (trx) => {
    const own = eventsOf(row)
    const waiting = await trx
      .selectFrom('outbox')
      .select(['id', 'payload'])
      .where('case_id', '=', row.case_id)
      .where('lane', '=', row.lane)
      .where('kind', '=', 'thread.note')
      .where('state', '=', 'pending')
      .where('id', '>', row.id)
      .orderBy('id')
      .limit(Math.max(0, MAX_EVENTS - own.length))
      .execute()
    if (waiting.length === 0) return own
    const events = [...own, ...waiting.flatMap(eventsOf)]
    const { numUpdatedRows } = await trx
      .updateTable('outbox')
      .set({ payload: JSON.stringify({ events }) })
      .where('id', '=', row.id)
      .where('lease_token', '=', row.lease_token)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) return null
    await trx
      .deleteFrom('outbox')
      .where(
        'id',
        'in',
        waiting.map(({ id }) => id),
      )
      .execute()
    return events
  })
}

/** Whether the card of a case is still to be posted. */
export async function isCardComing(db: Database, caseId: number): Promise<boolean> {
  const row = await db.kysely
    .selectFrom('outbox')
    .select('id')
    .where('case_id', '=', caseId)
    .where('kind', '=', 'card.post')
    .where('state', 'in', ['pending', 'leased', 'ambiguous'])
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
