import type { Context, Hono } from 'hono'
import { stateIncident } from '../../actions/state-incident.ts'
import { readIncident } from '../../db/incidents.ts'
import { readStatement } from '../../db/statements.ts'
import { incidentCard } from '../../views/incident-card.ts'
import { page } from '../../views/layout.ts'
import { statementPage } from '../../views/statement.ts'
import { actorOf, readRights } from '../actor.ts'
import type { WebDeps, WebEnv } from '../deps.ts'
import { refusal } from '../forms.ts'
import { readFrame } from '../frame.ts'

type Ctx = Context<WebEnv>
/** What somebody wrote, and when the statement that they saw was written. */
type Typed = { text: string; seen: number }
const INCIDENT = '/incidents/:id{[0-9]{1,16}}'

/** The one statement about an incident: to read for everybody, to write for those who may. */
export function mountIncidents(app: Hono<WebEnv>, deps: WebDeps): void {
  app.get(INCIDENT, (c) => show(c, deps, null, null))
  app.post(INCIDENT, async (c) => {
    const { text: said, seen } = await c.req.parseBody()
    const at = Number(typeof seen === 'string' ? seen : 0) || 0
    const text = typeof said === 'string' ? said.replaceAll('\r\n', '\n') : ''
    try {
      const incidentId = Number(c.req.param('id'))
      await stateIncident(deps.ctx, actorOf(c), { incidentId, text, seen: at })
    } catch (error) {
      return show(c, deps, refusal(c, error), { text, seen: at })
    }
    deps.wake()
    return c.redirect('/', 303)
  })
}

async function show(c: Ctx, deps: WebDeps, fault: string | null, typed: Typed | null) {
  const id = Number(c.req.param('id'))
  const db = deps.ctx.db.kysely
  const [incident, statement] = await Promise.all([readIncident(db, id), readStatement(db, id)])
  if (incident === null || statement === null) return c.notFound()
  const { csrf } = c.get('signed')
  const may = await readRights(c, deps)
  const { text: headline } = incidentCard(incident, deps.ctx.clock.now(), incident.zone)
  const { text, seen } = typed ?? { text: statement.text, seen: statement.at ?? 0 }
  const main = statementPage({ id, headline, text, seen }, statement.by, {
    csrf,
    fault,
    mayWrite: may('incident.state'),
  })
  const frame = await readFrame(c, deps)
  return c.html(page(frame, '/', 'Statement', main).toString())
}
