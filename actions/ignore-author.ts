import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { type CaseRow, mustChange, ownedBy, readCase, readOpenCase } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

/** Closes a case, and its author makes no further cards for this brand; emergencies still come. */
export async function ignoreAuthor(
  ctx: ActionContext,
  actor: Actor,
  caseId: number,
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['case.ignore_author'], async (trx, staff) => {
    const row = await readOpenCase(ctx, trx, caseId)
    const now = ctx.clock.now()
    await trx
      .insertInto('ignored_author')
      .values({ brand_id: row.brand_id, author_id: authorOf(row), staff_id: staff.id, at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await mustChange(ctx, trx, actor, row, {
      action: 'case.ignore_author',
      set: {
        ...ownedBy(row, staff.id, now),
        status: 'resolved',
        resolution: 'ignored',
        resolved_at: now,
        snoozed_until: null,
      },
    })
  })
}

/** Lets an ignored author be heard again; the case that was closed over it opens. */
export async function heedAuthor(ctx: ActionContext, actor: Actor, caseId: number): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['case.heed_author'], async (trx) => {
    const row = await readCase(ctx, trx, caseId)
    const { numDeletedRows } = await trx
      .deleteFrom('ignored_author')
      .where('brand_id', '=', row.brand_id)
      .where('author_id', '=', authorOf(row))
      .executeTakeFirst()
    const reopens = row.status === 'resolved' && row.resolution === 'ignored'
    if (numDeletedRows === 0n && !reopens) return
    const status = row.answered_at === null ? ('claimed' as const) : ('replied' as const)
    await mustChange(ctx, trx, actor, row, {
      action: 'case.heed_author',
      set: reopens ? { status, resolution: null, resolved_at: null } : {},
    })
  })
}

function authorOf(row: CaseRow): number {
  if (row.author_id === null)
    throw new RefusedError('unknown', 'We do not know who wrote this, so nobody can be ignored.')
  return row.author_id
}
