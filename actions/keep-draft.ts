import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { saveDraft } from '../db/drafts.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

/**
 * Keeps words that did not leave, for whoever may answer; nothing is kept, and nothing said, where the case is gone
 * or the person was erased while somebody typed.
 */
export async function keepDraft(
  ctx: ActionContext,
  actor: Actor,
  { caseId, text }: { caseId: number; text: string },
): Promise<void> {
  try {
    await asStaff(ctx, actor, ROLE_FOR['case.reply'], async (trx, staff) => {
      const row = await trx
        .selectFrom('case as c')
        .leftJoin('author as a', 'a.id', 'c.author_id')
        .select('a.key')
        .where('c.id', '=', caseId)
        .executeTakeFirst()
      if (row === undefined || row.key?.startsWith('erased:') === true) return
      await saveDraft(trx, { caseId, staffId: staff.id, text, now: ctx.clock.now() })
    })
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
  }
}
