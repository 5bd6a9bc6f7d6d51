import { randomBytes } from 'node:crypto'
import type { Hono } from 'hono'
import type { Clock } from '../../core/clock.ts'
import type { Database } from '../../db/database.ts'
import { html } from '../../views/html.ts'
import { barePage } from '../../views/layout.ts'
import type { WebEnv } from '../../web/deps.ts'
import { openSession } from '../../web/sign-in.ts'
import { demoConfig } from './demo-config.ts'

const MAY = {
  owner: 'may do everything',
  approver: 'may answer, and agree to gifts of others',
  agent: 'may answer, and needs a second person for some gifts',
  viewer: 'may look on',
}

/** A page on which whoever tries the demo goes on as somebody else of its team, to give a second person's yes. */
export function mountDemoTeam(app: Hono<WebEnv>, ctx: { db: Database; clock: Clock }): void {
  const { staff } = demoConfig()
  const token = () => randomBytes(32).toString('base64url')
  app.get('/demo/team', (c) => {
    const { csrf, staffId } = c.get('signed')
    const others = staff.filter(({ id }) => id !== staffId)
    const me = staff.find(({ id }) => id === staffId)
    return c.html(
      barePage(
        'The team of the demo',
        html`<section class="section"><h1>The team of the demo</h1><p class="mt2">You are ${me?.name ?? 'somebody'}. Some gifts need a second person’s yes: ask for a bag of beans with a thank-you, then be Leo and agree. <a href="/cases">Back to the cases</a></p></section>
        <section class="section"><ul class="stack">${others.map(({ id, name, role }) => html`<li class="row far"><form method="post" action="/demo/team"><input type="hidden" name="csrf" value="${csrf}"><button class="btn" name="staff" value="${id}" type="submit">Be ${name.split(' ')[0] ?? name}</button></form><p><b>${name}</b> ${MAY[role]}</p></li>`)}</ul></section>`,
      ).toString(),
    )
  })
  app.post('/demo/team', async (c) => {
    const form = await c.req.parseBody()
    const chosen = staff.find(({ id }) => id === form['staff'])
    if (chosen === undefined) return c.redirect('/demo/team', 303)
    await openSession(c, { ctx, token }, chosen.id)
    return c.redirect('/cases', 303)
  })
}
