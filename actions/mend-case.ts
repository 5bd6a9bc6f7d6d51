import { RefusedError } from '../core/errors.ts'
import { cleanText } from '../core/hostile-text.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { holdRecovery } from '../db/recoveries.ts'
import { writeNote } from './add-note.ts'
import { type CaseRow, mustChange, ownedBy, readCase } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

/** How somebody felt after their complaint. */
export const MOODS_AFTER = ['positive', 'neutral', 'negative'] as const

/** Says what was changed so that it does not happen again. */
export async function markFixed(
  ctx: ActionContext,
  actor: Actor,
  input: { caseId: number; text: string },
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['case.fixed'], async (trx, staff) => {
    const row = await readCase(ctx, trx, input.caseId)
    refuseNoComplaint(row)
    const now = ctx.clock.now()
    await holdRecovery(trx, row)
    const noteId = await writeNote(ctx, trx, actor, row.id, input.text)
    await trx
      .updateTable('recovery')
      .set({ fixed_at: now, fix: cleanText(input.text).trim() })
      .where('case_id', '=', row.id)
      .execute()
    await mustChange(ctx, trx, actor, row, {
      action: 'case.fixed',
      set: ownedBy(row, staff.id, now),
      detail: { noteId },
    })
  })
}

/** Says how they felt afterwards, which ends the way of the complaint; said again it is put right. */
export async function tellMood(
  ctx: ActionContext,
  actor: Actor,
  input: { caseId: number; mood: string },
): Promise<void> {
  const mood = MOODS_AFTER.find((one) => one === input.mood)
  if (mood === undefined)
    throw new RefusedError('mood', `Say how they feel now: ${MOODS_AFTER.join(', ')}.`)
  await asStaff(ctx, actor, ROLE_FOR['case.mood'], async (trx, staff) => {
    const row = await readCase(ctx, trx, input.caseId)
    refuseNoComplaint(row)
    const now = ctx.clock.now()
    await holdRecovery(trx, row)
    const outcome = { positive: 'turned_around', neutral: 'settled', negative: 'lost' } as const
    await trx
      .updateTable('recovery')
      .set({ mood, mood_at: now, outcome: outcome[mood], settled_at: now, due_at: null })
      .where('case_id', '=', row.id)
      .execute()
    await mustChange(ctx, trx, actor, row, {
      action: 'case.mood',
      set: { ...ownedBy(row, staff.id, now), follow_up_at: null, follow_up_since: null },
      detail: { mood },
    })
  })
}

function refuseNoComplaint(row: CaseRow): void {
  if (row.kind !== 'complaint' && row.kind !== 'emergency')
    throw new RefusedError('no_complaint', 'Nobody complained in this case.')
  if (row.status === 'closed_by_author' || row.merged_into !== null)
    throw new RefusedError('gone', 'There is nothing left of this case to mend.')
}
