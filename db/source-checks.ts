import type { Kysely, Transaction } from 'kysely'
import type { Schema } from './schema.ts'

/** Asks whoever follows a source to look at it now. */
export async function askForCheck(
  trx: Transaction<Schema>,
  sourceId: string,
  now: number,
): Promise<void> {
  await trx
    .updateTable('health')
    .set({ asked_at: now })
    .where('connection_id', '=', sourceId)
    .execute()
}

/** Those of some sources that somebody asked for; each is taken once. */
export async function takeChecks(
  db: Kysely<Schema>,
  sourceIds: readonly string[],
): Promise<string[]> {
  if (sourceIds.length === 0) return []
  const asked = await db
    .selectFrom('health')
    .select('connection_id')
    .where('asked_at', 'is not', null)
    .where('connection_id', 'in', [...sourceIds])
    .execute()
  if (asked.length === 0) return []
  const taken = await db
    .updateTable('health')
    .set({ asked_at: null })
    .where('asked_at', 'is not', null)
    .where(
      'connection_id',
      'in',
      asked.map((row) => row.connection_id),
    )
    .returning('connection_id')
    .execute()
  return taken.map((row) => row.connection_id)
}
