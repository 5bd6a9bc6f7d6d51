import { ROLE_FOR } from '../core/staff.ts'
import { isAnswerComing } from '../db/nudges.ts'
import { enqueue } from '../db/queue.ts'
import { readCase } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'
import { resolveCase } from './resolve-case.ts'

/**
 * Resolves a case by a mark on its card. A mark is quickly set: where nothing was sent, the thread of the
 * card asks instead, once for each state of the case.
 */
export async function resolveByMark(
  ctx: ActionContext,
  actor: Actor,
  caseId: number,
): Promise<void> {
  const isAsked = await asStaff(ctx, actor, ROLE_FOR['case.resolve'], async (trx, staff) => {
    const row = await readCase(ctx, trx, caseId)
    const isOver = row.status === 'resolved' || row.status === 'closed_by_author'
    if (isOver || row.channel === null || row.answered_at !== null) return isOver
    if (await isAnswerComing(trx, caseId)) return false
    const now = ctx.clock.now()
    await enqueue(trx, {
      id: ctx.db.nextId(),
      kind: 'thread.ask',
      key: `case:${caseId}:ask:v${row.version}`,
      lane: `slack:${row.channel}`,
      case_id: caseId,
      priority: 0,
      payload: JSON.stringify({ caseId, by: staff.name }),
      due_at: now,
      created_at: now,
    })
    return true
  })
  if (!isAsked) await resolveCase(ctx, actor, caseId)
}
