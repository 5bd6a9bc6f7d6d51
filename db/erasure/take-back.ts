import type { Transaction } from 'kysely'
import type { Database } from '../database.ts'
import { enqueue, type OutboxRow } from '../queue.ts'
import type { Schema } from '../schema.ts'

/** Kinds of messages that are said once and may quote or name somebody: an erasure has them deleted in Slack. */
export const TOLD: readonly string[] = [
  'thread.note',
  'thread.ask',
  'staff.note',
  'strike.note',
  'nudge.post',
  'notice.post',
]
/** What is left of a row that was emptied because it named them. */
export const EMPTIED = '{}'

/** Has a message deleted in Slack; `ts` is how Slack calls it, `lane` where it stands. */
export async function takeBack(
  db: Database,
  trx: Transaction<Schema>,
  { lane, ts }: { lane: string; ts: string },
  now: number,
): Promise<void> {
  await queueEraser(db, trx, { kind: 'note.erase', key: `erase:${lane}:${ts}`, lane, ts, now })
}

/** Has everything deleted that we said in the thread of a card, whether we still know of it or not. */
export async function takeBackThread(
  db: Database,
  trx: Transaction<Schema>,
  { caseId, channel, ts }: { caseId: number; channel: string; ts: string },
  now: number,
): Promise<void> {
  const lane = `slack:${channel}`
  await queueEraser(db, trx, { kind: 'thread.erase', key: `erase:case:${caseId}`, lane, ts, now })
}

/** The same for one message that was on its way while its row was erased, so that nobody else knows of it. */
export async function takeBackErased(
  db: Database,
  trx: Transaction<Schema>,
  row: OutboxRow,
  ts: string,
  now: number,
): Promise<void> {
  if (!TOLD.includes(row.kind)) return
  const held = await trx
    .selectFrom('outbox')
    .select('payload')
    .where('id', '=', row.id)
    .executeTakeFirst()
  if (held === undefined || held.payload === EMPTIED)
    await takeBack(db, trx, { lane: row.lane, ts }, now)
}

async function queueEraser(
  db: Database,
  trx: Transaction<Schema>,
  { kind, key, lane, ts, now }: Record<'kind' | 'key' | 'lane' | 'ts', string> & { now: number },
): Promise<void> {
  await enqueue(trx, {
    id: db.nextId(),
    kind,
    key,
    lane,
    case_id: null,
    priority: 1,
    payload: JSON.stringify({ ts }),
    due_at: now,
    created_at: now,
  })
}
