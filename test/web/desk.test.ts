import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLoginLink, LINK_MS } from '../../db/sessions.ts'
import { readId } from '../../web/forms.ts'
import { TODAY } from '../support/engines.ts'
import { openWebDesk, type WebDesk } from '../support/web-desk.ts'

let desk: WebDesk
beforeEach(async () => {
  desk = await openWebDesk()
})
afterEach(() => desk.db.close())

const link = (token: string) =>
  createLoginLink(desk.db.kysely, { token, staffId: 'ana', now: desk.clock.now() })
const statusOfCase = async () =>
  (
    await desk.db.kysely
      .selectFrom('case')
      .select('status')
      .where('id', '=', desk.caseId)
      .executeTakeFirstOrThrow()
  ).status

describe('what no browser sends', () => {
  it('is refused before it reaches the store', async () => {
    const { cookie, csrf } = await desk.signIn('ana')
    const send = (path: string, form: Record<string, string>) =>
      desk.press(path, { csrf, ...form }, { cookie })
    const nul = await send(`/cases/${desk.caseId}/reply`, {
      text: 'Sorry\0',
      press: 'p',
      version: '1',
    })
    expect(nul.status).toBe(400)
    const drafts = await desk.db.kysely.selectFrom('draft').selectAll().execute()
    expect(drafts).toEqual([])
  })

  it('is no id: too many digits, signs, and numbers that are none', async () => {
    const { cookie } = await desk.signIn('ana')
    const many = await desk.app.request(`/cases/${'9'.repeat(20)}`, { headers: { cookie } })
    expect(many.status).toBe(404)
    expect(
      ['7', '', '-1', '1.5', '1e3', 'NaN', '9'.repeat(17), null, undefined].map(readId),
    ).toEqual([7, 0, 0, 0, 0, 0, 0, 0, 0])
  })
})

it('has a source in trouble looked at, by whoever may, and says why not', async () => {
  const { kysely } = desk.db
  const [id, connection] = ['town', { network: 'mastodon', config: '{}', enabled: 1 }]
  await kysely
    .insertInto('connection')
    .values({ id, ...connection, created_at: TODAY })
    .execute()
  const health = { connection_id: id, received: 0, quarantined: 0, updated_at: TODAY }
  await kysely
    .insertInto('health')
    .values({ ...health, state: 'failed' })
    .execute()
  const { cookie, csrf } = await desk.signIn('ana')
  const page = async () => (await desk.app.request('/sources', { headers: { cookie } })).text()
  expect(await page()).toContain('aria-label="Check town now"')
  const check = () => desk.press('/sources/check', { csrf, source: id }, { cookie })
  expect((await check()).headers.get('location')).toBe('/sources')
  const asked = () => kysely.selectFrom('health').select('asked_at').executeTakeFirst()
  expect(await asked()).toEqual({ asked_at: desk.clock.now() })
  await kysely.updateTable('health').set({ state: 'live', asked_at: null }).execute()
  expect(await page()).not.toContain('Check town now')
  const refused = await check()
  expect(refused.status).toBe(409)
  expect(await refused.text()).toContain('listens already')
  expect(await asked()).toEqual({ asked_at: null })
})

