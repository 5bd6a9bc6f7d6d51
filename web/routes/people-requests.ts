import type { Context, Hono } from 'hono'
import { closeRequest, exportHeld, noteRequest } from '../../actions/data-requests.ts'
import type { Erased } from '../../actions/erase-person.ts'
import { RefusedError } from '../../core/errors.ts'
import { readDataRequests, readRequest } from '../../db/data-requests.ts'
import { page } from '../../views/layout.ts'
import { requestsPage } from '../../views/requests-page.ts'
import { actorOf, readRights } from '../actor.ts'
import { shownBrand } from '../choose-brand.ts'
import type { WebDeps, WebEnv } from '../deps.ts'
import { refusal } from '../forms.ts'
import { readFrame } from '../frame.ts'

type Ctx = Context<WebEnv>

/** What people ask about their data, and what is handed over. */
export function mountPeopleRequests(app: Hono<WebEnv>, deps: WebDeps): void {
  app.get('/people/requests', (c) => show(c, deps, null))
  app.post('/people/requests/:id{[0-9]{1,16}}/export', (c) =>
    guarded(c, deps, async () => {
      const who = await subjectOf(deps, Number(c.req.param('id')))
      return handOver(c, await exportHeld(deps.ctx, actorOf(c), who))
    }),
  )
  app.post('/people/requests/:id{[0-9]{1,16}}/close', (c) =>
    guarded(c, deps, async () => {
      await closeRequest(deps.ctx, actorOf(c), Number(c.req.param('id')))
      return c.redirect('/people/requests', 303)
    }),
  )
  app.post('/people/:id{[0-9]{1,16}}/export', (c) =>
    guarded(c, deps, async () =>
      handOver(c, await exportHeld(deps.ctx, actorOf(c), { personId: Number(c.req.param('id')) })),
    ),
  )
  app.post('/people/:id{[0-9]{1,16}}/request', (c) =>
    guarded(c, deps, async () => {
      const { kind } = await c.req.parseBody()
      const personId = Number(c.req.param('id'))
      const asked = kind === 'erase' ? 'erase' : 'export'
      await noteRequest(deps.ctx, actorOf(c), { personId, kind: asked })
      return c.redirect('/people/requests', 303)
    }),
  )
}

/** Whom a request is about; refused where it is not there, or nothing is held of them. */
async function subjectOf(deps: WebDeps, id: number): Promise<Erased> {
  const row = await readRequest(deps.ctx.db.kysely, id)
  if (row !== undefined && row.person_id !== null) return { personId: row.person_id }
  if (row !== undefined && row.customer_id !== null) return { customerId: row.customer_id }
  throw new RefusedError('no_person', 'Nothing is held of them any more.')
}

function handOver(c: Ctx, held: unknown): Response {
  return c.body(`${JSON.stringify(held, null, 2)}\n`, 200, {
    'content-type': 'application/json; charset=utf-8',
    'content-disposition': 'attachment; filename="held-data.json"',
    'cache-control': 'no-store',
  })
}

async function guarded(c: Ctx, deps: WebDeps, act: () => Promise<Response>): Promise<Response> {
  try {
    return await act()
  } catch (error) {
    return show(c, deps, refusal(c, error))
  }
}

async function show(c: Ctx, deps: WebDeps, notice: string | null): Promise<Response> {
  const brand = shownBrand(c) ?? { id: '', zone: 'UTC' }
  const now = deps.ctx.clock.now()
  const may = await readRights(c, deps)
  const csrf = may('people.export') ? c.get('signed').csrf : null
  const requests = await readDataRequests(deps.reader, brand.id, now)
  const main = requestsPage(requests, { now, zone: brand.zone, csrf })
  const frame = { ...(await readFrame(c, deps)), notice }
  return c.html(page(frame, '/people', 'Their data', main).toString())
}
