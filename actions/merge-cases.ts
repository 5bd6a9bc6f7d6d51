import { CASE_KINDS, type CaseKind } from '../core/case.ts'
import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { type CaseRow, mustChange, readOpenCase } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'

/** Joins a case to another of the same brand: its posts go there, and the promise that ends first holds. */
export async function mergeCases(
  ctx: ActionContext,
  actor: Actor,
  input: { caseId: number; into: number },
): Promise<void> {
  const { caseId, into } = input
  if (caseId === into)
    throw new RefusedError('same', 'Choose another case than the one you look at.')
  await asStaff(ctx, actor, ROLE_FOR['case.merge'], async (trx) => {
    // In the order of their ids: two people who join the same pair crosswise must not wait for each other.
    const first = await readOpenCase(ctx, trx, Math.min(caseId, into))
    const second = await readOpenCase(ctx, trx, Math.max(caseId, into))
    const [merged, kept] = first.id === caseId ? [first, second] : [second, first]
    if (merged.brand_id !== kept.brand_id)
      throw new RefusedError('other_brand', 'These cases are about different brands.')
    await refuseUnderWay(trx, merged)
    const mentions = await moveMentions(trx, merged.id, kept.id)
    await mustChange(ctx, trx, actor, kept, {
      action: 'case.merge',
      set: { ...together(merged, kept), mentions },
      detail: { other: merged.id, posts: mentions },
    })
    await mustChange(ctx, trx, actor, merged, {
      action: 'case.merged',
      set: {
        status: 'resolved',
        resolved_at: ctx.clock.now(),
        merged_into: kept.id,
        mentions: 0,
        snoozed_until: null,
        follow_up_at: null,
        follow_up_since: null,
        nudge_at: null,
      },
      detail: { other: kept.id },
      isPart: true,
    })
  })
}

/** What is on its way would be lost from sight. */
async function refuseUnderWay(trx: Trx, row: CaseRow): Promise<void> {
  const reply = await trx
    .selectFrom('reply')
    .select('id')
    .where('case_id', '=', row.id)
    .where('state', 'in', ['queued', 'ambiguous', 'waiting_approval'])
    .executeTakeFirst()
  if (reply !== undefined)
    throw new RefusedError('under_way', 'A reply of this case is on its way. Join it afterwards.')
}

async function moveMentions(trx: Trx, from: number, to: number): Promise<number> {
  const known = trx.selectFrom('case_mention').select('mention_id').where('case_id', '=', to)
  await trx
    .deleteFrom('case_mention')
    .where('case_id', '=', from)
    .where('mention_id', 'in', known)
    .execute()
  await trx.updateTable('case_mention').set({ case_id: to }).where('case_id', '=', from).execute()
  const row = await trx
    .selectFrom('case_mention as cm')
    .innerJoin('mention as m', 'm.id', 'cm.mention_id')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('cm.case_id', '=', to)
    .where('m.state', '=', 'live')
    .executeTakeFirstOrThrow()
  return row.n
}

/** The kept case as both were: the more pressing kind, the nearer promise, the newest post. */
function together(merged: CaseRow, kept: CaseRow) {
  const isPressing = (a: CaseKind, b: CaseKind) => CASE_KINDS.indexOf(a) < CASE_KINDS.indexOf(b)
  const sooner = merged.answered_at === null && merged.due_at < kept.due_at ? merged : kept
  const newer = merged.last_mention_at > kept.last_mention_at ? merged : kept
  const pressing = isPressing(merged.kind, kept.kind) ? merged : kept
  return {
    kind: pressing.kind,
    urgency: pressing.urgency,
    due_at: sooner.due_at,
    warn_at: sooner.warn_at,
    lead_at: sooner.lead_at,
    nudge_at: kept.answered_at === null ? sooner.nudge_at : kept.nudge_at,
    promise_minutes: sooner.promise_minutes,
    opened_at: Math.min(merged.opened_at, kept.opened_at),
    last_mention_id: newer.last_mention_id,
    last_mention_at: newer.last_mention_at,
  }
}
