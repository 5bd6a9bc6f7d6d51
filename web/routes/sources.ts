import type { Hono } from 'hono'
import { checkSource } from '../../actions/check-source.ts'
import { RefusedError } from '../../core/errors.ts'
import { html } from '../../views/html.ts'
import { barePage } from '../../views/layout.ts'
import { actorOf } from '../actor.ts'
import type { WebDeps, WebEnv } from '../deps.ts'

/** What can be pressed about a source. */
export function mountSources(app: Hono<WebEnv>, deps: WebDeps): void {
  app.post('/sources/check', async (c) => {
    const { source } = await c.req.parseBody()
    try {
      await checkSource(deps.ctx, actorOf(c), typeof source === 'string' ? source : '')
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      const why = html`<h1>Not looked at</h1><p>${error.message} <a href="/sources">Go to Sources</a></p>`
      return c.html(barePage('Not looked at', why).toString(), 409)
    }
    return c.redirect('/sources', 303)
  })
}
