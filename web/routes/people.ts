import type { Hono } from 'hono'
import { readPersonPage } from '../../db/person-page.ts'
import { html } from '../../views/html.ts'
import { page } from '../../views/layout.ts'
import { type PersonView, personPage } from '../../views/person-page.ts'
import type { WebDeps, WebEnv } from '../deps.ts'
import { readFrame } from '../frame.ts'

/** The page of one person. */
export function mountPeople(app: Hono<WebEnv>, deps: WebDeps): void {
  app.get('/people/:id{[0-9]{1,16}}', async (c) => {
    const found = await readPersonPage(deps.reader, Number(c.req.param('id')))
    const frame = await readFrame(deps, c.get('signed'))
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
    return c.html(page(frame, '/people', found.name, personPage(view)).toString())
  })
}
