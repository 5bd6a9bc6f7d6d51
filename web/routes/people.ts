import type { Context, Hono } from 'hono'
import { erasePerson } from '../../actions/erase-person.ts'
import { RefusedError } from '../../core/errors.ts'
import { mayDo, type Role } from '../../core/staff.ts'
import { readPersonPage } from '../../db/person-page.ts'
import { html } from '../../views/html.ts'
import { page } from '../../views/layout.ts'
import { type EraseForm, type PersonView, personPage } from '../../views/person-page.ts'
import type { WebDeps, WebEnv } from '../deps.ts'
import { readFrame } from '../frame.ts'

type Ctx = Context<WebEnv>

/** The page of one person, and the way to erase them. */
export function mountPeople(app: Hono<WebEnv>, deps: WebDeps): void {
  app.get('/people/:id{[0-9]{1,16}}', (c) => showPerson(c, deps, null))
  app.post('/people/:id{[0-9]{1,16}}/erase', async (c) => {
    const { name } = await c.req.parseBody()
    const personId = Number(c.req.param('id'))
    const actor = { staffId: c.get('signed').staffId, surface: 'desk' } as const
    try {
      await erasePerson(deps.ctx, actor, { personId }, typeof name === 'string' ? name : '')
    } catch (error) {
      if (error instanceof RefusedError) return showPerson(c, deps, error.message)
      throw error
    }
    return c.redirect(`/people/${personId}#erase`, 303)
  })
}

async function showPerson(c: Ctx, deps: WebDeps, fault: string | null): Promise<Response> {
  const personId = Number(c.req.param('id'))
  const found = await readPersonPage(deps.reader, personId)
  const frame = { ...(await readFrame(deps, c.get('signed'))), notice: fault }
  if (found === null) {
    const gone = html`<section class="section"><h1>Nobody is here</h1><p class="mt2">This person was erased or joined with another. <a href="/people">See everybody</a></p></section>`
    return c.html(page(frame, '/people', 'People', gone).toString(), 404)
  }
  const view: PersonView = {
    ...found,
    now: deps.ctx.clock.now(),
    stageSince: found.stage_since,
    strikes: found.strikes ?? 0,
    isOut: found.is_out === 1,
    unproved: found.unproved === 1,
    terms: { love: [], risk: [], ...(JSON.parse(found.terms ?? '{}') as object) },
    nextStep: found.next_step,
    nextDue: found.next_due,
    keyManager: found.key_manager,
  }
  const main = personPage(view, await readEraseForm(c, deps, personId, fault))
  return c.html(page(frame, '/people', found.name, main).toString())
}

async function readEraseForm(
  c: Ctx,
  deps: WebDeps,
  personId: number,
  fault: string | null,
): Promise<EraseForm | null> {
  const { staffId, csrf } = c.get('signed')
  const { kysely } = deps.ctx.db
  const staff = await kysely
    .selectFrom('staff')
    .select('role')
    .where('id', '=', staffId)
    .executeTakeFirst()
  if (staff === undefined || !mayDo(staff.role as Role, 'people.erase')) return null
  const asked = await kysely
    .selectFrom('erasure')
    .select('id')
    .where('person_id', '=', personId)
    .where('done_at', 'is', null)
    .executeTakeFirst()
  return { csrf, fault, isWaiting: asked !== undefined }
}
