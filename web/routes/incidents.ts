import type { Context, Hono } from 'hono'
import { stateIncident } from '../../actions/state-incident.ts'
import { RefusedError } from '../../core/errors.ts'
import { mayDo, type Role } from '../../core/staff.ts'
import { readIncident } from '../../db/incidents.ts'
import { readStatement } from '../../db/statements.ts'
import { incidentCard } from '../../views/incident-card.ts'
import { page } from '../../views/layout.ts'
import { statementPage } from '../../views/statement.ts'
import type { WebDeps, WebEnv } from '../deps.ts'
import { readFrame } from '../frame.ts'
import { actorOf } from './cases.ts'

type Ctx = Context<WebEnv>
const INCIDENT = '/incidents/:id{[0-9]{1,16}}'

/** The one statement about an incident: to read for everybody, to write for those who may. */
export function mountIncidents(app: Hono<WebEnv>, deps: WebDeps): void {
  app.get(INCIDENT, (c) => show(c, deps, null, null))
  app.post(INCIDENT, async (c) => {
    const { text: said } = await c.req.parseBody()
    const text = typeof said === 'string' ? said.replaceAll('\r\n', '\n') : ''
    try {
      await stateIncident(deps.ctx, actorOf(c), { incidentId: Number(c.req.param('id')), text })
    } catch (error) {
      if (error instanceof RefusedError) return show(c, deps, error.message, text)
      throw error
    }
    return c.redirect('/', 303)
  })
}

async function show(c: Ctx, deps: WebDeps, fault: string | null, typed: string | null) {
  const id = Number(c.req.param('id'))
  const db = deps.ctx.db.kysely
  const [incident, statement] = await Promise.all([readIncident(db, id), readStatement(db, id)])
  if (incident === null || statement === null) return c.notFound()
  const { staffId, csrf } = c.get('signed')
  const staff = await db
    .selectFrom('staff')
    .select('role')
    .where('id', '=', staffId)
    .executeTakeFirst()
  const { text: headline } = incidentCard(incident, deps.ctx.clock.now(), incident.zone)
  const main = statementPage({ id, headline, text: typed ?? statement.text }, statement.by, {
    csrf,
    fault,
    mayWrite: staff !== undefined && mayDo(staff.role as Role, 'incident.state'),
  })
  const frame = await readFrame(deps, c.get('signed'))
  return c.html(page(frame, '/', 'Statement', main).toString())
}
