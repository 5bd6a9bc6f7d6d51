import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { mustChange, ownedBy, readCase } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'
import { checkFuture } from './snooze-case.ts'

/** Brings a case back as due on a day, also a resolved one; null takes the day back. */
export async function followUp(
  ctx: ActionContext,
  actor: Actor,
  input: { caseId: number; at: number | null },
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['case.follow_up'], async (trx, staff) => {
    const row = await readCase(ctx, trx, input.caseId)
    if (row.status === 'closed_by_author' || row.merged_into !== null)
      throw new RefusedError('gone', 'There is nothing left of this case to follow up.')
    const now = ctx.clock.now()
    if (input.at !== null) checkFuture(input.at, now)
    if (input.at === row.follow_up_at && row.follow_up_since === null) return
    await mustChange(ctx, trx, actor, row, {
      action: 'case.follow_up',
      set: { ...ownedBy(row, staff.id, now), follow_up_at: input.at, follow_up_since: null },
      detail: { until: input.at },
    })
  })
}
