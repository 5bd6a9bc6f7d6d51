import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { readTeam } from '../db/team.ts'
import { writeNote } from './add-note.ts'
import { mustChange, readOpenCase } from './case-change.ts'
import { tellColleague } from './colleague.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

/** Calls the team lead to a case and says why; whoever has it keeps it. */
export async function escalateCase(
  ctx: ActionContext,
  actor: Actor,
  input: { caseId: number; text: string },
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['case.escalate'], async (trx, staff) => {
    const row = await readOpenCase(ctx, trx, input.caseId)
    const { lead } = await readTeam(trx)
    if (lead === null)
      throw new RefusedError('no_lead', 'Nobody leads the team yet. Ask an owner to name a lead.')
    if (lead === staff.id)
      throw new RefusedError('own_lead', 'You lead the team: there is nobody above to call.')
    const noteId = await writeNote(ctx, trx, actor, row.id, input.text)
    const eventId = await mustChange(ctx, trx, actor, row, {
      action: 'case.escalate',
      set: { escalated_at: ctx.clock.now() },
      detail: { to: lead, noteId },
    })
    await tellColleague(ctx, trx, row, { staffId: lead, eventId, by: staff.id })
  })
}
