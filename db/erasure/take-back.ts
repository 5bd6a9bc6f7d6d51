import type { Transaction } from 'kysely'
import type { Database } from '../database.ts'
import { enqueue, type OutboxRow } from '../queue.ts'
import type { Schema } from '../schema.ts'

/** Kinds of messages that an erasure has deleted in Slack, as they may quote or name somebody. */
const TOLD = ['thread.note', 'staff.note', 'strike.note']

/** Has a message that was sent deleted in Slack; `ts` is how Slack calls it. */
export async function takeBack(
  db: Database,
  trx: Transaction<Schema>,
  row: Pick<OutboxRow, 'id' | 'lane'>,
  ts: string,
  now: number,
): Promise<void> {
  await enqueue(trx, {
    id: db.nextId(),
    kind: 'note.erase',
    key: `erase:${row.id}`,
    lane: row.lane,
    case_id: null,
    priority: 1,
    payload: JSON.stringify({ ts }),
    due_at: now,
    created_at: now,
  })
}

/** The same for one that was on its way while its row was erased, so that nobody else knows of it. */
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
    .select('id')
    .where('id', '=', row.id)
    .executeTakeFirst()
  if (held === undefined) await takeBack(db, trx, row, ts, now)
}
