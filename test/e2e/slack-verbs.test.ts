import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../support/demo-desk.ts'
import type { FakeMessage, FakeView } from '../support/fake-slack/words.ts'
import {
  CHANNEL,
  COMPLAINT,
  caseOf,
  openSlackDesk,
  PRAISE,
  type SlackDesk,
  words,
} from './slack-desk.ts'

let all: SlackDesk

beforeAll(async () => {
  all = await openSlackDesk({ staff: [{ id: 'vic', role: 'viewer' }] })
})

afterAll(async () => {
  expect(all.slack.violations).toEqual([])
  expect(all.slack.liveTokens.filter(({ kind }) => kind !== 'user' && kind !== 'link')).toEqual([])
  await all.close()
})

async function cardOf(id: string, text = COMPLAINT): Promise<FakeMessage> {
  await all.hear(id, text, { by: id })
  return all.cardOf(id)
}

function row(card: FakeMessage) {
  return all.db.kysely
    .selectFrom('case')
    .selectAll()
    .where('id', '=', caseOf(card))
    .executeTakeFirstOrThrow()
}

/** The dialog behind the dots of a card. */
async function more(user: string, card: FakeMessage): Promise<FakeView> {
  const target = { channel: CHANNEL, ts: card.ts, actionId: 'case.more' }
  await all.slack.press(user, { ...target, value: `case.verbs:${caseOf(card)}` })
  await all.slack.until(() => all.slack.views(user).length > 0, 'the dialog')
  return all.slack.views(user)[0] as FakeView
}

/** Chooses a verb and waits until the dialog shows it. */
async function choose(user: string, view: FakeView, verb: string): Promise<FakeView> {
  const before = view.updates
  await all.slack.press(user, { view: view.id, actionId: 'verb.pick', value: verb })
  await all.slack.until(() => view.updates > before, `the dialog showing ${verb}`)
  return view
}

function offered(view: FakeView): string[] {
  return [...words(view.blocks).matchAll(/"value":"(case\.[a-z_]+)"/g)].map(([, verb = '']) => verb)
}

