import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import { stateIncident } from '../../actions/state-incident.ts'
import { messageOf, RefusedError } from '../../core/errors.ts'
import { readIncident } from '../../db/incidents.ts'
import { readStatement } from '../../db/statements.ts'
import { incidentCard } from '../../views/incident-card.ts'
import { statementDialog } from '../../views/statement.ts'
import { actorOf, type BotDeps } from '../deps.ts'
import { inTime } from '../in-time.ts'

const FAILED = 'That did not work, and nothing was changed. Please try again.'

/** The statement about an incident, written once from its message. */
export function registerIncident(app: App, deps: BotDeps): void {
  app.action('incident.state', async ({ ack, action, body, client }) => {
    await ack()
    const actor = await actorOf(deps, body.user.id)
    if (typeof actor === 'string') return
    const incidentId = Number((action as ButtonAction).value)
    const [incident, statement] = await Promise.all([
      readIncident(deps.reader.kysely, incidentId),
      readStatement(deps.reader.kysely, incidentId),
    ])
    if (incident === null || statement === null) return
    const { text } = incidentCard(incident, deps.ctx.clock.now(), incident.zone)
    const view = statementDialog(incidentId, text, statement.text)
    await client.views
      .open({ trigger_id: (body as BlockAction).trigger_id, view })
      .catch((error: unknown) =>
        deps.log.warn({ error: messageOf(error) }, 'a statement was not opened'),
      )
  })

  app.view('incident.state.submit', async ({ ack, body, view }) => {
    const refuse = (text: string) => ack({ response_action: 'errors', errors: { text } })
    const { incidentId } = JSON.parse(view.private_metadata) as { incidentId: number }
    const text = view.state.values['text']?.['text']?.value ?? ''
    try {
      await inTime(deps, body.user.id, ({ ctx }, actor) =>
        stateIncident(ctx, actor, { incidentId, text }),
      )
    } catch (error) {
      if (error instanceof RefusedError) return refuse(error.message)
      deps.log.error({ error }, 'a statement failed')
      return refuse(FAILED)
    }
    await ack()
  })
}
