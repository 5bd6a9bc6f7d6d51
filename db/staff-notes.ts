import type { Transaction } from 'kysely'
import { nextOpen } from '../core/business-hours.ts'
import { AFTER_COMPLAINTS } from '../core/case.ts'
import { awakeHours } from '../core/schedule.ts'
import { morningAfter } from './morning.ts'
import { enqueue } from './queue.ts'
import type { Schema } from './schema.ts'

export interface NewStaffNote {
  id: number
  /** The case event that they should know of. */
  eventId: number
  caseId: number
  brandId: string
  staffId: string
  /** Emergencies break every quiet. */
  isUrgent: boolean
  now: number
}

/**
 * Queues a direct message to a member of staff about something that happened to a case, for a time when
 * nobody's quiet is broken. False where they have no Slack name: the case itself tells them.
 */
export async function queueStaffNote(
  trx: Transaction<Schema>,
  note: NewStaffNote,
): Promise<boolean> {
  const { id, eventId, caseId, brandId, staffId, isUrgent, now } = note
  const staff = await trx
    .selectFrom('staff')
    .select(['slack_user_id', 'zone', 'quiet'])
    .where('id', '=', staffId)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  if (staff?.slack_user_id === undefined || staff.slack_user_id === null) return false
  const brand = await trx
    .selectFrom('brand')
    .select('zone')
    .where('id', '=', brandId)
    .executeTakeFirst()
  const zone = brand?.zone ?? 'UTC'
  const morning = async (at: number) =>
    nextOpen(await morningAfter(trx, zone, at), awakeHours(staff.quiet, staff.zone ?? zone))
  return enqueue(trx, {
    id,
    kind: 'staff.note',
    key: `staff:${staffId}:event:${eventId}`,
    lane: `slack:${staff.slack_user_id}`,
    // A message of its own: it waits for no card.
    case_id: null,
    priority: isUrgent ? 0 : AFTER_COMPLAINTS,
    payload: JSON.stringify({ caseId, eventId, userId: staff.slack_user_id }),
    // Two quiet times may follow each other.
    due_at: isUrgent ? now : await morning(await morning(now)),
    created_at: now,
  })
}
