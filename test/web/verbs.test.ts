import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWebDesk, type WebDesk } from '../support/web-desk.ts'

let desk: WebDesk

beforeEach(async () => {
  desk = await openWebDesk()
})

afterEach(() => desk.db.close())

const page = async (cookie: string) =>
  (await desk.app.request(`/cases/${desk.caseId}`, { headers: { cookie } })).text()

const row = () =>
  desk.db.kysely
    .selectFrom('case')
    .selectAll()
    .where('id', '=', desk.caseId)
    .executeTakeFirstOrThrow()

async function press(staffId: string, verb: string, form: Readonly<Record<string, string>> = {}) {
  const { cookie, csrf } = await desk.signIn(staffId)
  return desk.press(`/cases/${desk.caseId}/verb/${verb}`, { csrf, ...form }, { cookie })
}

describe('the verbs on the page of a case', () => {
  it('are what the role may do', async () => {
    const forms = async (who: string) =>
      [...(await page((await desk.signIn(who)).cookie)).matchAll(/\/verb\/(case\.[a-z_]+)"/g)].map(
        ([, verb]) => verb,
      )
    expect(await forms('ana')).toEqual(expect.arrayContaining(['case.note', 'case.snooze']))
    expect(await forms('ana')).not.toContain('case.ignore_author')
    expect(await forms('mara')).toContain('case.ignore_author')
    expect(await forms('vic')).toEqual([])
  })

  it('do what Slack does, and lead back to the case', async () => {
    const answer = await press('ana', 'case.snooze', { when: '', date: '2026-11-30' })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(`/cases/${desk.caseId}`)
    expect(await row()).toMatchObject({ owner_id: 'ana', snoozed_until: expect.any(Number) })
    const [event] = await desk.db.kysely.selectFrom('case_event').selectAll().execute()
    expect(event).toMatchObject({ kind: 'case.snooze', surface: 'desk', actor_id: 'ana' })
    expect(await page((await desk.signIn('ana')).cookie)).toContain('Snoozed until')
  })

  it('say what hinders them, and ask the role again on the server', async () => {
    const past = await press('ana', 'case.snooze', { date: '2020-01-01' })
    expect(await past.text()).toContain('Choose a time that is still to come.')
    const forged = await press('vic', 'case.claim')
    expect(await forged.text()).toContain('This needs the role agent')
    expect(await row()).toMatchObject({ version: 1 })
  })

  it('send no word out, and know no other verbs', async () => {
    expect((await press('olga', 'case.reply', { text: 'Sorry.' })).status).toBe(404)
    expect((await press('mara', 'constructor')).status).toBe(404)
    expect(await desk.db.kysely.selectFrom('reply').selectAll().execute()).toEqual([])
  })
})
