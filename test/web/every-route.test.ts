import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PLAIN_VERBS } from '../../actions/perform-verb.ts'
import { createLogger } from '../../core/logger.ts'
import { tableNames } from '../support/table-names.ts'
import { openWebDesk, type WebDesk } from '../support/web-desk.ts'

interface Route {
  method: string
  /** As the router knows it, the shapes of its parts left out: /cases/:id/claim. */
  path: string
}

/** Everybody may ask for these: they hold nothing of the shop, or a mark of their own lets people in. */
const OPEN = [
  '/livez',
  '/readyz',
  '/public/:name',
  '/f/look.css',
  '/f/:token',
  '/sign-in',
  '/sign-out',
]
/** Forms that only show something again; whoever may see the page may press them. */
const LOOKS = ['/cases/:id/look', '/people/rules']
const NOWHERE = [
  '0',
  '-1',
  '1.5',
  '123',
  '9'.repeat(16),
  '9'.repeat(400),
  "1'%20or%201=1",
  '%00',
  '%E0%A4%A',
]
/** What the routes read from a form, in their own words. */
const ROUTES = join(import.meta.dirname, '../../web/routes')
const FIELDS = [
  ...new Set(
    readdirSync(ROUTES)
      .map((name) => readFileSync(join(ROUTES, name), 'utf8'))
      .flatMap((text) => [...text.matchAll(/form(?:\['|\(')(\w+)'/g)].map(([, name = '']) => name)),
  ),
  'grant',
  'decision',
  'verdict',
  'source',
  'contact',
  'to',
  'words',
  '__proto__',
  'constructor',
]
const ODD = [
  '',
  '-1',
  '9'.repeat(40),
  "' or 1=1 --",
  '<script>',
  '2026-13-45',
  '\u{202E}\u{1F600}',
  '[]',
  'a'.repeat(200_000),
]

let desk: WebDesk
let routes: Route[]
const faults: string[] = []
beforeAll(async () => {
  desk = await openWebDesk(createLogger((line) => faults.push(line), 'error'))
  const known = desk.app.routes.filter(({ method }) => method !== 'ALL')
  routes = known.map(({ method, path }) => ({ method, path: path.replaceAll(/\{[^}]*\}\}?/g, '') }))
})
afterAll(() => desk.db.close())

const closed = () => routes.filter(({ path }) => !OPEN.includes(path))
const forms = () => closed().filter(({ method }) => method === 'POST')

/** An address of a route; where it names a verb, each in turn. */
function addresses({ path }: Route, id: string): string[] {
  const at = path.replace(':what', 'apply').replaceAll(/:(?!verb)\w+/g, id)
  return at.includes(':verb') ? PLAIN_VERBS.map((verb) => at.replace(':verb', verb)) : [at]
}

async function ask(
  method: string,
  path: string,
  headers: Record<string, string>,
  form: readonly [string, string][] = [],
) {
  const hasBody = method !== 'GET'
  const answer = await desk.app.request(path, {
    method,
    headers: {
      ...headers,
      ...(hasBody ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(hasBody ? { body: new URLSearchParams([...form]).toString() } : {}),
  })
  return { status: answer.status, to: answer.headers.get('location'), text: await answer.text() }
}

/** Everything the desk knows, but for who is signed in. */
async function dump(): Promise<string> {
  const names = (await tableNames(desk.db)).filter(
    (name) => !/^(?:session|login_link)$|_fts/.test(name),
  )
  const rows = names.map((name) =>
    desk.db.kysely
      .selectFrom(name as 'case')
      .selectAll()
      .execute(),
  )
  return JSON.stringify(
    Object.fromEntries((await Promise.all(rows)).map((all, i) => [names[i], all])),
  )
}

it('knows the routes of the desk', () => {
  expect(forms().length).toBeGreaterThan(40)
  expect(routes.map(({ path }) => path)).toEqual(expect.arrayContaining([...OPEN, ...LOOKS]))
})

it('shows nothing to a stranger and takes nothing from one', async () => {
  const before = await dump()
  for (const route of closed())
    for (const path of addresses(route, String(desk.caseId))) {
      const answer = await ask(route.method, path, {})
      expect([path, answer]).toEqual([path, { status: 303, to: '/sign-in', text: '' }])
    }
  expect(await dump()).toBe(before)
})

it('takes no form without the mark of its page, nor one that is sent in another way', async () => {
  const olga = await desk.signIn('olga')
  const before = await dump()
  for (const route of forms())
    for (const path of addresses(route, String(desk.caseId))) {
      expect([path, (await ask('POST', path, olga)).status]).toEqual([path, 403])
      for (const method of ['PUT', 'PATCH', 'DELETE'])
        expect([path, (await ask(method, path, olga, [['csrf', olga.csrf]])).status]).toEqual([
          path,
          404,
        ])
    }
  expect(await dump()).toBe(before)
})

it('refuses a viewer in words, whatever is pressed', async () => {
  const vic = await desk.signIn('vic')
  const before = await dump()
  for (const route of forms().filter(({ path }) => !LOOKS.includes(path)))
    for (const id of [desk.caseId, desk.authorId])
      for (const path of addresses(route, String(id))) {
        const { status, text } = await ask('POST', path, vic, [['csrf', vic.csrf]])
        expect([path, status >= 400 && status < 500]).toEqual([path, true])
        expect(text).toMatch(/<h1>|role="alert"/)
      }
  for (const { path } of closed().filter(({ method }) => method === 'GET'))
    for (const at of addresses({ method: 'GET', path }, String(desk.caseId)))
      expect([at, (await ask('GET', at, vic)).status < 500]).toEqual([at, true])
  expect(await dump()).toBe(before)
})

it('finds nobody and nothing under a number that is none, even for an owner', async () => {
  const olga = await desk.signIn('olga')
  const before = await dump()
  for (const route of closed().filter(({ path }) => path.includes(':id')))
    for (const id of NOWHERE)
      for (const path of addresses(route, id)) {
        const { status, to } = await ask(route.method, path, olga, [['csrf', olga.csrf]])
        // The page of a gift leads on to its case, which is not there.
        const isGone = status >= 400 && status < 500
        expect([path, status, isGone || to === `/cases/${Number(id)}`]).toEqual([
          path,
          status,
          true,
        ])
      }
  expect(await dump()).toBe(before)
})

it('fails over nothing that a field may hold, twice over and far too long, and tells nothing of its insides', async () => {
  const olga = await desk.signIn('olga')
  for (const route of forms())
    for (const value of ODD)
      for (const path of addresses(route, String(desk.caseId))) {
        const odd = FIELDS.flatMap((name): [string, string][] => [
          [name, 'x'],
          [name, value.length > 999 && name !== 'text' ? 'a' : value],
        ])
        const { status, text } = await ask('POST', path, olga, [...odd, ['csrf', olga.csrf]])
        expect([path, value.slice(0, 20), status < 500]).toEqual([path, value.slice(0, 20), true])
        expect(text).not.toMatch(/\bat .+\.ts:\d+|SQLITE_|select .+ from /)
      }
  expect(faults).toEqual([])
})

it('turns away a form of a megabyte', async () => {
  const olga = await desk.signIn('olga')
  for (const { path } of routes.filter(({ method }) => method === 'POST')) {
    const answer = await ask('POST', path, olga, [
      ['csrf', olga.csrf],
      ['text', 'a'.repeat(1_000_000)],
    ])
    expect([path, answer.status]).toEqual([path, 413])
  }
})
