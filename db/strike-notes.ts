import type { Transaction } from 'kysely'
import { nextOpen } from '../core/business-hours.ts'
import { awakeHours } from '../core/schedule.ts'
import { readNight } from './morning.ts'
import { enqueue } from './queue.ts'
import type { Schema } from './schema.ts'

/** Before everything but emergencies: this customer is about to be lost. */
const PRIORITY = 1

export interface NewStrikeNote {
  nextId(): number
  personId: number
  brandId: string
  /** Of the event; each is told once. */
  key: string
  now: number
}

/**
 * Tells whoever looks after a person and the owners, each in a direct message, that they had a second bad
 * experience: at once while they are up. It wakes nobody: it waits for the end of a colleague's own quiet hours or,
 * where they set none, of the night where they live. Answers how many are told; 0 where none of them is in Slack.
 */
export async function queueStrikeNotes(
  trx: Transaction<Schema>,
  { nextId, personId, brandId, key, now }: NewStrikeNote,
): Promise<number> {
  const standing = await trx
    .selectFrom('person_standing')
    .select('key_manager')
    .where('person_id', '=', personId)
    .executeTakeFirst()
  const staff = await trx
    .selectFrom('staff')
    .select(['id', 'slack_user_id', 'zone', 'quiet'])
    .where('disabled_at', 'is', null)
    .where('slack_user_id', 'is not', null)
    .where((eb) => eb.or([eb('role', '=', 'owner'), eb('id', '=', standing?.key_manager ?? '')]))
    .orderBy('id')
    .execute()
  const brand = await trx
    .selectFrom('brand')
    .select('zone')
    .where('id', '=', brandId)
    .executeTakeFirst()
  const zone = brand?.zone ?? 'UTC'
  const night = await readNight(trx)
  for (const one of staff) {
    await enqueue(trx, {
      id: nextId(),
      kind: 'strike.note',
      key: `strike:${key}:${one.id}`,
      lane: `slack:${one.slack_user_id}`,
      case_id: null,
      priority: PRIORITY,
      payload: JSON.stringify({ personId, userId: one.slack_user_id }),
      due_at: nextOpen(now, awakeHours(one.quiet ?? night, one.zone ?? zone)),
      created_at: now,
    })
  }
  return staff.length
}
