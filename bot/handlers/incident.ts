import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import { stateIncident } from '../../actions/state-incident.ts'
import { RefusedError } from '../../core/errors.ts'
import { readIncident } from '../../db/incidents.ts'
import { readStatement } from '../../db/statements.ts'
import { incidentCard } from '../../views/incident-card.ts'
import { statementDialog } from '../../views/statement.ts'
import { isCount, isId, readCarried } from '../carried.ts'
import { type BotDeps, mayNow, staffOf } from '../deps.ts'
import { typed } from '../form.ts'
import { inTime } from '../in-time.ts'

const GONE = 'This incident is no longer here.'

/** The statement about an incident, written once from its message; whoever may not write it reads it there. */
export function registerIncident(app: App, deps: BotDeps): void {
  app.action('incident.state', async ({ ack, action, body, client }) => {
    await ack()
    const actor = await staffOf(deps, body.user.id)
    const id = Number((action as ButtonAction).value)
    if (!isId(id)) throw new RefusedError('no_incident', GONE)
    const [incident, said, mayWrite] = await Promise.all([
      readIncident(deps.reader.kysely, id),
      readStatement(deps.reader.kysely, id),
      mayNow(deps, actor, 'incident.state'),
    ])
    if (incident === null || said === null) throw new RefusedError('no_incident', GONE)
    const { text: headline } = incidentCard(incident, deps.ctx.clock.now(), incident.zone)
    const shown = { id, headline, text: said.text, seen: said.at ?? 0 }
    const view = statementDialog(shown, mayWrite)
    await client.views.open({ trigger_id: (body as BlockAction).trigger_id, view })
  })

  app.view('incident.state.submit', async ({ ack, body, view }) => {
    const state = readCarried(view, { incidentId: isId, seen: isCount })
    await inTime(deps, body.user.id, ({ ctx }, actor) =>
      stateIncident(ctx, actor, { ...state, text: typed(view, 'text') }),
    )
    await ack()
    deps.wake()
  })
}
