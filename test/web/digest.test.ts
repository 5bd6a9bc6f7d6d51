import { afterEach, describe, expect, it } from 'vitest'
import { readOpenTightening } from '../../db/tightenings.ts'
import { proposeTighterFilter } from '../../jobs/propose-filter.ts'
import { TODAY } from '../support/engines.ts'
import { seedCase, seedLabel } from '../support/seed.ts'
import { openWebDesk, type WebDesk } from '../support/web-desk.ts'

const DAY = 86_400_000
let desk: WebDesk | undefined
afterEach(() => desk?.db.close())

async function look(d: WebDesk, staffId: string, path = '/digest') {
  const { cookie, csrf } = await d.signIn(staffId)
  const page = await (await d.app.request(path, { headers: { cookie } })).text()
  return { page, cookie, csrf }
}

describe('the digest on the desk', () => {
  it('says the same as in Slack, with links to the case and the people', async () => {
    const d = (desk = await openWebDesk())
    await seedLabel(d.db)
    await d.clock.advance(DAY)
    const { page } = await look(d, 'vic')
    expect(page).toContain('Juniper Coffee on Thursday 19 November')
    expect(page).toContain('1 came in')
    expect(page).toContain(`href="/cases/${d.caseId}/reply#answer"`)
    expect(page).toContain('<h2>The sorest</h2>')
    expect(page).toContain('Waited 25 minutes.')
    const week = await look(d, 'vic', '/digest?kind=week')
    expect(week.page).toContain('Juniper Coffee, 13 to 19 November')
    const today = await look(d, 'vic', '/')
    expect(today.page).toContain('href="/digest"')
  })

  it('can be that of any brand, where there are several', async () => {
    const d = (desk = await openWebDesk())
    expect((await look(d, 'vic')).page).not.toContain('class="brands"')
    const brand = await d.db.kysely.selectFrom('brand').selectAll().executeTakeFirstOrThrow()
    const alder = { ...brand, id: 'alder', name: 'Alder & Sons', created_at: brand.created_at + 1 }
    await d.db.kysely.insertInto('brand').values(alder).execute()
    expect((await look(d, 'vic')).page).toContain(
      'href="/digest?brand=alder"><span>Alder &amp; Sons',
    )
    const { page } = await look(d, 'vic', '/digest?brand=alder')
    expect(page).toContain('Alder &amp; Sons on Wednesday 18 November')
    expect(page).toContain('href="/digest?brand=alder&amp;kind=week"')
    const check = await look(d, 'ana', '/check?brand=alder')
    expect(check.page).toContain('href="/check?brand=juniper"><span>Juniper Coffee')
    expect(check.page).toContain('Nothing to check')
  })

  it('says where there is no brand yet that there is nothing to tell', async () => {
    const d = (desk = await openWebDesk())
    await d.db.kysely.deleteFrom('brand').execute()
    expect((await look(d, 'olga')).page).toContain('Nothing to tell yet')
  })
})

/** Thirty cards of three weeks of which people touched ten; the others speak of berries. */
async function plantCards(d: WebDesk): Promise<void> {
  const at = { created_at: TODAY, updated_at: TODAY }
  await d.db.kysely
    .insertInto('query')
    .values({ id: 'q1', brand_id: 'juniper', source: 'juniper // ours', enabled: 1, ...at })
    .execute()
  for (let i = 0; i < 30; i++) {
    const isActed = i % 3 === 0
    const opened = TODAY - (2 + i / 2) * DAY
    const author = await d.db.kysely.selectFrom('author').selectAll().executeTakeFirstOrThrow()
    const authorId = d.db.nextId()
    await d.db.kysely
      .insertInto('author')
      .values({ ...author, id: authorId, key: `bluesky:${i}` })
      .execute()
    const caseId = await seedCase(d.db, authorId, { opened_at: opened, slack_ts: `1.${i}` })
    const text = isActed ? 'Juniper let my latte go cold' : 'Ripe juniper berries in the hedge'
    const { last_mention_id: id } = await d.db.kysely
      .selectFrom('case')
      .select('last_mention_id')
      .where('id', '=', caseId)
      .executeTakeFirstOrThrow()
    await d.db.kysely.updateTable('mention').set({ text }).where('id', '=', id).execute()
    if (isActed)
      await d.db.kysely
        .insertInto('case_event')
        .values({
          id: d.db.nextId(),
          case_id: caseId,
          at: opened,
          actor_id: 'ana',
          kind: 'case.claim',
          from_status: 'new',
          to_status: 'claimed',
          detail: '{}',
          surface: 'slack',
        })
        .execute()
  }
}

