import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { writeNote } from './add-note.ts'
import { mustChange, readOpenCase } from './case-change.ts'
import { readColleague, tellColleague } from './colleague.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

/** Passes one's own case on to a colleague, with a word of what they need to know. */
export async function handOver(
  ctx: ActionContext,
  actor: Actor,
  input: { caseId: number; to: string; text: string },
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['case.hand_over'], async (trx, staff) => {
    const row = await readOpenCase(ctx, trx, input.caseId)
    if (row.owner_id !== staff.id)
      throw new RefusedError('not_yours', 'Only whoever has a case hands it over. Claim it first.')
    const to = await readColleague(trx, input.to)
    if (to.id === staff.id) throw new RefusedError('has_it', 'You already have this case.')
    const text = input.text.trim()
    const noteId = text === '' ? null : await writeNote(ctx, trx, actor, row.id, text)
    const eventId = await mustChange(ctx, trx, actor, row, {
      action: 'case.hand_over',
      set: { owner_id: to.id, claimed_at: ctx.clock.now() },
      detail: { to: to.id, noteId },
    })
    await tellColleague(ctx, trx, row, { staffId: to.id, eventId, by: staff.id })
  })
}
