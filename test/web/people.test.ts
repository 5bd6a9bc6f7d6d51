import { afterEach, beforeEach, expect, it } from 'vitest'
import { logContact } from '../../actions/log-contact.ts'
import { PEOPLE_RULES } from '../../core/people-rules.ts'
import { eraseDue } from '../../db/erasures.ts'
import { createPurchaseStore } from '../../db/purchases.ts'
import { createPeopleWatch } from '../../jobs/assess-people.ts'
import { typedRules } from '../../views/rules-page.ts'
import { openWebDesk, type WebDesk } from '../support/web-desk.ts'

let desk: WebDesk
let personId: number
beforeEach(async () => {
  desk = await openWebDesk()
  personId = desk.db.nextId()
  const at = desk.clock.now()
  await desk.db.kysely
    .insertInto('person')
    .values({
      id: personId,
      brand_id: 'juniper',
      name: '<script>alert(1)</script> Nadia',
      advocate: 1,
      strikes: 0,
      evidence: '[]',
      created_at: at,
      updated_at: at,
    })
    .execute()
  await desk.db.kysely
    .insertInto('person_author')
    .values({
      person_id: personId,
      author_id: desk.authorId,
      brand_id: 'juniper',
      evidence: '[]',
      confirmed_by: null,
      created_at: at,
    })
    .execute()
  const mention = await desk.db.kysely.selectFrom('mention').select('id').executeTakeFirstOrThrow()
  await desk.db.kysely
    .insertInto('label')
    .values({
      mention_id: mention.id,
      brand_id: 'juniper',
      author_id: desk.authorId,
      at,
      query_ids: '["q1"]',
      relevance: 'relevant',
      relevance_confidence: 0.98,
      sentiment: 'negative',
      sentiment_confidence: 0.94,
      urgency: 'soon',
      intents: '{}',
      labels: '["complaint"]',
      aspects: '[]',
      sarcasm: 0,
      reasons: '[]',
      model: 'test',
    })
    .execute()
})
afterEach(() => desk.db.close())

async function read(path: string) {
  const { cookie } = await desk.signIn('ana')
  const answer = await desk.app.request(path, { headers: { cookie } })
  return { status: answer.status, body: await answer.text() }
}

it('shows who somebody is, what to do next and why, as text only', async () => {
  await createPeopleWatch(desk)()
  const { status, body } = await read(`/people/${personId}`)
  expect(status).toBe(200)
  expect(body).toContain('Next step')
  expect(body).toContain('Why this')
  expect(body).toMatch(/href="#post-\d+"/)
  expect(body).toContain('&lt;script&gt;')
  expect(body).not.toContain('<script>alert')
})

it('says what a stage rests on and what every step of the way rested on, each with its post', async () => {
  const at = desk.clock.now()
  const { id: post } = await desk.db.kysely
    .selectFrom('mention')
    .select('id')
    .executeTakeFirstOrThrow()
  await createPeopleWatch(desk)()
  expect((await read(`/people/${personId}`)).body).toContain('No order of theirs is known.')
  const customer = { key: 'cus_1', email: null, name: null }
  const order = { orderId: '1', customer, paidAt: at, updatedAt: at, currency: 'EUR', net: 500 }
  await createPurchaseStore(desk.db, desk.clock.now, (email) => email).store('juniper', 'till', [
    { ...order, test: false, cancelled: false, codes: [] },
  ])
  const { id: bought } = await desk.db.kysely
    .selectFrom('purchase')
    .select('id')
    .executeTakeFirstOrThrow()
  const evidence = JSON.stringify([String(post), String(bought)])
  await desk.db.kysely.updateTable('person_standing').set({ stage: 'advocate', evidence }).execute()
  const event = { person_id: personId, brand_id: 'juniper' }
  for (const [kind, detail] of [
    ['moved_up', `{"from":"prospect","to":"advocate","evidence":${evidence}}`],
    ['moved_down', `{"from":"advocate","to":"repeat","evidence":["${bought}"]}`],
  ] as const)
    await desk.db.kysely
      .insertInto('person_event')
      .values({ key: kind, at, kind, detail, ...event })
      .execute()
  const { body } = await read(`/people/${personId}`)
  const rests = `It rests on 1 thing they said (<a href="#post-${post}">post 1</a>) and 1 order.`
  expect(body).toContain(`<p class="small quiet">${rests}</p>`)
  expect(body).toContain(`Moved up: Advocate. ${rests}`)
  expect(body).toContain(
    'Moved down: Repeat customer. They spoke well of you less often, or something stood open. It rests on 1 order.',
  )
})