describe('signing in', () => {
  it('shows nothing of the shop to a stranger', async () => {
    for (const path of [
      '/',
      '/cases',
      '/people',
      '/sources',
      '/metrics',
      `/cases/${desk.caseId}`,
    ]) {
      const answer = await desk.app.request(path)
      expect([path, answer.status, answer.headers.get('location')]).toEqual([path, 303, '/sign-in'])
      expect(await answer.text()).toBe('')
    }
  })

  it('lets a link in once, and no second time', async () => {
    await link('only-once')
    const first = await desk.press('/sign-in', { token: 'only-once' })
    expect(first.status).toBe(303)
    expect(first.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/)
    expect((await desk.press('/sign-in', { token: 'only-once' })).status).toBe(401)
  })

  it('keeps the session to https where the desk stands behind a proxy with https', async () => {
    await link('over-https')
    const proxied = { origin: 'https://desk.example', host: 'desk.example' }
    const answer = await desk.press('/sign-in', { token: 'over-https' }, proxied)
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^__Host-earshot_session=.*; HttpOnly; Secure; SameSite=Lax/)
    const [session = ''] = cookie.split(';')
    const page = () => desk.app.request('/cases', { headers: { cookie: session } })
    expect((await page()).status).toBe(200)
    await desk.press('/sign-out', {}, { ...proxied, cookie: session })
    expect((await page()).status).toBe(303)
  })

  it('sends a page whose session ended to the sign-in, not the sign-in into the page', async () => {
    const answer = await desk.app.request('/cases/list', { headers: { 'hx-request': 'true' } })
    expect([answer.status, answer.headers.get('hx-redirect')]).toEqual([401, '/sign-in'])
    expect(await answer.text()).toBe('')
  })

  it('refuses a link after its 15 minutes', async () => {
    await link('too-late')
    await desk.clock.advance(LINK_MS)
    expect((await desk.press('/sign-in', { token: 'too-late' })).status).toBe(401)
  })

  it('does not spend a link that another site sends', async () => {
    await link('stolen')
    const other = { origin: 'https://evil.example' }
    expect((await desk.press('/sign-in', { token: 'stolen' }, other)).status).toBe(403)
    expect((await desk.press('/sign-in', { token: 'stolen' })).status).toBe(303)
  })

  it('ends the session of somebody who left the team', async () => {
    const { cookie } = await desk.signIn('ana')
    expect((await desk.app.request('/', { headers: { cookie } })).status).toBe(200)
    await desk.db.kysely
      .updateTable('staff')
      .set({ disabled_at: 1 })
      .where('id', '=', 'ana')
      .execute()
    expect((await desk.app.request('/', { headers: { cookie } })).status).toBe(303)
  })

  it('is over after signing out, also for whoever kept the cookie', async () => {
    const { cookie } = await desk.signIn('ana')
    const page = await desk.app.request('/', { headers: { cookie } })
    expect(await page.text()).toContain('action="/sign-out"')
    const elsewhere = { cookie, 'sec-fetch-site': 'cross-site' }
    expect((await desk.press('/sign-out', {}, elsewhere)).status).toBe(403)
    expect((await desk.press('/sign-out', {}, { cookie })).status).toBe(303)
    expect((await desk.app.request('/', { headers: { cookie } })).status).toBe(303)
  })
})

