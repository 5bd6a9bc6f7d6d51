import type { Transaction } from 'kysely'
import type { Clock } from '../core/clock.ts'
import type { Database } from './database.ts'
import { enqueue, type OutboxRow } from './queue.ts'
import type { Schema } from './schema.ts'
import { readSettings } from './settings.ts'

/**
 * Queues what could not be posted again for the channel that the settings name for such cases, and moves its
 * case there. Once: what fails there too stays dead. False where there is no other channel.
 */
export async function sendToFallback(
  trx: Transaction<Schema>,
  row: OutboxRow,
  { db, clock }: { db: Database; clock: Clock },
): Promise<boolean> {
  const settings = await readSettings(trx, ['routing', 'slack'])
  const routing = settings.get('routing') as { fallback?: string | null } | undefined
  const slack = settings.get('slack') as { channel?: string } | null | undefined
  const channel = routing?.fallback ?? slack?.channel ?? null
  const lane = `slack:${channel}`
  if (channel === null || lane === row.lane || row.key.endsWith(':fallback')) return false
  const now = clock.now()
  if (row.case_id !== null)
    await trx.updateTable('case').set({ channel }).where('id', '=', row.case_id).execute()
  const { kind, case_id, priority, payload } = row
  return enqueue(trx, {
    id: db.nextId(),
    kind,
    key: `${row.key}:fallback`,
    lane,
    case_id,
    priority,
    payload,
    due_at: now,
    created_at: now,
  })
}
