import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

/** Leaves somebody in peace: no answer and no thanks goes to any of their accounts any more. */
export async function optOut(
  ctx: ActionContext,
  actor: Actor,
  personId: number,
): Promise<{ accounts: number }> {
  return asStaff(ctx, actor, ROLE_FOR['people.opt_out'], async (trx, staff) => {
    const authors = await trx
      .selectFrom('person_author')
      .select('author_id')
      .distinct()
      .where('person_id', '=', personId)
      .execute()
    if (authors.length === 0) throw new RefusedError('no_person', `There is no person ${personId}.`)
    await trx
      .insertInto('opt_out')
      .values(
        authors.map(({ author_id }) => ({ author_id, staff_id: staff.id, at: ctx.clock.now() })),
      )
      .onConflict((conflict) => conflict.column('author_id').doNothing())
      .execute()
    await writeAudit(ctx, trx, actor, 'person.opt_out', `person:${personId}`)
    return { accounts: authors.length }
  })
}