describe('everything else that staff do, in Slack', () => {
  it('stands behind More…, as far as the role goes', async () => {
    const card = await cardOf('roles')
    const agent = await more('U_ines', card)
    expect(agent.submitText).toBeNull()
    expect(offered(agent)).toEqual(expect.arrayContaining(['case.snooze', 'case.note']))
    await all.slack.closeView('U_ines', agent.id)
    const viewer = await more('U_vic', card)
    expect(offered(viewer)).toEqual([])
    expect(words(viewer.blocks)).toContain('You may look at this case')
    await all.slack.closeView('U_vic', viewer.id)
  })

  it('snoozes a case, and the card says until when; a further post wakes it', async () => {
    const card = await cardOf('sleepy')
    const view = await choose('U_ines', await more('U_ines', card), 'case.snooze')
    expect(view.submitText).toBe('Snooze')
    const none = await all.slack.submit('U_ines', view.id, {})
    expect(none.errors['when']).toContain('Say when')
    const done = await all.slack.submit('U_ines', view.id, { when: '1h' })
    expect(done.outcome).toBe('closed')
    await all.slack.until(() => words(card.blocks).includes('Snoozed until'), 'the card asleep')
    await all.hear('sleepy-2', COMPLAINT, { by: 'sleepy' })
    await all.slack.until(() => !words(card.blocks).includes('Snoozed until'), 'the card awake')
    expect(await row(card)).toMatchObject({ snoozed_until: null, mentions: 2 })
  })

  it('hands a case over, tells the colleague, and says so in the thread', async () => {
    const card = await cardOf('over')
    await all.slack.press('U_ines', { channel: CHANNEL, ts: card.ts, actionId: 'case.claim' })
    await until(async () => (await row(card)).owner_id === 'ines')
    const view = await choose('U_ines', await more('U_ines', card), 'case.hand_over')
    await all.slack.submit('U_ines', view.id, { to: 'leo', text: 'She speaks Dutch.' })
    await until(async () => (await row(card)).owner_id === 'leo')
    await all.slack.until(() => all.slack.directMessages('U_leo').length > 0, 'the message')
    const told = words(all.slack.directMessages('U_leo').at(-1)?.blocks)
    expect(told).toContain('handed a case over to you')
    expect(told).toContain('She speaks Dutch.')
    const thread = () =>
      words(all.slack.messages(CHANNEL).filter(({ threadTs }) => threadTs === card.ts))
    await all.slack.until(() => thread().includes('handed this over to'), 'the thread')
    expect(all.replies).toEqual([])
  })

  it('does at once what needs no details, and says in the dialog what hinders it', async () => {
    const card = await cardOf('plain')
    const view = await choose('U_ines', await more('U_ines', card), 'case.claim')
    const late = await choose('U_leo', await more('U_leo', card), 'case.claim')
    expect((await all.slack.submit('U_ines', view.id, {})).outcome).toBe('closed')
    expect(await row(card)).toMatchObject({ owner_id: 'ines' })
    const lost = await all.slack.submit('U_leo', late.id, {})
    expect(lost.outcome).toBe('updated')
    expect(words(lost.view?.blocks)).toContain('already has this case')
    await all.slack.closeView('U_leo', late.id)
  })

  it('opens the Reply dialog from the list, with its preview, and sends from there', async () => {
    const card = await cardOf('reply')
    const view = await choose('U_ines', await more('U_ines', card), 'case.reply')
    expect(words(view.blocks)).toContain('@junipercoffee')
    const done = await all.slack.submit('U_ines', view.id, { text: 'I am sorry.' })
    expect(done.outcome).toBe('closed')
    await until(() => all.replies.find(({ to }) => to === 'reply'))
    expect(all.replies).toHaveLength(1)
  })

  it('joins a case to another that is found by its author, its words or its number', async () => {
    const other = await cardOf('cardamom', 'Juniper Coffee was awful, my cardamom bun was raw.')
    const card = await cardOf('joins')
    const view = await choose('U_ines', await more('U_ines', card), 'case.merge')
    const find = (typed: string) =>
      all.slack.suggest('U_ines', { view: view.id, actionId: 'into' }, typed)
    expect((await find('')).length).toBeGreaterThan(1)
    expect(await find('nothing 100% like_this')).toEqual([])
    expect(await find(String(caseOf(other)))).toHaveLength(1)
    expect(await find('joins')).toEqual([])
    expect(await find('RAW Bun')).toEqual([expect.stringContaining('Complaint from cardamom: “')])
    const done = await all.slack.submit('U_ines', view.id, { into: String(caseOf(other)) })
    expect(done.outcome).toBe('closed')
    expect(await row(card)).toMatchObject({ merged_into: caseOf(other) })
  })

  it('says of a case that is over how it ended, from behind the dots of its card', async () => {
    const card = await cardOf('over-and-done')
    await all.slack.react('U_ines', CHANNEL, card.ts, 'eyes')
    await all.slack.until(() => words(card.blocks).includes('"case.resolve"'), 'Resolve')
    await all.slack.press('U_ines', { channel: CHANNEL, ts: card.ts, actionId: 'case.resolve' })
    await all.slack.until(() => words(card.blocks).includes('"case.reopen"'), 'the card closed')
    const view = await choose('U_leo', await more('U_leo', card), 'case.note')
    await all.slack.submit('U_leo', view.id, { text: 'She came by, all is well.' })
    const thread = () =>
      words(all.slack.messages(CHANNEL).filter(({ threadTs }) => threadTs === card.ts))
    await all.slack.until(() => thread().includes('She came by'), 'the note in the thread')
    expect(await row(card)).toMatchObject({ status: 'resolved' })
  })

  it('keeps what was typed where the case changed meanwhile, or the role of whoever typed', async () => {
    const card = await cardOf('meanwhile')
    const view = await choose('U_ines', await more('U_ines', card), 'case.escalate')
    const typed = { text: 'He shouts at the staff.' }
    const role = (name: 'viewer' | 'agent') =>
      all.db.kysely.updateTable('staff').set({ role: name }).where('id', '=', 'ines').execute()
    await role('viewer')
    const demoted = await all.slack.submit('U_ines', view.id, typed)
    expect(demoted.errors['text']).toContain('This needs the role agent')
    await role('agent')
    await all.slack.react('U_leo', CHANNEL, card.ts, 'white_check_mark')
    const asked = () => all.slack.messages(CHANNEL).find((one) => one.threadTs === card.ts)
    await all.slack.until(() => asked() !== undefined, 'the question')
    const resolve = { channel: CHANNEL, ts: asked()?.ts ?? '', actionId: 'case.resolve' }
    await all.slack.press('U_leo', resolve)
    await until(async () => (await row(card)).status === 'resolved')
    const late = await all.slack.submit('U_ines', view.id, typed)
    expect(late.errors['text']).toContain('already closed')
    expect(view.open && view.typed['text']?.['text']).toMatchObject({ value: typed.text })
    await all.slack.until(() => words(card.blocks).includes('"case.reopen"'), 'the card closed')
    await all.slack.press('U_leo', { channel: CHANNEL, ts: card.ts, actionId: 'case.reopen' })
    await until(async () => (await row(card)).status !== 'resolved')
    expect((await all.slack.submit('U_ines', view.id, {})).outcome).toBe('closed')
    expect(await row(card)).toMatchObject({ escalated_at: expect.any(Number) })
  })

  it('passes praise on to the colleague it is for', async () => {
    const card = await cardOf('praise', PRAISE)
    const view = await choose('U_ines', await more('U_ines', card), 'case.kudos')
    await all.slack.submit('U_ines', view.id, { to: 'mara' })
    const told = () => words(all.slack.directMessages('U_mara').map(({ blocks }) => blocks))
    await all.slack.until(() => told().includes('Somebody praises you'), 'the praise')
    expect(told()).not.toContain('best in town')
  })
})

