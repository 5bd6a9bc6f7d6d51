import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Hono } from 'hono'
import { html } from '../views/html.ts'
import { barePage } from '../views/layout.ts'
import { chooseBrand } from './choose-brand.ts'
import type { WebDeps, WebEnv } from './deps.ts'
import { limitForms, refuseForeignForms } from './forms.ts'
import { mountAnswer } from './routes/answer.ts'
import { mountCases } from './routes/cases.ts'
import { mountCheck } from './routes/check.ts'
import { mountDigest } from './routes/digest.ts'
import { mountFeedback } from './routes/feedback.ts'
import { mountIncidents } from './routes/incidents.ts'
import { mountPages } from './routes/pages.ts'
import { mountPeople } from './routes/people.ts'
import { mountPeopleAhead } from './routes/people-ahead.ts'
import { mountPeopleList } from './routes/people-list.ts'
import { mountPeopleRequests } from './routes/people-requests.ts'
import { mountPeopleRules } from './routes/people-rules.ts'
import { mountPlaybooks } from './routes/playbooks.ts'
import { mountReplies } from './routes/replies.ts'
import { mountSources } from './routes/sources.ts'
import { mountSignIn, requireSignIn } from './sign-in.ts'

const PUBLIC = join(import.meta.dirname, 'public')
const HTMX = createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js')

const FILES: ReadonlyMap<string, { file: string; type: string }> = new Map(
  Object.entries({
    'look.css': { file: join(PUBLIC, 'look.css'), type: 'text/css; charset=utf-8' },
    'mark.svg': { file: join(PUBLIC, 'mark.svg'), type: 'image/svg+xml' },
    'sign-in.js': { file: join(PUBLIC, 'sign-in.js'), type: 'text/javascript; charset=utf-8' },
    'htmx.js': { file: HTMX, type: 'text/javascript; charset=utf-8' },
  }),
)

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** The owners' desk: public files, health, sign-in, pages and the verbs of a case. */
export function createWebApp(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>()
  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value)
  })
  app.use(limitForms)
  app.use(refuseForeignForms)
  app.get('/livez', (c) => c.text('live'))
  app.get('/readyz', async (c) => {
    const { ok, detail } = await deps.ready()
    return c.text(detail, ok ? 200 : 503)
  })
  app.get('/public/:name', (c) => {
    const known = FILES.get(c.req.param('name'))
    if (known === undefined) return c.notFound()
    return c.body(readFileSync(known.file), 200, { 'content-type': known.type })
  })
  mountAnswer(app, deps)
  mountSignIn(app, deps)
  app.use(requireSignIn(deps))
  app.get('/metrics', async (c) => c.text(await deps.metrics()))
  app.use(chooseBrand(deps))
  mountPages(app, deps)
  mountPeopleRules(app, deps)
  mountPeopleAhead(app, deps)
  mountPeopleList(app, deps)
  mountPeopleRequests(app, deps)
  mountPeople(app, deps)
  mountFeedback(app, deps)
  mountCases(app, deps)
  mountReplies(app, deps)
  mountIncidents(app, deps)
  mountPlaybooks(app, deps)
  mountCheck(app, deps)
  mountDigest(app, deps)
  mountSources(app, deps)
  app.notFound((c) =>
    c.html(
      barePage(
        'Not found',
        html`<h1>There is no such page</h1><p><a href="/">Go to Today</a></p>`,
      ).toString(),
      404,
    ),
  )
  app.onError((error, c) => {
    // What follows /f/ is a customer's own link.
    const path = c.req.path.replace(/^\/f\/.*/, '/f/…')
    deps.log.error({ error, path }, 'a page failed')
    return c.html(
      barePage(
        'Something went wrong',
        html`<h1>This page could not be made</h1><p>Nothing was changed. <a href="/">Go to Today</a></p>`,
      ).toString(),
      500,
    )
  })
  return app
}
