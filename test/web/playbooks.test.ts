import { afterEach, beforeEach, expect, it } from 'vitest'
import { readPlaybooks } from '../../db/playbooks.ts'
import { seedLabel } from '../support/seed.ts'
import { openWebDesk, type WebDesk } from '../support/web-desk.ts'

let desk: WebDesk
beforeEach(async () => {
  desk = await openWebDesk()
})
afterEach(() => desk.db.close())

const FORM = {
  name: 'Refunds',
  kinds: 'complaint',
  aspects: 'billing',
  steps: 'Look it up.\n\nSay when.',
  breakTheRule: '',
  answer: '{greeting} it takes {refund_time}.',
  formal: '',
  ask: '{greeting} when was it?',
  facts: 'refund_time = 14 days | refund, money back',
  gives: 'A free coffee | 4.50',
  enabled: 'yes',
}

async function read(path: string, cookie: string): Promise<string> {
  return (await desk.app.request(path, { headers: { cookie } })).text()
}

/** The form of a playbook as it is opened, which says what was seen. */
async function opened(id: string, cookie: string): Promise<{ seen: string }> {
  const [, seen = ''] =
    /name="seen" value="([^"]*)"/.exec(await read(`/playbooks/${id}`, cookie)) ?? []
  return { seen }
}

it('shows everybody how the team answers, and lets approvers change it', async () => {
  const ana = await desk.signIn('ana')
  const list = await read('/playbooks', ana.cookie)
  expect(list).toContain('Delivery that is late or lost')
  expect(list).toContain('complaints and questions about delivery')
  expect(list).not.toContain('New playbook')
  expect(await read('/playbooks/late-delivery', ana.cookie)).not.toContain('Keep this playbook')

  const mara = await desk.signIn('mara')
  const form = { ...FORM, csrf: mara.csrf }
  expect((await desk.press('/playbooks/new', form, { cookie: mara.cookie })).status).toBe(303)
  const made = (await readPlaybooks(desk.db.kysely)).find(({ id }) => id === 'refunds')
  expect(made).toMatchObject({
    name: 'Refunds',
    steps: ['Look it up.', 'Say when.'],
    facts: [{ name: 'refund_time', value: '14 days', about: ['refund', 'money back'] }],
    gives: [{ id: 'a-free-coffee', name: 'A free coffee', upTo: 4.5 }],
    enabled: true,
  })
  expect(await read('/playbooks/refunds', mara.cookie)).toContain('Keep this playbook')
  // Changed and switched off, under the same id.
  const { enabled: _, ...off } = form
  const before = await opened('refunds', mara.cookie)
  const second = { ...off, ...before, name: 'Refund' }
  await desk.press('/playbooks/refunds', second, { cookie: mara.cookie })
  const late = await desk.press(
    '/playbooks/refunds',
    { ...second, name: 'Money' },
    { cookie: mara.cookie },
  )
  expect(await late.text()).toContain('A colleague changed this playbook since you opened it')
  const [changed] = (await readPlaybooks(desk.db.kysely)).filter(({ id }) => id === 'refunds')
  expect(changed).toMatchObject({ name: 'Refund', enabled: false })
})

it('says why somebody who may not write one wrote nothing', async () => {
  const { cookie, csrf } = await desk.signIn('ana')
  for (const id of ['new', 'complaint']) {
    const answer = await desk.press(`/playbooks/${id}`, { ...FORM, csrf }, { cookie })
    const body = await answer.text()
    expect(body).toContain('role approver')
    expect(body).not.toContain('Keep this playbook')
  }
  expect((await readPlaybooks(desk.db.kysely)).filter(({ id }) => id === 'refunds')).toEqual([])
})

it('takes the place of a starter that is changed', async () => {
  const { cookie, csrf } = await desk.signIn('mara')
  const form = { ...FORM, csrf, name: 'Complaint', ...(await opened('complaint', cookie)) }
  await desk.press('/playbooks/complaint', form, { cookie })
  const all = await readPlaybooks(desk.db.kysely)
  expect(all.filter(({ id }) => id === 'complaint')).toMatchObject([
    { isStarter: false, answer: FORM.answer },
  ])
})

it('keeps what was typed where it is refused, and changes nothing', async () => {
  const { cookie, csrf } = await desk.signIn('mara')
  for (const [more, says] of [
    [{ facts: 'a = 1\nno sign' }, 'Fact 2 is not understood. Write it as refund_time = 14 days'],
    [{ gives: 'Coffee | a lot' }, 'Line 1 of what may be given is not understood.'],
    [{ answer: '' }, 'write the answer'],
    [{ name: 'New' }, 'Say in its name what it is for'],
    [{ name: '!!!' }, 'Give the playbook a name'],
    [{ name: 'Complaint' }, 'There is a playbook with this name already'],
    [{ steps: 'x\u202Ey' }, 'signs in it that nobody sees'],
  ] as const) {
    const answer = await desk.press('/playbooks/new', { ...FORM, csrf, ...more }, { cookie })
    const text = await answer.text()
    expect(text.toLowerCase()).toContain(says.toLowerCase())
    expect(text).toContain('{greeting} when was it?')
  }
  expect(await desk.db.kysely.selectFrom('playbook').selectAll().execute()).toEqual([])
  const ana = await desk.signIn('ana')
  const refused = await desk.press(
    '/playbooks/complaint',
    { ...FORM, csrf: ana.csrf, ...(await opened('complaint', cookie)) },
    { cookie: ana.cookie },
  )
  expect(refused.status).toBe(409)
  expect(await desk.db.kysely.selectFrom('playbook').selectAll().execute()).toEqual([])
})

