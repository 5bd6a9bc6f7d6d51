import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import type { Side } from '../db/account-side.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'
import { forgetStanding } from './merge-people.ts'

export const SIDES: readonly Side[] = ['customer', 'staff', 'bot', 'competitor']

/**
 * Says whose account this is. A colleague, a bot or a competitor has no standing and makes no cards, but for
 * emergencies; "customer" takes that back.
 */
export async function markAccount(
  ctx: ActionContext,
  actor: Actor,
  input: { authorId: number; brandId: string; side: Side },
): Promise<void> {
  const { authorId, brandId, side } = input
  if (!SIDES.includes(side))
    throw new RefusedError('side', `"${side}" is none of: ${SIDES.join(', ')}.`)
  await asStaff(ctx, actor, ROLE_FOR['people.side'], async (trx, staff) => {
    await refuseNobody(trx, authorId, brandId)
    const row = { side, staff_id: staff.id, at: ctx.clock.now() }
    await trx
      .insertInto('account_side')
      .values({ author_id: authorId, brand_id: brandId, ...row })
      .onConflict((conflict) => conflict.columns(['brand_id', 'author_id']).doUpdateSet(row))
      .execute()
    const person = await trx
      .selectFrom('person_author')
      .select('person_id')
      .where('author_id', '=', authorId)
      .where('brand_id', '=', brandId)
      .executeTakeFirst()
    if (person !== undefined) await forgetStanding(trx, person.person_id)
    const detail = JSON.stringify({ side })
    await writeAudit(ctx, trx, actor, 'person.side', `author:${authorId}`, detail)
  })
}

async function refuseNobody(trx: Trx, authorId: number, brandId: string): Promise<void> {
  const author = await trx
    .selectFrom('author')
    .select('id')
    .where('id', '=', authorId)
    .where('key', 'not like', 'erased:%')
    .executeTakeFirst()
  const brand = await trx
    .selectFrom('brand')
    .select('id')
    .where('id', '=', brandId)
    .executeTakeFirst()
  if (author === undefined || brand === undefined)
    throw new RefusedError('no_person', 'There is no such account, or no such brand.')
}
