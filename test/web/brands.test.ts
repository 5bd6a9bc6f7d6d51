import { afterEach, beforeEach, expect, it } from 'vitest'
import { TODAY } from '../support/engines.ts'
import { seedCase } from '../support/seed.ts'
import { openWebDesk, type WebDesk } from '../support/web-desk.ts'

let desk: WebDesk
let signed: { cookie: string; csrf: string }
beforeEach(async () => {
  desk = await openWebDesk()
  signed = await desk.signIn('ana')
})
afterEach(() => desk.db.close())

/** A further brand with so many open cases. */
async function addBrand(id: string, name: string, cases: number): Promise<number[]> {
  const first = await desk.db.kysely.selectFrom('brand').selectAll().executeTakeFirstOrThrow()
  await desk.db.kysely
    .insertInto('brand')
    .values({ ...first, id, name, created_at: TODAY + 1 })
    .execute()
  return Promise.all(
    Array.from({ length: cases }, () => seedCase(desk.db, desk.authorId, { brand_id: id })),
  )
}

/** Opens a page as a browser does that keeps what it was given; `chosen` is the brand that it remembers. */
async function open(path: string, chosen: string | null = null, headers = {}) {
  const cookie = chosen === null ? signed.cookie : `${signed.cookie}; brand=${chosen}`
  const answer = await desk.app.request(path, { headers: { cookie, ...headers } })
  const kept = /(?:^|[ ,])brand=([^;]*)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? null
  return { status: answer.status, kept, text: await answer.text() }
}

const shown = (page: string) => /<summary[^>]*>([^<]*)<\/summary>/.exec(page)?.[1]

it('shows no choice where there is one brand', async () => {
  expect((await open('/')).text).not.toContain('class="brands"')
})

it('keeps the chosen brand over all pages, with what is open there', async () => {
  const [theirs = 0] = await addBrand('harbor', 'Harbor Tea', 3)
  const first = await open('/')
  expect(shown(first.text)).toBe('Juniper Coffee')
  expect(first.text).toContain('href="/?brand=harbor"')
  const chosen = await open('/cases?brand=harbor')
  expect([chosen.kept, shown(chosen.text)]).toEqual(['harbor', 'Harbor Tea'])
  for (const path of ['/', '/cases', '/feeling', '/people', '/sources', '/digest', '/check'])
    expect([path, shown((await open(path, 'harbor')).text)]).toEqual([path, 'Harbor Tea'])
  const cases = (await open('/cases', 'harbor')).text
  expect(cases).toContain(`/cases/${theirs}`)
  expect(cases).not.toContain(`/cases/${desk.caseId}"`)
  expect(cases).toContain('aria-label="3 open"')
  // What is no brand any more, or never was one, is forgotten.
  expect(shown((await open('/', 'gone')).text)).toBe('Juniper Coffee')
  expect((await open('/?brand=gone')).kept).toBeNull()
})

it('opens with a brand that somebody works for, though one that is only compared is older', async () => {
  await addBrand('harbor', 'Harbor Tea', 0)
  const compared = { profile: '{"onlyCompared":true}', created_at: 1 }
  await desk.db.kysely.updateTable('brand').set(compared).where('id', '=', 'harbor').execute()
  expect(shown((await open('/')).text)).toBe('Juniper Coffee')
  expect(shown((await open('/', 'harbor')).text)).toBe('Harbor Tea')
})

it('says of which brand a case and a person are, whichever is chosen', async () => {
  const [theirs = 0] = await addBrand('harbor', 'Harbor Tea', 1)
  const page = await open(`/cases/${theirs}`)
  expect([page.status, page.kept, shown(page.text)]).toEqual([200, null, 'Harbor Tea'])
  expect(shown((await open(`/cases/${desk.caseId}`, 'harbor')).text)).toBe('Juniper Coffee')
})

it('lets a window that was left open go on with its own brand, and choose none for the others', async () => {
  signed = await desk.signIn('olga')
  const [theirs = 0] = await addBrand('harbor', 'Harbor Tea', 1)
  const list = /hx-get="([^"]+)"/.exec((await open('/cases')).text)?.[1]?.replace('&amp;', '&')
  const again = await open(list ?? '', 'harbor', { 'hx-request': 'true' })
  expect(again.kept).toBeNull()
  expect(again.text).toContain(`/cases/${desk.caseId}`)
  expect(again.text).not.toContain(`/cases/${theirs}`)
  const form = /action="(\/feedback\/ask[^"]*)"/.exec((await open('/feedback')).text)?.[1]
  const ahead = /action="(\/people\/built[^"]*)"/.exec((await open('/people/ahead')).text)?.[1]
  for (const action of [form, ahead]) expect(action).toContain('?brand=juniper')
})

it('lists fifty brands by name', async () => {
  for (let n = 0; n < 50; n++) await addBrand(`b${n}`, `Brand ${String(n).padStart(2, '0')}`, 0)
  const { text } = await open('/')
  const names = [...text.matchAll(/\?brand=[^"]+"[^>]*><span>([^<]+)<\/span>/g)].map(
    ([, one]) => one,
  )
  expect(names).toHaveLength(51)
  expect(names).toEqual(names.toSorted())
})
