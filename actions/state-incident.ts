import { RefusedError } from '../core/errors.ts'
import { cleanText } from '../core/hostile-text.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'
import { refuseRisky } from './send-reply.ts'

const STATEMENT_MAX = 2000

/**
 * Writes what we say about an incident, once; each of its cases is offered it as its draft, and somebody
 * presses case by case. No words take it back.
 */
export async function stateIncident(
  ctx: ActionContext,
  actor: Actor,
  input: { incidentId: number; text: string },
): Promise<void> {
  const text = cleanText(input.text).trim()
  if (text.length > STATEMENT_MAX)
    throw new RefusedError('too_long', `A statement has at most ${STATEMENT_MAX} characters.`)
  refuseRisky(text)
  await asStaff(ctx, actor, ROLE_FOR['incident.state'], async (trx, staff) => {
    const { numUpdatedRows } = await trx
      .updateTable('incident')
      .set({
        statement: text === '' ? null : text,
        statement_by: staff.id,
        statement_at: ctx.clock.now(),
      })
      .where('id', '=', input.incidentId)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n)
      throw new RefusedError('no_incident', 'This incident is no longer here.')
    await writeAudit(ctx, trx, actor, 'incident.state', `incident:${input.incidentId}`)
  })
}
