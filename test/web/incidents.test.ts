import { afterEach, beforeEach, expect, it } from 'vitest'
import { readStatement } from '../../db/statements.ts'
import { anIncident } from '../support/trial-ground.ts'
import { openWebDesk, type WebDesk } from '../support/web-desk.ts'

let desk: WebDesk
beforeEach(async () => {
  desk = await openWebDesk()
})
afterEach(() => desk.db.close())

it('the statement about an incident is read by everybody, written by those who may, and begins each reply', async () => {
  const id = await anIncident(desk.db)
  const path = `/incidents/${id}`
  const read = async (of: string, cookie: string) =>
    (await desk.app.request(of, { headers: { cookie } })).text()
  const ana = await desk.signIn('ana')
  const mara = await desk.signIn('mara')
  expect(await read('/', ana.cookie)).toContain(`href="${path}"`)
  expect(await read(path, ana.cookie)).toContain('Nothing is written yet. An approver can.')
  expect(await read(path, ana.cookie)).not.toContain('Keep this statement')

  const write = (who: typeof ana, text: string, seen = '0') =>
    desk.press(path, { csrf: who.csrf, text, seen }, { cookie: who.cookie })
  expect(await (await write(ana, 'We are on it.')).text()).toContain('needs the role approver')
  const risky = await (await write(mara, 'See http://localhost:1/ now')).text()
  expect(risky).toContain('only the team can open it')
  expect(risky).toContain('See http://localhost:1/ now')
  const said = '{greeting} our machine broke. We mend it <b>today</b>.'
  expect((await write(mara, said)).status).toBe(303)
  const late = await (await write(mara, 'It was the power.')).text()
  expect(late).toContain('wrote it anew since you opened this')
  expect(late).toContain('It was the power.')
  expect(await readStatement(desk.db.kysely, id)).toMatchObject({ text: said, by: 'Mara' })
  expect(await read(path, ana.cookie)).toContain('We mend it &lt;b&gt;today&lt;/b&gt;.')

  expect(await read(`/cases/${desk.caseId}/reply`, ana.cookie)).toContain('our machine broke')
  expect((await write(mara, '', String(desk.clock.now()))).status).toBe(303)
  expect(await read(`/cases/${desk.caseId}/reply`, mara.cookie)).not.toContain('our machine broke')
  expect(
    (await desk.app.request('/incidents/12', { headers: { cookie: ana.cookie } })).status,
  ).toBe(404)
})
