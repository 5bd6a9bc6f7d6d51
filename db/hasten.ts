import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** Brings rows that wait for another try forward to `dueAt`. */
export async function hasten(
  db: Kysely<Schema>,
  ids: readonly number[],
  dueAt: number,
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ due_at: dueAt })
    .where('id', 'in', ids)
    .where('state', 'in', ['pending', 'ambiguous'])
    .where('lease_until', 'is', null)
    .where('due_at', '>', dueAt)
    .execute()
}
