import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import { stateIncident } from '../../actions/state-incident.ts'
import { RefusedError } from '../../core/errors.ts'
import { readIncident } from '../../db/incidents.ts'
import { readStatement } from '../../db/statements.ts'
import { incidentCard } from '../../views/incident-card.ts'
import { statementDialog } from '../../views/statement.ts'
import { actorOf, type BotDeps, mayNow } from '../deps.ts'
import { inTime } from '../in-time.ts'
import { tellAlone } from '../tell.ts'

const FAILED = 'That did not work, and nothing was changed. Please try again.'

/** The statement about an incident, written once from its message; whoever may not write it reads it there. */
export function registerIncident(app: App, deps: BotDeps): void {
  app.action('incident.state', async ({ ack, action, body, client, respond }) => {
    await ack()
    const tell = (text: string) => tellAlone(respond, deps.log, text)
    const actor = await actorOf(deps, body.user.id)
    if (typeof actor === 'string') return tell(actor)
    const id = Number((action as ButtonAction).value)
    const [incident, said, mayWrite] = await Promise.all([
      readIncident(deps.reader.kysely, id),
      readStatement(deps.reader.kysely, id),
      mayNow(deps, actor, 'incident.state'),
    ])
    if (incident === null || said === null) return tell('This incident is no longer here.')
    const { text: headline } = incidentCard(incident, deps.ctx.clock.now(), incident.zone)
    const shown = { id, headline, text: said.text, seen: said.at ?? 0 }
    const view = statementDialog(shown, mayWrite)
    await client.views.open({ trigger_id: (body as BlockAction).trigger_id, view })
  })

  app.view('incident.state.submit', async ({ ack, body, view }) => {
    const refuse = (text: string) => ack({ response_action: 'errors', errors: { text } })
    const state = JSON.parse(view.private_metadata) as { incidentId: number; seen: number }
    const text = view.state.values['text']?.['text']?.value ?? ''
    try {
      await inTime(deps, body.user.id, ({ ctx }, actor) =>
        stateIncident(ctx, actor, { ...state, text }),
      )
    } catch (error) {
      if (error instanceof RefusedError) return refuse(error.message)
      deps.log.error({ error }, 'a statement failed')
      return refuse(FAILED)
    }
    await ack()
    deps.wake()
  })
}
