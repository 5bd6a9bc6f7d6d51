import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../support/demo-desk.ts'
import type { FakeMessage } from '../support/fake-slack/words.ts'
import { CHANNEL, COMPLAINT, caseOf, openSlackDesk, type SlackDesk, words } from './slack-desk.ts'

/** A machine that answers when the test says so. */
function createMachine() {
  const open: ((text: string) => void)[] = []
  return {
    drafter: () => new Promise<string>((resolve) => open.push(resolve)),
    isAsked: () => open.length > 0,
    answer: (text: string) => open.shift()?.(text),
  }
}

const machine = createMachine()
let all: SlackDesk
beforeAll(async () => {
  all = await openSlackDesk({ drafter: machine.drafter })
})
afterAll(() => all.close())

async function open(user: string, card: FakeMessage, action = 'case.reply') {
  const before = all.slack.views(user).length
  await all.slack.press(user, { channel: CHANNEL, ts: card.ts, actionId: action })
  await all.slack.until(() => all.slack.views(user).length > before, `${action} of ${user}`)
  const view = all.slack.views(user).at(-1)
  if (view === undefined) throw new Error('no dialog')
  return view
}

const saysOnCard = (card: FakeMessage, text: string) =>
  all.slack.until(
    () =>
      all.slack
        .messages(CHANNEL)
        .some((one) => caseOf(one) === caseOf(card) && words(one.blocks).includes(text)),
    `“${text}” on the card`,
  )

