import { RefusedError } from '../core/errors.ts'
import { hasRole, type Role } from '../core/staff.ts'
import { queueStaffNote } from '../db/staff-notes.ts'
import type { CaseRow } from './case-change.ts'
import type { ActionContext, Trx } from './context.ts'

/** A member of staff who may work on cases; refused where there is none. */
export async function readColleague(
  trx: Trx,
  staffId: string,
): Promise<{ id: string; name: string }> {
  const row = await trx
    .selectFrom('staff')
    .select(['id', 'name', 'role'])
    .where('id', '=', staffId)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined)
    throw new RefusedError('no_colleague', 'Choose somebody who is on the team.')
  if (!hasRole(row.role as Role, 'agent'))
    throw new RefusedError('no_colleague', `${row.name} may only look, not answer.`)
  return { id: row.id, name: row.name }
}

/** Tells a colleague in a direct message what happened to a case; whoever did it needs no telling. */
export async function tellColleague(
  ctx: ActionContext,
  trx: Trx,
  row: CaseRow,
  told: { staffId: string; eventId: number; by: string },
): Promise<void> {
  if (told.staffId === told.by) return
  await queueStaffNote(trx, {
    id: ctx.db.nextId(),
    eventId: told.eventId,
    caseId: row.id,
    brandId: row.brand_id,
    staffId: told.staffId,
    isUrgent: row.kind === 'emergency',
    now: ctx.clock.now(),
  })
}
