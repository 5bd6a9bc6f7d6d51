import type { Insertable, Kysely, Selectable, Transaction } from 'kysely'
import { sql } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

export type OutboxRow = Selectable<Schema['outbox']>
export type NewOutboxRow = Pick<
  Insertable<Schema['outbox']>,
  'id' | 'kind' | 'key' | 'lane' | 'case_id' | 'priority' | 'payload' | 'due_at' | 'created_at'
>

/** In the words of the partial indexes, without parameters: otherwise SQLite reads every row ever sent. */
const unfinished = (table: 'o' | 'older') =>
  sql<boolean>`${sql.ref(`${table}.state`)} in ('pending', 'leased', 'ambiguous')`

/** How long a claimed row belongs to its worker. */
export const LEASE_MS = 60_000

/** Puts one effect into the outbox, with the state change that causes it; a known key changes nothing. */
export async function enqueue(trx: Transaction<Schema>, row: NewOutboxRow): Promise<boolean> {
  // Only the last state of a card is worth drawing: older redraws that nobody has begun are dropped.
  if (row.kind === 'card.update' && row.case_id !== null && row.case_id !== undefined)
    await trx
      .deleteFrom('outbox')
      .where('case_id', '=', row.case_id)
      .where('kind', '=', 'card.update')
      .where('state', '=', 'pending')
      .execute()
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('outbox')
    .values({
      ...row,
      state: 'pending',
      attempts: 0,
      lease_until: null,
      lease_owner: null,
      lease_token: 0,
      sent_at: null,
      result: null,
      error: null,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/**
 * Takes up to `limit` due rows for `owner`, urgent first, one a lane and one a case: a row waits until every
 * older row of its case and every row taken in its lane is done; only notes wait for notes, as a card must not
 * stand behind the history of its case. Leases that ran out are taken again.
 */
export async function claimDue(
  db: Database,
  options: { owner: string; now: number; limit: number; busyLanes?: readonly string[] },
): Promise<OutboxRow[]> {
  return db.transaction(async (trx) => {
    const busy = options.busyLanes ?? []
    let due = trx
      .selectFrom('outbox as o')
      .selectAll('o')
      .where('o.due_at', '<=', options.now)
      .where(unfinished('o'))
      .where((eb) =>
        eb.or([
          eb('o.state', 'in', ['pending', 'ambiguous']),
          eb.and([eb('o.state', '=', 'leased'), eb('o.lease_until', '<=', options.now)]),
        ]),
      )
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('outbox as older')
              .select('older.id')
              .whereRef('older.case_id', '=', 'o.case_id')
              .whereRef('older.lane', '=', 'o.lane')
              .whereRef('older.id', '<', 'o.id')
              .where(unfinished('older'))
              .where((row) =>
                row.or([row('o.kind', '=', 'thread.note'), row('older.kind', '<>', 'thread.note')]),
              ),
          ),
        ),
      )
      .orderBy('o.priority')
      .orderBy('o.id')
      .limit(options.limit * 4)
    if (busy.length > 0) due = due.where('o.lane', 'not in', busy)
    if (db.dialect === 'postgres') due = due.modifyEnd(sql`for update of o skip locked`)
    const lanes = new Set<string>()
    const rows: OutboxRow[] = []
    for (const row of await due.execute()) {
      if (lanes.has(row.lane) || rows.length >= options.limit) continue
      lanes.add(row.lane)
      rows.push(row)
    }
    for (const row of rows) {
      row.lease_token += 1
      await trx
        .updateTable('outbox')
        .set({
          // An ambiguous row stays so until somebody has looked: its state tells the sender to look first.
          state: row.state === 'ambiguous' ? 'ambiguous' : 'leased',
          lease_until: options.now + LEASE_MS,
          lease_owner: options.owner,
          lease_token: row.lease_token,
          due_at: row.state === 'ambiguous' ? options.now + LEASE_MS : row.due_at,
          attempts: row.attempts + 1,
        })
        .where('id', '=', row.id)
        .execute()
    }
    return rows
  })
}

/** What became of a claimed row; false where the lease was lost to somebody else meanwhile (fencing). */
export async function settle(
  trx: Kysely<Schema>,
  row: Pick<OutboxRow, 'id' | 'lease_token'>,
  outcome:
    | { state: 'sent'; at: number; result: string | null }
    | { state: 'pending' | 'ambiguous'; dueAt: number; error: string }
    | { state: 'dead'; error: string },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('outbox')
    .set(
      outcome.state === 'sent'
        ? { state: 'sent', sent_at: outcome.at, result: outcome.result, error: null }
        : outcome.state === 'dead'
          ? { state: 'dead', error: outcome.error }
          : { state: outcome.state, due_at: outcome.dueAt, error: outcome.error },
    )
    .set({ lease_until: null, lease_owner: null })
    .where('id', '=', row.id)
    .where('lease_token', '=', row.lease_token)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