describe('pressing a button', () => {
  const claim = () => `/cases/${desk.caseId}/claim`

  it('claims the case with the token of the page', async () => {
    const { cookie, csrf } = await desk.signIn('ana')
    expect((await desk.press(claim(), { csrf }, { cookie })).status).toBe(303)
    expect(await statusOfCase()).not.toBe('new')
  })

  it.each([
    ['http://localhost/cases?kind=complaint', '/cases?kind=complaint#case-ID'],
    ['http://localhost/', '/#case-ID'],
    ['http://localhost/cases/ID', '/cases/ID'],
    ['http://localhost/cases/ID/label', '/cases/ID'],
    ['https://evil.example//other.example/x', '/cases#case-ID'],
    ['nonsense', '/cases#case-ID'],
    [undefined, '/cases#case-ID'],
  ])('leads back to where it was pressed: %s', async (from, to) => {
    const { cookie, csrf } = await desk.signIn('ana')
    const here = (path: string) => path.replace('ID', String(desk.caseId))
    const referer = from === undefined ? {} : { referer: here(from) }
    const answer = await desk.press(claim(), { csrf }, { cookie, ...referer })
    expect(answer.headers.get('location')).toBe(here(to))
  })

  it('changes nothing without the token, with a wrong one, or with that of somebody else', async () => {
    const { cookie } = await desk.signIn('ana')
    const sam = await desk.signIn('sam')
    for (const form of [{}, { csrf: '' }, { csrf: 'wrong' }, { csrf: sam.csrf }] as const)
      expect((await desk.press(claim(), { ...form }, { cookie })).status).toBe(403)
    expect(await statusOfCase()).toBe('new')
  })

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['something that is no address', { origin: 'junk' }],
    ['a cross-site press', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour under the same domain', { 'sec-fetch-site': 'same-site' }],
  ])('refuses what comes from %s', async (_, headers) => {
    const { cookie, csrf } = await desk.signIn('ana')
    const answer = await desk.press(claim(), { csrf }, { cookie, ...headers })
    expect(answer.status).toBe(403)
    expect(await statusOfCase()).toBe('new')
  })

  it('refuses a viewer in words, and changes nothing', async () => {
    const { cookie, csrf } = await desk.signIn('vic')
    const answer = await desk.press(claim(), { csrf }, { cookie })
    expect(await answer.text()).toContain('This needs the role agent')
    expect(await statusOfCase()).toBe('new')
  })

  it.each(['claim', 'resolve', 'reopen', 'reply', 'thank', 'gift'])(
    'answers "not found" to %s of a case that does not exist, and keeps no words',
    async (verb) => {
      const { cookie, csrf } = await desk.signIn('ana')
      for (const id of ['0', '123', '9'.repeat(26), '9'.repeat(400)]) {
        const form = { csrf, text: 'Hello', press: 'p', version: '1', grant: '1' }
        expect((await desk.press(`/cases/${id}/${verb}`, form, { cookie })).status).toBe(404)
      }
      expect(await desk.db.kysely.selectFrom('draft').selectAll().execute()).toEqual([])
    },
  )

  it('turns away what is too long to be a form, and what is no form', async () => {
    const { cookie, csrf } = await desk.signIn('ana')
    const long = await desk.press(claim(), { csrf, text: 'a'.repeat(300_000) }, { cookie })
    expect(long.status).toBe(413)
    const broken = await desk.press(
      claim(),
      { csrf },
      {
        cookie,
        'content-type': 'multipart/form-data',
      },
    )
    expect(broken.status).toBe(400)
    expect(await statusOfCase()).toBe('new')
  })

  it('sends one answer for one press, however often it arrives', async () => {
    const { cookie, csrf } = await desk.signIn('ana')
    const form = { csrf, text: 'We are sorry.', press: 'one', version: '1' }
    for (let i = 0; i < 3; i++) await desk.press(`/cases/${desk.caseId}/reply`, form, { cookie })
    expect(await desk.db.kysely.selectFrom('reply').select('text').execute()).toEqual([
      { text: 'We are sorry.' },
    ])
  })
})

describe('what a page holds', () => {
  it('shows hostile names and posts as text', async () => {
    const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    await desk.db.kysely.updateTable('author').set({ name: evil, handle: evil }).execute()
    await desk.db.kysely.updateTable('mention').set({ text: evil, parent_text: evil }).execute()
    await desk.db.kysely.updateTable('brand').set({ name: evil }).execute()
    const { cookie } = await desk.signIn('ana')
    const { caseId } = desk
    for (const path of [
      '/',
      '/cases',
      '/cases/list',
      `/cases/${caseId}`,
      `/cases/${caseId}/reply`,
    ]) {
      const text = await (await desk.app.request(path, { headers: { cookie } })).text()
      expect(text).toContain('&lt;script&gt;')
      expect(text).not.toMatch(/<script>alert|<img src=x/)
    }
  })

  it('makes no link that runs a script', async () => {
    await desk.db.kysely.updateTable('mention').set({ url: 'javascript:alert(1)' }).execute()
    const { cookie } = await desk.signIn('ana')
    const page = await desk.app.request(`/cases/${desk.caseId}`, { headers: { cookie } })
    expect(await page.text()).not.toContain('javascript:')
  })

  it.each(['/sign-in', '/nothing-here', '/public/look.css', '/livez'])(
    'runs no foreign script and stands in no frame: %s',
    async (path) => {
      const { headers } = await desk.app.request(path)
      expect(headers.get('content-security-policy')).toMatch(
        /default-src 'none'.*frame-ancestors 'none'/,
      )
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    },
  )

  it.each([
    '/public/__proto__',
    '/public/constructor',
    '/public/..%2fapp.ts',
    '/public/%2e%2e%2fapp.ts',
    '/public/%00',
  ])('gives only its own files: %s', async (path) => {
    expect((await desk.app.request(path)).status).toBe(404)
  })

  it('says that a page is missing to somebody signed in', async () => {
    const { cookie } = await desk.signIn('ana')
    const answer = await desk.app.request('/cases/123', { headers: { cookie } })
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('There is no such page')
  })
})
