import { RefusedError } from '../core/errors.ts'
import { cleanText } from '../core/hostile-text.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { writeStatement } from '../db/incidents.ts'
import { readStatement } from '../db/statements.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'
import { refuseRisky } from './refuse-reply.ts'

const STATEMENT_MAX = 2000

/**
 * Writes what we say about an incident, once; each of its cases is offered it as its draft, and somebody
 * presses case by case. No words take it back.
 */
export async function stateIncident(
  ctx: ActionContext,
  actor: Actor,
  input: {
    incidentId: number
    text: string
    /** When the statement that was shown was written; 0 for none. */
    seen: number
  },
): Promise<void> {
  const text = cleanText(input.text).trim()
  if (text.length > STATEMENT_MAX)
    throw new RefusedError('too_long', `A statement has at most ${STATEMENT_MAX} characters.`)
  refuseRisky(text)
  await asStaff(ctx, actor, ROLE_FOR['incident.state'], async (trx, staff) => {
    const before = await readStatement(trx, input.incidentId)
    if (before !== null && (before.at ?? 0) !== input.seen)
      throw new RefusedError(
        'changed',
        `${before.by ?? 'A colleague'} wrote it anew since you opened this. Nothing was changed: open it again, and take your words along.`,
      )
    const deps = { trx, nextId: ctx.db.nextId, now: ctx.clock.now() }
    const statement = { text: text === '' ? null : text, by: staff.id }
    if (!(await writeStatement(deps, input.incidentId, statement)))
      throw new RefusedError('no_incident', 'This incident is no longer here.')
    await writeAudit(ctx, trx, actor, 'incident.state', `incident:${input.incidentId}`)
  })
}
