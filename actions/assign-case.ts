import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { mustChange, readOpenCase } from './case-change.ts'
import { readColleague, tellColleague } from './colleague.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

/** Gives a case to a colleague, whoever has it now; the colleague is told. */
export async function assignCase(
  ctx: ActionContext,
  actor: Actor,
  input: { caseId: number; to: string },
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['case.assign'], async (trx, staff) => {
    const row = await readOpenCase(ctx, trx, input.caseId)
    const to = await readColleague(trx, input.to)
    if (row.owner_id === to.id)
      throw new RefusedError('has_it', `${to.name} already has this case.`)
    const eventId = await mustChange(ctx, trx, actor, row, {
      action: 'case.assign',
      set: {
        owner_id: to.id,
        claimed_at: ctx.clock.now(),
        status: row.status === 'new' ? 'claimed' : row.status,
      },
      detail: { to: to.id, from: row.owner_id },
    })
    await tellColleague(ctx, trx, row, { staffId: to.id, eventId, by: staff.id })
  })
}
