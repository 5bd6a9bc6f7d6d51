import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { writeNote } from './add-note.ts'
import { mustChange, ownedBy, readOpenCase } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

/** Says that the author was answered outside of Earshot: in the network's own app, on the phone, in the shop. */
export async function answeredElsewhere(
  ctx: ActionContext,
  actor: Actor,
  input: { caseId: number; text: string },
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['case.answered_elsewhere'], async (trx, staff) => {
    const row = await readOpenCase(ctx, trx, input.caseId)
    if (row.answered_at !== null) throw new RefusedError('answered', 'This was already answered.')
    if (row.status === 'waiting_approval')
      throw new RefusedError('waiting', 'A reply waits for a second person. Decide on it first.')
    const coming = await trx
      .selectFrom('reply')
      .select('id')
      .where('case_id', '=', row.id)
      .where('state', 'in', ['queued', 'ambiguous'])
      .executeTakeFirst()
    if (coming !== undefined) throw new RefusedError('answered', 'A reply is on its way already.')
    const now = ctx.clock.now()
    const text = input.text.trim()
    const noteId = text === '' ? null : await writeNote(ctx, trx, actor, row.id, text)
    await mustChange(ctx, trx, actor, row, {
      action: 'case.answered_elsewhere',
      set: {
        ...ownedBy(row, staff.id, now),
        status: 'replied',
        answered_at: now,
        nudge_at: null,
        snoozed_until: null,
      },
      detail: { noteId },
    })
  })
}
