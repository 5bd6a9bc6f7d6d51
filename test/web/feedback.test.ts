import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLogger } from '../../core/logger.ts'
import { openWebDesk, type WebDesk } from '../support/web-desk.ts'

let desk: WebDesk
let signed: { cookie: string; csrf: string }
beforeEach(async () => {
  desk = await openWebDesk()
  const { db, authorId } = desk
  const id = db.nextId()
  const at = { created_at: 1, updated_at: 1 }
  await db.kysely
    .insertInto('person')
    .values({
      id,
      brand_id: 'juniper',
      name: 'Nadia <script>alert(1)</script>',
      advocate: 0,
      strikes: 0,
      evidence: '[]',
      ...at,
    })
    .execute()
  await db.kysely
    .insertInto('person_author')
    .values({
      person_id: id,
      author_id: authorId,
      brand_id: 'juniper',
      evidence: '[]',
      confirmed_by: null,
      created_at: 1,
    })
    .execute()
  signed = await desk.signIn('mara')
})
afterEach(() => desk.db.close())

const press = (path: string, form: Record<string, string>, as = signed) =>
  desk.press(path, { ...form, csrf: as.csrf }, { cookie: as.cookie })

/** The path of the one link that waits. */
async function makeLink(): Promise<string> {
  const made = await press('/feedback/ask', { selection: 'everybody', most: '20' })
  const text = await made.text()
  expect(text).toContain('1 link is ready.')
  return /\/f\/[0-9a-z]+\.[\w-]+/.exec(text.replaceAll('&#x2F;', '/'))?.[0] ?? 'none'
}

it('makes links that anybody who holds one can answer once, without sign-in, cookie or script', async () => {
  const link = await makeLink()
  const question = await desk.app.request(link)
  const page = await question.text()
  expect(question.status).toBe(200)
  expect(page).toContain('How likely are you to recommend Juniper Coffee')
  expect(page).not.toMatch(/<script|style=|http/)
  expect(question.headers.get('set-cookie')).toBeNull()
  // No address of it leaves to another site; with less a browser would not say where its form comes from.
  expect(question.headers.get('referrer-policy')).toBe('same-origin')
  expect(question.headers.get('x-robots-tag')).toBe('noindex, nofollow')
  expect(question.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect((await desk.app.request('/f/look.css')).status).toBe(200)
  // Looking uses nothing up.
  expect((await desk.app.request(link)).status).toBe(200)
  const missing = await desk.press(link, { words: 'half a <b>thought</b>' })
  expect(missing.status).toBe(400)
  const again = await missing.text()
  expect(again).toContain('half a &lt;b&gt;thought&lt;/b&gt;')
  const sent = await desk.press(link, { score: '2', words: '<img src=x onerror=alert(1)> cold' })
  expect(await sent.text()).toContain('Thank you')
  expect(await (await desk.press(link, { score: '9' })).text()).toContain('answered already')
  const shown = await (
    await desk.app.request('/feedback', { headers: { cookie: signed.cookie } })
  ).text()
  expect(shown).toContain('1 answer: 0 would recommend you')
  expect(shown).toContain('From 20 answers on a score is told.')
  expect(shown).toContain('&lt;img src=x onerror=alert(1)&gt; cold')
  expect(shown).not.toContain('<img src=x')
  expect(shown).not.toContain('<script>alert')
  expect(shown).toMatch(/href="\/cases\/\d+"/)
})

it('answers a wrong link, a foreign form and too many tries with nothing', async () => {
  const link = await makeLink()
  expect((await desk.app.request(`${link.slice(0, -1)}_`)).status).toBe(404)
  const foreign = await desk.press(link, { score: '9' }, { origin: 'https://evil.example' })
  expect(foreign.status).toBe(403)
  const statuses = []
  for (let i = 0; i < 130; i++)
    statuses.push((await desk.app.request(`/f/1.${'x'.repeat(30)}${i}`)).status)
  expect(statuses.slice(0, 119).every((status) => status === 404)).toBe(true)
  expect(statuses.at(-1)).toBe(429)
  // Whoever holds a right link is not kept out by strangers.
  expect((await desk.app.request(link)).status).toBe(200)
  await desk.clock.advance(60_000)
  expect((await desk.app.request(`/f/1.${'x'.repeat(30)}`)).status).toBe(404)
  // What has not even the form of a link shares one room, however long and however often it comes.
  for (let i = 0; i < 40; i++)
    expect((await desk.app.request(`/f/${'x'.repeat(300)}`)).status).toBe(404)
  await desk.clock.advance(22 * 86_400_000)
  expect((await desk.app.request(link)).status).toBe(410)
})

it('shows no form to whoever may not ask, and refuses theirs', async () => {
  const ana = await desk.signIn('ana')
  const page = await desk.app.request('/feedback', { headers: { cookie: ana.cookie } })
  expect(await page.text()).not.toContain('action="/feedback/ask"')
  const refused = await press('/feedback/ask', { selection: 'everybody' }, ana)
  expect(await refused.text()).toContain('needs the role approver')
  expect(await desk.db.kysely.selectFrom('ask').select('id').execute()).toEqual([])
})

it('puts the link into the answer to an open case, where a press sends it', async () => {
  const link = await makeLink()
  const { id } = await desk.db.kysely.selectFrom('ask').select('id').executeTakeFirstOrThrow()
  const put = await press(`/feedback/${id}/draft`, {})
  expect(put.headers.get('location')).toBe(`/cases/${desk.caseId}`)
  const draft = await desk.db.kysely.selectFrom('draft').select(['text', 'staff_id']).execute()
  expect(draft).toMatchObject([{ staff_id: 'mara' }])
  expect(draft[0]?.text).toContain(link)
  expect(await desk.db.kysely.selectFrom('reply').select('id').execute()).toEqual([])
})

it('shows the links, which stand for a customer each, only to those who may ask', async () => {
  const link = await makeLink()
  const { id } = await desk.db.kysely.selectFrom('ask').select('id').executeTakeFirstOrThrow()
  for (const who of ['vic', 'ana']) {
    const as = await desk.signIn(who)
    const page = await desk.app.request('/feedback', { headers: { cookie: as.cookie } })
    expect(await page.text()).not.toContain(link)
    await press(`/feedback/${id}/draft`, {}, as)
  }
  expect(await desk.db.kysely.selectFrom('draft').selectAll().execute()).toEqual([])
  const page = await desk.app.request('/feedback', { headers: { cookie: signed.cookie } })
  expect((await page.text()).replaceAll('&#x2F;', '/')).toContain(link)
})

it('writes no link into the log, also where its page fails', async () => {
  const said: unknown[] = []
  const broken = await openWebDesk({ ...silentLogger, error: (...words) => void said.push(words) })
  await broken.db.close()
  const token = `1.${'x'.repeat(43)}`
  expect((await broken.app.request(`/f/${token}`)).status).toBe(500)
  expect(said).toHaveLength(1)
  expect(JSON.stringify(said)).toContain('"path"')
  expect(JSON.stringify(said)).not.toContain(token)
})
