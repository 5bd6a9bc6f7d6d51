import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { changeCase, readCase, readOpenCase } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

/** Ends a case; whoever resolves an unowned one becomes its owner. */
export async function resolveCase(ctx: ActionContext, actor: Actor, caseId: number): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['case.resolve'], async (trx, staff) => {
    const row = await readOpenCase(ctx, trx, caseId)
    const now = ctx.clock.now()
    const done = await changeCase(ctx, trx, actor, row, {
      action: 'case.resolve',
      set: {
        status: 'resolved',
        resolved_at: now,
        snoozed_until: null,
        follow_up_since: null,
        owner_id: row.owner_id ?? staff.id,
        claimed_at: row.claimed_at ?? now,
      },
    })
    if (!done) throw new RefusedError('changed', 'The case changed just now. Look again.')
  })
}

/** Opens a resolved case again, for the one who had it. */
export async function reopenCase(ctx: ActionContext, actor: Actor, caseId: number): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['case.reopen'], async (trx) => {
    const row = await readCase(ctx, trx, caseId)
    if (row.status === 'closed_by_author')
      throw new RefusedError('gone', 'The author removed the post, so there is nothing to answer.')
    if (row.merged_into !== null)
      throw new RefusedError('merged', `Its posts are in case ${row.merged_into} now.`)
    if (row.status !== 'resolved') return
    await changeCase(ctx, trx, actor, row, {
      action: 'case.reopen',
      set: {
        status: row.answered_at === null ? (row.owner_id === null ? 'new' : 'claimed') : 'replied',
        resolved_at: null,
      },
    })
  })
}
