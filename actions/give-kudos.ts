import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { mustChange, readCase } from './case-change.ts'
import { tellColleague } from './colleague.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

/** Passes praise for a colleague on to them, once a post; it stands in the team's week, too. */
export async function giveKudos(
  ctx: ActionContext,
  actor: Actor,
  input: { caseId: number; to: string },
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['case.kudos'], async (trx, staff) => {
    const row = await readCase(ctx, trx, input.caseId)
    if (row.status === 'closed_by_author')
      throw new RefusedError('gone', 'The author removed the post.')
    // Praise is for everybody who works here, also for those who only look.
    const to = await trx
      .selectFrom('staff')
      .select(['id', 'name'])
      .where('id', '=', input.to)
      .where('disabled_at', 'is', null)
      .executeTakeFirst()
    if (to === undefined)
      throw new RefusedError('no_colleague', 'Choose somebody who is on the team.')
    if (to.id === staff.id)
      throw new RefusedError('own_kudos', 'Let a colleague pass on praise for you.')
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('kudos')
      .values({
        id: ctx.db.nextId(),
        case_id: row.id,
        mention_id: row.last_mention_id,
        brand_id: row.brand_id,
        staff_id: to.id,
        by_id: staff.id,
        at: ctx.clock.now(),
      })
      .onConflict((conflict) => conflict.columns(['mention_id', 'staff_id']).doNothing())
      .executeTakeFirst()
    if ((numInsertedOrUpdatedRows ?? 0n) === 0n)
      throw new RefusedError('told', `${to.name} was already told of this post.`)
    const eventId = await mustChange(ctx, trx, actor, row, {
      action: 'case.kudos',
      set: {},
      detail: { to: to.id },
    })
    await tellColleague(ctx, trx, row, { staffId: to.id, eventId, by: staff.id })
  })
}