it('notes what was given on the spot, once and within what the playbook allows', async () => {
  const mara = await desk.signIn('mara')
  await desk.press('/playbooks/new', { ...FORM, aspects: '', csrf: mara.csrf }, mara)
  const { cookie, csrf } = await desk.signIn('ana')
  const path = `/cases/${desk.caseId}/verb/case.amends`
  expect(await read(`/cases/${desk.caseId}`, cookie)).toContain('A free coffee, up to 4.50')
  const give = { csrf, give: 'refunds/a-free-coffee' }
  const says = async (form: Record<string, string>, as = cookie) =>
    (await desk.press(path, form, { cookie: as })).text()
  expect(await says({ ...give, worth: '4.60' })).toContain('An agent may give up to 4.50')
  await desk.db.kysely
    .insertInto('setting')
    .values({ key: 'money', value: '{"currency":"EUR"}', updated_at: 1, updated_by: 'test' })
    .onConflict((one) => one.column('key').doUpdateSet({ value: '{"currency":"EUR"}' }))
    .execute()
  expect(await read(`/cases/${desk.caseId}`, cookie)).toContain('A free coffee, up to €4.50')
  expect(await says({ ...give, worth: '4.60' })).toContain('An agent may give up to €4.50')
  expect(await says({ ...give, worth: '' })).toContain('Say what it was worth, at most €4.50')
  expect(await says({ ...give, worth: 'much' })).toContain('a plain number')
  expect(await says({ csrf, give: 'refunds/car', worth: '1' })).toContain('Choose something')
  expect(await says({ ...give, worth: '4', text: 'She must remove the review' })).toContain(
    'Nothing may be given for taking words back',
  )
  expect((await desk.press(path, { ...give, worth: '4,50' }, { cookie })).status).toBe(303)
  expect(await says({ ...give, worth: '4.50' })).toContain('was given in this case already')
  const { detail } = await desk.db.kysely
    .selectFrom('case_event')
    .select('detail')
    .where('kind', '=', 'case.amends')
    .executeTakeFirstOrThrow()
  expect(JSON.parse(detail)).toMatchObject({ worth: 4.5, currency: 'EUR' })
  expect(await desk.db.kysely.selectFrom('amends').selectAll().execute()).toMatchObject([
    { case_id: desk.caseId, staff_id: 'ana', name: 'A free coffee', worth: 4.5 },
  ])
})

it('counts its answers, what their people wrote next, and shows answers that say something else', async () => {
  const mara = await desk.signIn('mara')
  await desk.press('/playbooks/new', { ...FORM, csrf: mara.csrf }, { cookie: mara.cookie })
  const now = desk.clock.now()
  const mention = await desk.db.kysely.selectFrom('mention').select('id').executeTakeFirstOrThrow()
  for (const [i, text] of ['Your refund takes 14 days.', 'A refund takes 30 days.'].entries())
    await desk.db.kysely
      .insertInto('reply')
      .values({
        id: desk.db.nextId(),
        case_id: desk.caseId,
        mention_id: mention.id,
        connection_id: 'bsky',
        staff_id: 'ana',
        kind: 'reply',
        text,
        state: 'sent',
        key: `k${i}`,
        grant_id: null,
        native_id: null,
        url: null,
        error: null,
        pressed_at: now,
        sent_at: now,
        playbook_id: i === 0 ? 'refunds' : null,
      })
      .execute()
  await desk.clock.advance(60_000)
  await seedLabel(desk.db)
  await desk.db.kysely
    .updateTable('label')
    .set({ sentiment: 'positive', at: now + 1000 })
    .execute()
  const page = await read('/playbooks/refunds', mara.cookie)
  expect(page).toContain('1 answer began with it. 1 of the people wrote kindly')
  expect(page).toContain('Ana wrote “30 days”')
  expect(page).not.toContain('wrote “14 days”')
})

it('the question of a playbook is one press away in the form of an answer', async () => {
  const { cookie, csrf } = await desk.signIn('ana')
  const form = await read(`/cases/${desk.caseId}/reply`, cookie)
  const [, question = ''] = /name="draft" value="([^"]+:ask)">Ask for details</.exec(form) ?? []
  const [, chosen = ''] = /name="chosen" value="([^"]+)"/.exec(form) ?? []
  const [, text = ''] = /<textarea[^>]*>([^<]+)</.exec(form) ?? []
  expect(question).toBe(`${chosen}:ask`)
  // As a browser sends it: the list, then the button that was pressed.
  const fields: [string, string][] = [
    ['csrf', csrf],
    ['kind', 'reply'],
    ['chosen', chosen],
    ['draft', chosen],
    ['draft', question],
    ['text', text],
  ]
  const answer = await desk.app.request(`/cases/${desk.caseId}/compose`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  })
  const asked = await answer.text()
  expect(asked).toContain(`name="chosen" value="${question}"`)
  expect(asked).not.toContain('>Ask for details<')
})
