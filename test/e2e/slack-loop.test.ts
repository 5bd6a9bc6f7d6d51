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
  all = await openSlackDesk()
})

afterAll(async () => {
  expect(all.slack.violations).toEqual([])
  expect(all.slack.liveTokens.filter(({ kind }) => kind !== 'user')).toEqual([])
  await all.close()
})

async function press(user: string, card: FakeMessage, actionId: string): Promise<void> {
  const answer = await all.slack.press(user, { channel: CHANNEL, ts: card.ts, actionId })
  expect(answer.acked).toBe(true)
}

async function openDialog(user: string, card: FakeMessage, actionId: string): Promise<FakeView> {
  await press(user, card, actionId)
  await all.slack.until(() => all.slack.views(user).length > 0, 'a dialog')
  return all.slack.views(user)[0] as FakeView
}

async function told(user: string, part: string): Promise<void> {
  await all.slack.until(
    () => all.slack.ephemerals(user).some((e) => e.text.includes(part)),
    `${user} being told "${part}"`,
  )
}

async function says(card: FakeMessage, part: string): Promise<void> {
  await all.slack.until(() => words(card.blocks).includes(part), `the card saying "${part}"`)
}

function caseRow(id: number) {
  return all.db.kysely.selectFrom('case').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

/** The channel as people scroll through it: what stands in threads is not there. */
function cards(): readonly FakeMessage[] {
  return all.slack.messages(CHANNEL).filter(({ threadTs }) => threadTs === null)
}

describe('the loop in Slack', () => {
  it('shows a post as one card, and a second post of the same author in the same card', async () => {
    await all.hear('one', COMPLAINT, { by: 'nadia' })
    const card = await all.cardOf('one')
    await all.hear('two', 'Still no refund from Juniper Coffee, this is awful.', { by: 'nadia' })
    await says(card, '2 posts')
    expect(cards()).toHaveLength(1)
  })

  it('shows on the card, edited in place, who claimed the case', async () => {
    await all.hear('claim', COMPLAINT, { by: 'theo' })
    const card = await all.cardOf('claim')
    const before = cards().length
    await press('U_ines', card, 'case.claim')
    await says(card, 'U_ines')
    const row = await caseRow(caseOf(card))
    expect(row).toMatchObject({ owner_id: 'ines', status: 'claimed' })
    expect(cards()).toHaveLength(before)
    expect(words(card.blocks)).not.toContain('"case.claim"')
  })

  it('gives a case to one of two who press at once, and tells the loser', async () => {
    await all.hear('race', COMPLAINT, { by: 'rowan' })
    const card = await all.cardOf('race')
    await Promise.all([press('U_ines', card, 'case.claim'), press('U_leo', card, 'case.claim')])
    await all.slack.until(
      () => all.slack.ephemerals('U_ines').length + all.slack.ephemerals('U_leo').length === 1,
      'one loser',
    )
    const owner = (await caseRow(caseOf(card))).owner_id
    const loser = owner === 'ines' ? 'U_leo' : 'U_ines'
    await told(loser, 'already has this case')
  })

  it('sends exactly one reply from a dialog, and the card says that it was answered', async () => {
    await all.hear('reply', COMPLAINT, { by: 'sofie' })
    const card = await all.cardOf('reply')
    await press('U_ines', card, 'case.claim')
    await says(card, 'U_ines')
    const view = await openDialog('U_ines', card, 'case.reply')
    expect(words(view.blocks)).toContain('@junipercoffee')
    const done = await all.slack.submit('U_ines', view.id, { text: 'I am sorry, Sofie.' })
    expect(done.outcome).toBe('closed')
    await until(async () => (await caseRow(caseOf(card))).status === 'replied')
    await until(async () =>
      words(card.blocks).includes(`:${(await caseRow(caseOf(card))).version}:`),
    )
    expect(words(card.blocks).toLowerCase()).toMatch(/answered|replied/)
    expect(all.replies.map(({ to, text }) => ({ to, text }))).toEqual([
      { to: 'reply', text: 'I am sorry, Sofie.' },
    ])
  })

  it('sends nothing again when Slack delivers a submitted dialog twice', async () => {
    await all.slack.settled()
    const last = all.slack.deliveries.findLastIndex(
      ({ body }) => body['type'] === 'view_submission',
    )
    const again = await all.slack.redeliver(all.slack.deliveries.length - last)
    expect(again.every(({ acked }) => acked)).toBe(true)
    await all.desk.deliverDue()
    expect(all.replies).toHaveLength(1)
  })

  it('keeps the typed words of a refused dialog, and takes them once they are mended', async () => {
    await all.hear('refused', COMPLAINT, { by: 'mona' })
    const card = await all.cardOf('refused')
    const view = await openDialog('U_ines', card, 'case.reply')
    const first = await all.slack.submit('U_ines', view.id, { text: 'Dear {name}, sorry.' })
    expect(first.outcome).toBe('errors')
    expect(first.errors['text']).toContain('Fill in {name}')
    expect(words(view.typed)).toContain('Dear {name}, sorry.')
    const second = await all.slack.submit('U_ines', view.id, { text: 'Dear Mona, sorry.' })
    expect(second.outcome).toBe('closed')
    await until(() => all.replies.find(({ to }) => to === 'refused'))
    expect(all.replies.filter(({ to }) => to === 'refused')).toHaveLength(1)
  })

  it('offers the words of a closed dialog again when it is opened anew', async () => {
    await all.hear('draft', COMPLAINT, { by: 'kai' })
    const card = await all.cardOf('draft')
    const view = await openDialog('U_ines', card, 'case.reply')
    all.slack.fill('U_ines', view.id, { text: 'Half a thought' })
    const first = await all.slack.submit('U_ines', view.id, { text: 'Half {a} thought' })
    expect(first.outcome).toBe('errors')
    await all.slack.closeView('U_ines', view.id)
    const again = await openDialog('U_ines', card, 'case.reply')
    expect(words(again.blocks)).toContain('Half {a} thought')
    await all.slack.closeView('U_ines', again.id)
    expect(all.replies.filter(({ to }) => to === 'draft')).toEqual([])
  })

  it('thanks somebody with one code and says that it is a gift', async () => {
    await all.hear('thank', PRAISE, { by: 'lena' })
    const card = await all.cardOf('thank')
    const view = await openDialog('U_ines', card, 'case.thank')
    const done = await all.slack.submit('U_ines', view.id, {
      text: 'Thank you, Lena.',
      gift: 'cake',
      reason: 'Second kind post this week',
    })
    expect(done.outcome).toBe('closed')
    const reply = await until(() => all.replies.find(({ to }) => to === 'thank'))
    expect(reply.text).toContain('No review asked.')
    expect(reply.text).toMatch(/CAKE-\d$/)
    const codes = await all.db.kysely
      .selectFrom('reward_code')
      .select('id')
      .where('state', '=', 'claimed')
      .execute()
    expect(codes).toHaveLength(1)
  })

  it('lets nothing leave that was said in the thread of a card', async () => {
    await all.hear('talk', COMPLAINT, { by: 'otto' })
    const card = await all.cardOf('talk')
    const before = all.replies.length
    await all.slack.say('U_ines', CHANNEL, 'Tell him we are sorry', card.ts)
    await all.slack.say('U_mara', CHANNEL, `<@${all.slack.botUserId}> send: sorry`, card.ts)
    await all.slack.settled()
    await all.desk.deliverDue()
    expect(all.replies).toHaveLength(before)
    const rows = await all.db.kysely
      .selectFrom('reply')
      .select('id')
      .where('case_id', '=', caseOf(card))
      .execute()
    expect(rows).toEqual([])
  })

  it('refuses the press of somebody who is not on the team', async () => {
    await all.hear('stranger', COMPLAINT, { by: 'pia' })
    const card = await all.cardOf('stranger')
    for (const action of ['case.claim', 'case.reply']) await press('U_stranger', card, action)
    await told('U_stranger', 'not on the Earshot team')
    await all.slack.settled()
    expect(all.slack.views('U_stranger')).toEqual([])
    expect((await caseRow(caseOf(card))).owner_id).toBeNull()
  })
})
