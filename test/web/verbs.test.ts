import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { importCodes } from '../../actions/import-codes.ts'
import { thankAuthor } from '../../actions/thank-author.ts'
import { createSeal } from '../../core/seal.ts'
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

describe('a gift that waits', () => {
  it('is decided only by an answer: a form without one, or with another word, changes nothing', async () => {
    const { db, clock, caseId } = desk
    const pool = {
      id: 'cake',
      brand_id: 'juniper',
      name: 'Cake',
      value: '4 EUR',
      disclosure: 'A gift.',
    }
    await db.kysely
      .insertInto('reward_pool')
      .values({ ...pool, needs_approval: 1, created_at: clock.now() })
      .execute()
    const seal = createSeal('a key of at least sixteen')
    const ctx = { db, clock, seal, openCode: seal.open }
    const olga = { staffId: 'olga', surface: 'desk' } as const
    const codes = [{ code: 'CAKE-0', expiresAt: null }]
    await importCodes(ctx, olga, { poolId: 'cake', codes })
    const gift = { poolId: 'cake', reason: 'kind words' }
    const press = { caseId, text: 'Thank you.', pressKey: 'p', seenVersion: 1, gift }
    await thankAuthor(ctx, olga, press)
    const grants = () => db.kysely.selectFrom('reward_grant').select(['id', 'state']).execute()
    const [asked] = await grants()
    const { cookie, csrf } = await desk.signIn('mara')
    for (const answer of [{}, { decision: '' }, { decision: 'Approve' }]) {
      const form = { csrf, grant: String(asked?.id), ...answer }
      const said = await desk.press(`/cases/${caseId}/gift`, form, { cookie })
      expect(await said.text()).toContain('Choose one of the answers.')
    }
    expect(await grants()).toEqual([{ id: asked?.id, state: 'waiting' }])
  })
})