async function queryOf(d: WebDesk): Promise<string> {
  const row = await d.db.kysely.selectFrom('query').select('source').executeTakeFirstOrThrow()
  return row.source
}

describe('a tighter filter', () => {
  it('is proposed once where few cards are acted on, and applied and taken back by an owner alone', async () => {
    const d = (desk = await openWebDesk())
    await plantCards(d)
    expect(await proposeTighterFilter(d.db, 'juniper', TODAY)).toBe(true)
    expect(await proposeTighterFilter(d.db, 'juniper', TODAY)).toBe(false)
    const filter = await readOpenTightening(d.db.kysely, 'juniper')
    expect(filter?.term).toBe('NOT berries')
    expect(filter?.evidence).toMatchObject({ shown: 30, acted: 10, less: 20, lessActed: 0 })
    const agent = await look(d, 'ana')
    expect(agent.page).toContain('Somebody acted on 10 of 30 cards in 28 days.')
    expect(agent.page).toContain('An owner decides.')
    const address = `/digest/filter/${filter?.id}/apply`
    const form = (csrf: string) => ({ csrf })
    const refused = await d.press(address, form(agent.csrf), { cookie: agent.cookie })
    expect(await refused.text()).toContain('This needs the role owner')
    expect(await queryOf(d)).toBe('juniper // ours')

    const owner = await look(d, 'olga')
    expect(owner.page).toContain('Leave out posts with “berries”')
    await d.press(address, form(owner.csrf), { cookie: owner.cookie })
    expect(await queryOf(d)).toBe('(juniper // ours\n) AND NOT berries')
    // The same press again, and another look at the same cards, change nothing.
    const again = await d.press(address, form(owner.csrf), { cookie: owner.cookie })
    expect(await again.text()).toContain('this filter is applied already')
    expect(await proposeTighterFilter(d.db, 'juniper', TODAY + DAY)).toBe(false)

    const undo = `/digest/filter/${filter?.id}/undo`
    await d.press(undo, form(owner.csrf), { cookie: owner.cookie })
    expect(await queryOf(d)).toBe('juniper // ours')
    const audit = await d.db.kysely.selectFrom('audit').select('action').orderBy('id').execute()
    expect(audit.map(({ action }) => action)).toEqual(['query.tighten', 'query.loosen'])
  })

  it('that was taken back by hand in the meantime is not written over', async () => {
    const d = (desk = await openWebDesk())
    await plantCards(d)
    await proposeTighterFilter(d.db, 'juniper', TODAY)
    const filter = await readOpenTightening(d.db.kysely, 'juniper')
    const { cookie, csrf } = await look(d, 'olga')
    await d.press(`/digest/filter/${filter?.id}/apply`, { csrf }, { cookie })
    await d.db.kysely.updateTable('query').set({ source: 'my own words' }).execute()
    const answer = await d.press(`/digest/filter/${filter?.id}/undo`, { csrf }, { cookie })
    expect(await answer.text()).toContain('The queries were changed since')
    expect(await queryOf(d)).toBe('my own words')
  })

  it('is not proposed where people act on their cards, or where there are few', async () => {
    const d = (desk = await openWebDesk())
    expect(await proposeTighterFilter(d.db, 'juniper', TODAY)).toBe(false)
    await plantCards(d)
    const rows = await d.db.kysely.selectFrom('case').select('id').execute()
    await d.db.kysely
      .insertInto('case_event')
      .values(
        rows.map(({ id }) => ({
          id: d.db.nextId(),
          case_id: id,
          at: TODAY,
          actor_id: 'sam',
          kind: 'case.note',
          from_status: 'new',
          to_status: 'new',
          detail: '{}',
          surface: 'desk',
        })),
      )
      .execute()
    expect(await proposeTighterFilter(d.db, 'juniper', TODAY)).toBe(false)
  })
})