it('never links to what is no web address', async () => {
  for (const url of ['javascript:alert(1)', 'data:text/html,x', 'https://ok.example/1']) {
    await desk.db.kysely.updateTable('mention').set({ url }).execute()
    const { body } = await read(`/people/${personId}`)
    expect(body.includes('View post')).toBe(url.startsWith('https'))
    expect(body).not.toMatch(/href="(?:javascript|data):/)
  }
})

it('erases somebody for an owner who types their name, within a minute', async () => {
  const signed = { ana: await desk.signIn('ana'), olga: await desk.signIn('olga') }
  const erase = async (staffId: 'ana' | 'olga', name: string) => {
    const { cookie, csrf } = signed[staffId]
    const answer = await desk.press(`/people/${personId}/erase`, { csrf, name }, { cookie })
    return { status: answer.status, body: await answer.text() }
  }
  const look = async (path: string, { cookie } = signed.olga) => {
    const answer = await desk.app.request(path, { headers: { cookie } })
    return { status: answer.status, body: await answer.text() }
  }
  const asOwner = async () => (await look(`/people/${personId}`)).body
  const name = '<script>alert(1)</script> Nadia'
  expect((await look(`/people/${personId}`, signed.ana)).body).not.toContain('Erase for ever')
  expect(await asOwner()).toContain('Erase for ever')
  expect((await erase('ana', name)).body).toContain('This needs the role owner')
  expect((await erase('olga', 'Nadia')).body).toContain('The name is not the same')
  expect(await eraseDue({ ...desk, scrubInbox: () => {} })).toBe(0)
  expect((await erase('olga', name)).status).toBe(303)
  expect(await asOwner()).toContain('Being erased')
  expect(await eraseDue({ ...desk, scrubInbox: () => {} })).toBe(1)
  expect((await look(`/people/${personId}`)).status).toBe(404)
  const page = await look(`/cases/${desk.caseId}`)
  expect(page.status).toBe(200)
  expect(page.body).not.toMatch(/Nadia|Waited 25 minutes/)
})

it('says that nobody is there, and shows nothing to a stranger', async () => {
  expect((await read('/people/12345')).status).toBe(404)
  expect((await desk.app.request(`/people/${personId}`)).status).toBe(303)
})

it('lists everybody with stage and scores, and the post that says most, on the page and in the table; a removed one no more', async () => {
  await createPeopleWatch(desk)()
  await desk.db.kysely.updateTable('mention').set({ text: 'The buns were burnt.' }).execute()
  const { body } = await read('/people')
  expect(body).toMatch(/<h1>People<\/h1>[^]*Prospect since[^]*<td class="num">0<\/td>/)
  for (const path of ['/people', '/people.csv'])
    expect((await read(path)).body).toContain('The buns were burnt.')
  await desk.db.kysely.updateTable('mention').set({ state: 'deleted' }).execute()
  for (const path of ['/people', '/people.csv'])
    expect((await read(path)).body).not.toContain('The buns were burnt.')
})

it('takes a call down in the zone of the shop, shows it among the posts, and takes it back', async () => {
  const signed = { ana: await desk.signIn('ana'), vic: await desk.signIn('vic') }
  const send = async (who: 'ana' | 'vic', verb: string, form: Record<string, string>) => {
    const { cookie, csrf } = signed[who]
    const answer = await desk.press(`/people/${personId}/${verb}`, { csrf, ...form }, { cookie })
    return { status: answer.status, body: await answer.text() }
  }
  await desk.db.kysely.updateTable('brand').set({ zone: 'Europe/Berlin' }).execute()
  const call = {
    way: 'phone',
    said: 'praise',
    text: '<b>Lovely</b> cake',
    when: '2026-11-18 10:00',
  }
  expect((await send('vic', 'contact', call)).body).toContain('needs the role agent')
  expect((await send('ana', 'contact', { ...call, when: 'soon' })).body).toContain('is no time')
  expect((await send('ana', 'contact', { ...call, said: 'sang' })).body).toContain('Choose what')
  expect((await send('ana', 'contact', call)).status).toBe(303)
  const row = await desk.db.kysely.selectFrom('contact').selectAll().executeTakeFirstOrThrow()
  expect(row).toMatchObject({ at: Date.UTC(2026, 10, 18, 9), intents: '["praise"]' })
  const { body } = await read(`/people/${personId}`)
  expect(body).toContain('&lt;b&gt;Lovely&lt;/b&gt; cake')
  expect(body).toContain('On the phone')
  expect((await send('ana', 'uncontact', { contact: String(row.id) })).status).toBe(303)
  expect((await read(`/people/${personId}`)).body).not.toContain('Lovely')
})

it('proposes who looks the same, joins them when somebody says so, and parts them again', async () => {
  const { cookie, csrf } = await desk.signIn('ana')
  const send = async (verb: string, form: Record<string, string>) =>
    (await desk.press(`/people/${personId}/${verb}`, { csrf, ...form }, { cookie })).status
  const as = (staffId: string) => ({ staffId, surface: 'desk' }) as const
  const came = { way: 'shop', sentiment: 'positive', intents: [], text: 'Came in.' } as const
  const who = { name: 'Script Alert 1 Script Nadia', brandId: 'juniper' }
  const { personId: otherId } = await logContact(desk, as('ana'), { ...came, who })
  expect((await read(`/people/${personId}`)).body).toContain('Perhaps the same person')
  const other = String(otherId)
  expect(await send('merge', { other })).toBe(303)
  const { id, evidence } = await desk.db.kysely
    .selectFrom('merge')
    .select(['id', 'evidence'])
    .executeTakeFirstOrThrow()
  expect(evidence).toContain('both are named')
  expect((await read(`/people/${personId}`)).body).toContain('Part them again')
  const joined = await read(`/people/${other}`)
  expect(joined.status).toBe(404)
  expect(joined.body).toContain(`<a href="/people/${personId}">See them</a>`)
  const { contactId } = await logContact(desk, as('ana'), { ...came, who: { personId } })
  const parting = (await read(`/people/${personId}`)).body
  expect(parting).toContain('Mark what is about Script Alert 1 Script Nadia; the rest stays here.')
  expect(parting).toContain('In the shop, 19 November: Came in.')
  expect(await send('unmerge', { other: String(id), contact: String(contactId) })).toBe(303)
  expect((await read(`/people/${other}`)).body).toContain(`id="post-${contactId}"`)
  expect(await send('not-same', { other })).toBe(303)
  expect((await read(`/people/${personId}`)).body).not.toContain('Perhaps the same person')
  expect(await send('side', { account: String(desk.authorId), side: 'competitor' })).toBe(303)
  expect((await read(`/people/${personId}`)).body).toContain('<option value="competitor" selected>')
})

it('shows who would move by other rules, and lets only an owner set them', async () => {
  await createPeopleWatch(desk)()
  const signed = { ana: await desk.signIn('ana'), olga: await desk.signIn('olga') }
  const send = async (who: 'ana' | 'olga', form: Record<string, string>) => {
    const { cookie, csrf } = signed[who]
    const answer = await desk.press('/people/rules', { csrf, ...form }, { cookie })
    return { status: answer.status, body: await answer.text() }
  }
  const strict = { ...typedRules(PEOPLE_RULES), 'strikes.out': '1' }
  const shown = (await send('ana', { ...strict, do: 'preview' })).body
  expect(shown).toContain('1 of 1 person would move.')
  expect(shown).toContain('would be lost by bad experiences')
  expect(shown).not.toContain('<script>alert')
  expect(shown).not.toContain('Set these rules')
  expect((await send('ana', { ...strict, do: 'set' })).body).toContain('needs the role owner')
  expect((await send('olga', { ...strict, 'risk.from': '100', do: 'set' })).body).toContain(
    'At most 99',
  )
  expect((await send('olga', { ...strict, do: 'set' })).status).toBe(303)
  expect((await read('/people/rules')).body).toMatch(/name="strikes.out" value="1"/)
})

it('says whom to tell of what is there now, and that they were told', async () => {
  await desk.db.kysely.updateTable('mention').set({ text: 'No oat milk here.' }).execute()
  const { cookie, csrf } = await desk.signIn('ana')
  const send = async (path: string, form: Record<string, string>) =>
    (await desk.press(path, { csrf, ...form }, { cookie })).status
  expect((await read('/people/ahead')).body).toContain('Nobody is due')
  expect(await send('/people/built', { what: '<b>Oat</b> milk', words: 'oat milk' })).toBe(303)
  const { body } = await read('/people/ahead')
  expect(body).toContain('Tell 1 person.')
  expect(body).toContain('&lt;b&gt;Oat')
  const { id } = await desk.db.kysely.selectFrom('built').select('id').executeTakeFirstOrThrow()
  const form = { built: String(id), person: String(personId) }
  expect(await send('/people/told', form)).toBe(303)
  expect((await read('/people/ahead')).body).toContain('Nobody is left to tell')
  expect((await read(`/people/${personId}`)).body).toContain('Was told of something')
})
