import { afterEach, beforeEach, expect, it } from 'vitest'
import { seedCase } from '../support/seed.ts'
import { openWebDesk, type WebDesk } from '../support/web-desk.ts'

let desk: WebDesk
let praiseId: number
beforeEach(async () => {
  desk = await openWebDesk()
  praiseId = await seedCase(desk.db, desk.authorId, { kind: 'praise' })
})
afterEach(() => desk.db.close())

async function read(path: string): Promise<string> {
  const { cookie } = await desk.signIn('ana')
  return (await desk.app.request(path, { headers: { cookie } })).text()
}
const shown = (page: string) => [...page.matchAll(/id="case-(\d+)"/g)].map((hit) => Number(hit[1]))

it('shows one kind of case where asked, and keeps to it when the list renews itself', async () => {
  expect(shown(await read('/cases')).toSorted()).toEqual([desk.caseId, praiseId].toSorted())
  const page = await read('/cases?kind=praise')
  expect(shown(page)).toEqual([praiseId])
  expect(page).toContain('aria-current="true">Kind words</a>')
  const renewed = /hx-get="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
  expect(shown(await read(renewed))).toEqual([praiseId])
  expect(await read('/cases?kind=question')).toContain('No question waits')
  expect(shown(await read('/cases?kind=nonsense'))).toHaveLength(2)
})

it('says in the heading what the case is and from whom, and puts the answer right below the post', async () => {
  const page = await read(`/cases/${praiseId}/thank`)
  expect(page).toMatch(/<h1>Kind words from [^<]+<\/h1>/)
  expect(page.indexOf('id="answer"')).toBeLessThan(page.indexOf('id="verbs"'))
  expect(page).toMatch(/<textarea id="text"[^>]* autofocus>/)
  expect(await read(`/cases/${desk.caseId}/reply`)).toContain('<h2>Reply to ')
})