describe('marks on a card', () => {
  it('eyes claim it, once however often the mark arrives', async () => {
    const card = await cardOf('eyes')
    await all.slack.react('U_ines', CHANNEL, card.ts, 'eyes')
    await until(async () => (await row(card)).owner_id === 'ines')
    await all.slack.react('U_leo', CHANNEL, card.ts, 'eyes')
    await all.slack.until(
      () => all.slack.ephemerals('U_leo').some(({ text }) => text.includes('already has')),
      'the loser being told',
    )
    expect(await row(card)).toMatchObject({ owner_id: 'ines', version: 2 })
  })

  it('a check mark asks in the thread where nothing was sent, and the answer resolves it', async () => {
    const card = await cardOf('check')
    await all.slack.react('U_ines', CHANNEL, card.ts, 'white_check_mark')
    const asked = () =>
      all.slack
        .messages(CHANNEL)
        .find((one) => one.threadTs === card.ts && one.text.includes('nothing was sent'))
    await all.slack.until(() => asked() !== undefined, 'the question')
    expect(await row(card)).toMatchObject({ status: 'new' })
    const ts = asked()?.ts ?? ''
    await all.slack.press('U_ines', { channel: CHANNEL, ts, actionId: 'case.resolve' })
    await until(async () => (await row(card)).status === 'resolved')
  })

  it('mean nothing from a stranger or on another message', async () => {
    const card = await cardOf('mark')
    const other = await all.slack.say('U_ines', CHANNEL, 'Lunch?')
    await all.slack.react('U_stranger', CHANNEL, card.ts, 'eyes')
    await all.slack.react('U_ines', CHANNEL, other.ts, 'eyes')
    await all.slack.react('U_ines', CHANNEL, card.ts, 'tada')
    await all.slack.settled()
    expect(await row(card)).toMatchObject({ status: 'new', version: 1 })
  })
})

describe('guests and people of other companies', () => {
  it.each([
    ['a guest of several channels', { is_restricted: true }],
    ['a guest of one channel', { is_ultra_restricted: true }],
    ['somebody of another company', { is_stranger: true, team_id: 'T_OTHER' }],
  ])('%s may do nothing, whatever role the store gives them', async (name, kind) => {
    const id = name.replaceAll(' ', '-')
    all.slack.addUser({ id: `U_${id}`, name: id, ...kind })
    const nobody = { zone: null, created_at: 1, disabled_at: null }
    await all.db.kysely
      .insertInto('staff')
      .values({ id, slack_user_id: `U_${id}`, name: id, role: 'owner', ...nobody })
      .execute()
    const card = await cardOf(id)
    await all.slack.press(`U_${id}`, { channel: CHANNEL, ts: card.ts, actionId: 'case.claim' })
    await all.slack.until(
      () => all.slack.ephemerals(`U_${id}`).some(({ text }) => text.includes('Guests')),
      'the refusal',
    )
    await all.slack.react(`U_${id}`, CHANNEL, card.ts, 'eyes')
    await all.slack.settled()
    expect(await row(card)).toMatchObject({ owner_id: null, version: 1 })
  })
})