describe('the Reply dialog in Slack', () => {
  it('opens with the draft of the playbook, its steps, the count and whoever may be writing', async () => {
    await all.hear('open', COMPLAINT, { by: 'nora', name: 'Nora Field' })
    const card = await all.cardOf('open')
    const ines = await open('U_ines', card)
    const shown = words(ines.blocks)
    expect(shown).toContain('Hi Nora, I am sorry')
    expect(shown).toContain('Find out what went wrong')
    expect(shown).toMatch(/\d+ of \d+ characters on Bluesky/)
    expect(shown).toContain('Fill in {what_we_do}')
    await saysOnCard(card, 'is replying, until')
    const leo = await open('U_leo', card)
    expect(words(leo.blocks)).toContain('Ines Okafor is replying since')
    const blocked = await all.slack.submit('U_leo', leo.id, { text: 'Leo is sorry.' })
    expect(blocked.errors['text']).toContain('Ines Okafor is writing an answer')
    const sent = await all.slack.submit('U_leo', leo.id, { text: 'Leo is sorry.', anyway: ['yes'] })
    expect(sent.outcome).toBe('closed')
    const late = await all.slack.submit('U_ines', ines.id, { text: 'Ines is sorry.' })
    expect(late.errors['text']).toContain('Leo Marsh answered this')
    await all.slack.closeView('U_ines', ines.id)
    await until(() => all.replies.find(({ to }) => to === 'open'))
    expect(all.replies.filter(({ to }) => to === 'open').map(({ text }) => text)).toEqual([
      'Leo is sorry.',
    ])
    const again = await open('U_ines', card)
    expect(words(again.blocks)).toContain('Ines is sorry.')
    await all.slack.closeView('U_ines', again.id)
  })

  it('shows a promise before it is made, and takes another draft behind words of one’s own', async () => {
    await all.hear('promise', COMPLAINT, { by: 'otto', name: 'Otto Reed' })
    const card = await all.cardOf('promise')
    const view = await open('U_ines', card)
    all.slack.fill('U_ines', view.id, { text: 'My own words.' })
    await all.slack.press('U_ines', {
      view: view.id,
      actionId: 'reply.draft',
      value: 'complaint:ask',
    })
    await all.slack.until(
      () => words(all.slack.views('U_ines').at(-1)?.blocks).includes('My own words.\\n\\nHi Otto'),
      'the question behind the words',
    )
    const first = await all.slack.submit('U_ines', view.id, { text: 'We promise to mend it.' })
    expect(first.outcome).toBe('updated')
    const asked = all.slack.views('U_ines').at(-1)
    expect(words(asked?.blocks)).toContain('“We promise” is a promise')
    expect(asked?.submitText).toBe('Send anyway')
    const second = await all.slack.submit('U_ines', view.id, {
      text: 'We promise to mend it.',
      after: ['resolve'],
      follow: '2d',
    })
    expect(second.outcome).toBe('closed')
    const row = await until(() =>
      all.db.kysely
        .selectFrom('case')
        .selectAll()
        .where('id', '=', caseOf(card))
        .where('status', '=', 'resolved')
        .executeTakeFirst(),
    )
    expect(row.follow_up_at).not.toBeNull()
    expect(all.replies.filter(({ to }) => to === 'promise')).toHaveLength(1)
  })

  it('puts the question of the playbook in with one press', async () => {
    await all.hear('ask', COMPLAINT, { by: 'uma', name: 'Uma Hill' })
    const view = await open('U_ines', await all.cardOf('ask'))
    const ask = { view: view.id, actionId: 'reply.ask' }
    const asked = JSON.stringify('complaint:ask')
    await all.slack.press('U_ines', ask)
    await all.slack.until(
      () => view.privateMetadata.includes(`"chosen":${asked}`),
      'the question in the field',
    )
    expect(words(view.blocks)).not.toContain('"reply.ask"')
    const done = await all.slack.submit('U_ines', view.id, { text: 'Which table was it?' })
    expect(done.outcome).toBe('closed')
  })

  it('offers to reply anyway where a colleague began after the dialog was opened', async () => {
    await all.hear('late-lock', COMPLAINT, { by: 'vera', name: 'Vera Stone' })
    const card = await all.cardOf('late-lock')
    const view = await open('U_ines', card)
    // Ten minutes later.
    await all.db.kysely.deleteFrom('reply_lock').where('case_id', '=', caseOf(card)).execute()
    const leo = await open('U_leo', card)
    const told = await all.slack.submit('U_ines', view.id, { text: 'Ines is sorry.' })
    expect(told.outcome).toBe('updated')
    expect(words(view.blocks)).toContain('tick “Reply anyway” to send yours')
    const form = { text: 'Ines is sorry.', anyway: ['yes'] }
    expect((await all.slack.submit('U_ines', view.id, form)).outcome).toBe('closed')
    await all.slack.closeView('U_leo', leo.id)
    await until(() => all.replies.find(({ to }) => to === 'late-lock'))
  })

  it('shows what a machine drafted beside the words, and puts it in only when somebody takes it', async () => {
    await all.hear('machine', COMPLAINT, { by: 'rosa', name: 'Rosa Lind' })
    const card = await all.cardOf('machine')
    const view = await open('U_ines', card)
    const shown = () => words(all.slack.views('U_ines').at(-1)?.blocks)
    const asks = await all.slack.press('U_ines', { view: view.id, actionId: 'reply.suggest' })
    expect(asks.acked).toBe(true)
    await all.slack.until(() => shown().includes('A machine is drafting'), 'the wait')
    await until(() => machine.isAsked())
    // Typed after the question was asked: Slack tells nobody.
    all.slack.fill('U_ines', view.id, { text: 'I was there myself.' })
    machine.answer('Hi Rosa, I am sorry. I am looking into it now.')
    await all.slack.until(() => shown().includes('Read it as if a stranger'), 'the draft')
    await all.slack.press('U_ines', { view: view.id, actionId: 'reply.check' })
    await all.slack.until(() => shown().includes('19 of'), 'the count of own words')
    expect(shown()).toContain('Hi Rosa, I am sorry. I am looking into it now.')
    await all.slack.press('U_ines', { view: view.id, actionId: 'reply.take' })
    await all.slack.until(
      () => shown().includes('I was there myself.\\n\\nHi Rosa, I am sorry. I am looking'),
      'the draft behind the words',
    )
    await all.slack.press('U_ines', { view: view.id, actionId: 'reply.check' })
    await all.slack.settled()
    expect(shown()).toContain('I was there myself.\\n\\nHi Rosa')
    // What the playbook does not allow is not shown.
    await all.slack.press('U_ines', { view: view.id, actionId: 'reply.suggest' })
    await until(() => machine.isAsked())
    machine.answer('Call +49 30 1234567 and get 50 EUR.')
    await all.slack.until(() => shown().includes('was not taken'), 'the refusal')
    expect(shown()).not.toContain('1234567')
    await all.slack.closeView('U_ines', view.id)
    expect(all.replies.filter(({ to }) => to === 'machine')).toEqual([])
  })

  it('holds words about money back until a second person lets them go', async () => {
    await all.hear('refund', `${COMPLAINT} I want a refund.`, { by: 'pia', name: 'Pia Moss' })
    const card = await all.cardOf('refund')
    const view = await open('U_ines', card)
    expect(view.submitText).toBe('Ask for approval')
    await all.slack.submit('U_ines', view.id, { text: 'We look into it.' })
    await saysOnCard(card, 'Review reply…')
    const review = await open('U_leo', card, 'reply.review')
    expect(words(review.blocks)).toContain('We look into it.')
    expect(all.replies.filter(({ to }) => to === 'refund')).toEqual([])
    // Whatever is no answer decides nothing, and above all it sends nothing back.
    for (const selected_option of [null, { value: 'perhaps' }, { value: '__proto__' }]) {
      const { payload } = await all.slack.forge('U_leo', {
        type: 'view_submission',
        response_url: null,
        view: {
          id: review.id,
          hash: review.hash,
          callback_id: 'reply.review.submit',
          private_metadata: review.privateMetadata,
          state: { values: { decision: { decision: { selected_option } } } },
          blocks: review.blocks,
        },
      })
      expect(payload).toEqual({
        response_action: 'errors',
        errors: { decision: 'Choose one of the answers first.' },
      })
    }
    const done = await all.slack.submit('U_leo', review.id, { decision: 'approve' })
    expect(done.outcome).toBe('closed')
    await until(() => all.replies.find(({ to }) => to === 'refund'))
    expect(all.slack.violations).toEqual([])
  })
})
