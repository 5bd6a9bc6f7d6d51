import { timingSafeEqual } from 'node:crypto'
import type { Context, Hono, MiddlewareHandler } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { createSession, endSession, readSession, useLoginLink } from '../db/sessions.ts'
import { type Html, html } from '../views/html.ts'
import { barePage } from '../views/layout.ts'
import type { Signed, WebDeps, WebEnv } from './deps.ts'

const COOKIE = 'earshot_session'

/** One-time links in, sessions out; on the demo everybody is its owner. */
export function mountSignIn(app: Hono<WebEnv>, deps: WebDeps): void {
  // The token stands behind the # and never reaches a log, a proxy or a referrer; a press sends it.
  app.get('/sign-in', (c) => c.html(signInPage('Sign in to the desk').toString()))
  app.post('/sign-in', async (c) => {
    const form = await c.req.parseBody()
    const token = typeof form['token'] === 'string' ? form['token'] : ''
    const now = deps.ctx.clock.now()
    const staffId = token === '' ? null : await useLoginLink(deps.ctx.db.kysely, token, now)
    if (staffId === null)
      return c.html(signInPage('This link does not work any more').toString(), 401)
    await openSession(c, deps, staffId)
    return c.redirect('/', 303)
  })
  app.post('/sign-out', async (c) => {
    const token = sessionOf(c)
    if (token !== undefined) await endSession(deps.ctx.db.kysely, token)
    deleteCookie(c, COOKIE, { path: '/' })
    deleteCookie(c, COOKIE, { path: '/', secure: true, prefix: 'host' })
    return c.redirect('/sign-in', 303)
  })
}

/** The button shows once a link was opened here. */
function signInPage(title: string): Html {
  return barePage(
    'Sign in',
    html`<section class="section"><h1>${title}</h1>
      <p class="mt2">Make a link with <code>npx earshot login</code> and open it here. It works once, for 15 minutes.</p>
      <form class="form mt5" id="sign-in" method="post" action="/sign-in" hidden><input type="hidden" name="token" id="token"><div class="btns"><button class="btn first" type="submit">Sign in</button></div></form></section>
      <script src="/public/sign-in.js" defer></script>`,
  )
}

/** Lets nobody in without a session, and no write without the session's own token. */
export function requireSignIn(deps: WebDeps): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const token = sessionOf(c)
    const now = deps.ctx.clock.now()
    let signed: Signed | null =
      token === undefined ? null : await readSession(deps.ctx.db.kysely, token, now)
    if (signed === null && deps.demoStaffId !== null)
      signed = await openSession(c, deps, deps.demoStaffId)
    if (signed === null) {
      // A part of a page that asks for itself would put the sign-in page in its own place.
      if (c.req.header('hx-request') !== undefined)
        return c.body(null, 401, { 'hx-redirect': '/sign-in' })
      return c.redirect('/sign-in', 303)
    }
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      const form = await c.req.parseBody()
      if (!sameText(String(form['csrf'] ?? ''), signed.csrf))
        return c.text('This page is out of date. Go back, reload it and try again.', 403)
    }
    c.set('signed', signed)
    return next()
  }
}

/** Signs this browser in as a member of staff, whoever it was signed in as before. */
export async function openSession(
  c: Context,
  deps: { ctx: Pick<WebDeps['ctx'], 'db' | 'clock'>; token(): string },
  staffId: string,
): Promise<Signed> {
  const token = deps.token()
  const csrf = deps.token()
  const db = deps.ctx.db.kysely
  await createSession(db, { token, csrf, staffId, now: deps.ctx.clock.now() })
  const staff = await db
    .selectFrom('staff')
    .select('name')
    .where('id', '=', staffId)
    .executeTakeFirstOrThrow()
  const options = { httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 7 * 86_400 } as const
  if (isHttps(c)) setCookie(c, COOKIE, token, { ...options, secure: true, prefix: 'host' })
  else setCookie(c, COOKIE, token, options)
  return { staffId, staffName: staff.name, csrf }
}

/** Behind a proxy we hear http ourselves; the browser still says where its form came from. */
function isHttps(c: Context): boolean {
  const origin = c.req.header('origin') ?? c.req.url
  return URL.canParse(origin) && new URL(origin).protocol === 'https:'
}

function sessionOf(c: Context): string | undefined {
  return getCookie(c, COOKIE, 'host') ?? getCookie(c, COOKIE)
}

function sameText(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}
