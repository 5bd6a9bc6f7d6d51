import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { changeCase, readOpenCase } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'

/** Takes a case that nobody has. The loser of a race is told who holds it. */
export async function claimCase(ctx: ActionContext, actor: Actor, caseId: number): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['case.claim'], async (trx, staff) => {
    const row = await readOpenCase(ctx, trx, caseId)
    if (row.owner_id === staff.id) return
    if (row.owner_id !== null) throw await heldBy(trx, row.owner_id)
    const claimed = await changeCase(ctx, trx, actor, row, {
      action: 'case.claim',
      set: {
        owner_id: staff.id,
        claimed_at: ctx.clock.now(),
        status: row.status === 'new' ? 'claimed' : row.status,
      },
    })
    if (!claimed) throw new RefusedError('changed', 'The case changed just now. Look again.')
  })
}

async function heldBy(trx: Trx, staffId: string): Promise<RefusedError> {
  const owner = await trx
    .selectFrom('staff')
    .select('name')
    .where('id', '=', staffId)
    .executeTakeFirst()
  return new RefusedError('held', `${owner?.name ?? 'Somebody else'} already has this case.`)
}
