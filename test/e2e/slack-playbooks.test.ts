import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openIncident, readIncidents } from '../../db/incidents.ts'
import { readPlaybooks } from '../../db/playbooks.ts'
import { until } from '../support/demo-desk.ts'
import type { FakeMessage, FakeView } from '../support/fake-slack/words.ts'
import { CHANNEL, COMPLAINT, openSlackDesk, type SlackDesk, words } from './slack-desk.ts'

let all: SlackDesk
beforeAll(async () => {
  all = await openSlackDesk()
  // The first act finds a program that has just been started.
  for (const user of ['U_ines', 'U_leo', 'U_mara']) {
    await all.slack.command(user, '/earshot help')
    await all.slack.until(() => all.slack.ephemerals(user).length > 0, 'an answer')
  }
})
afterAll(async () => {
  expect(all.slack.violations).toEqual([])
  await all.close()
})

const top = (user: string) => all.slack.views(user).at(-1) as FakeView

/** Acts until a dialog is there: on a busy machine a trigger can end before it is used, and people act again. */
async function opened(user: string, act: () => Promise<unknown>, what: string): Promise<FakeView> {
  for (;;) {
    const told = all.slack.ephemerals(user).length
    await act()
    await all.slack.until(
      () => all.slack.views(user).length > 0 || all.slack.ephemerals(user).length > told,
      what,
    )
    if (all.slack.views(user).length > 0) return top(user)
  }
}

const command = (user: string, line: string) =>
  opened(user, () => all.slack.command(user, line), line)

const pressOn = (user: string, card: FakeMessage, actionId: string) =>
  opened(user, () => all.slack.press(user, { channel: CHANNEL, ts: card.ts, actionId }), actionId)

const kept = async (id: string) => (await readPlaybooks(all.db.kysely)).find((one) => one.id === id)

describe('the team’s answers in Slack', () => {
  it('are read by everybody and changed by those who may, with the checks of the desk', async () => {
    const ines = await command('U_ines', '/earshot playbook')
    expect(ines.submitText).toBeNull()
    await all.slack.press('U_ines', {
      view: ines.id,
      actionId: 'playbook.pick',
      value: 'complaint',
    })
    await all.slack.until(
      () => words(ines.blocks).includes('When to break the rule'),
      'the playbook',
    )
    expect(words(ines.blocks)).toContain('Nobody answered with it yet')
    expect(ines.submitText).toBeNull()
    await all.slack.closeView('U_ines', ines.id)

    const leo = await command('U_leo', '/earshot playbook compl')
    expect(leo.submitText).toBe('Keep this playbook')
    const typed = {
      facts: 'refund_time = 14 days | refund, money back',
      gives: 'A free coffee | a lot',
      breakTheRule: 'Pay at once where it is our fault.',
    }
    const refused = await all.slack.submit('U_leo', leo.id, typed)
    expect(refused.errors['complaint:gives']).toContain('Line 1 of what may be given')
    const hidden = await all.slack.submit('U_leo', leo.id, { steps: 'x\u202Ey' })
    expect(hidden.errors['complaint:name']).toContain('signs in it that nobody sees')
    const done = await all.slack.submit('U_leo', leo.id, {
      gives: 'A free coffee | 4.50',
      steps: 'Say sorry.',
    })
    expect(done.outcome).toBe('closed')
    expect(await kept('complaint')).toMatchObject({
      isStarter: false,
      kinds: ['complaint'],
      steps: ['Say sorry.'],
      breakTheRule: 'Pay at once where it is our fault.',
      facts: [{ name: 'refund_time', value: '14 days', about: ['refund', 'money back'] }],
      gives: [{ id: 'a-free-coffee', name: 'A free coffee', upTo: 4.5 }],
      enabled: true,
    })
  })

  it('get a new one, and nobody writes over what they have not seen', async () => {
    const leo = await command('U_leo', '/earshot playbook')
    await all.slack.press('U_leo', { view: leo.id, actionId: 'playbook.new' })
    await all.slack.until(() => leo.submitText === 'Keep this playbook', 'the form')
    const form = {
      name: 'Complaint',
      kinds: ['question'],
      answer: '{greeting} the menu is online.',
    }
    const taken = await all.slack.submit('U_leo', leo.id, form)
    expect(taken.errors['+:name']).toContain('with this name already')
    expect((await all.slack.submit('U_leo', leo.id, { name: 'Menu', enabled: [] })).outcome).toBe(
      'closed',
    )
    expect(await kept('menu')).toMatchObject({ kinds: ['question'], enabled: false, brand: null })

    const first = await command('U_leo', '/earshot playbook menu')
    const second = await command('U_mara', '/earshot playbook menu')
    await all.slack.submit('U_leo', first.id, { answer: '{greeting} it hangs in the window.' })
    const late = await all.slack.submit('U_mara', second.id, { answer: '{greeting} ask us.' })
    expect(late.errors['menu:name']).toContain('A colleague changed this playbook')
    expect(await kept('menu')).toMatchObject({ answer: '{greeting} it hangs in the window.' })
    await all.slack.closeView('U_mara', second.id)
  })

  it('are changed out of a reply, whose words wait below', async () => {
    await all.hear('below', COMPLAINT, { by: 'uma', name: 'Uma Reed' })
    const card = await all.cardOf('below')
    const agent = await pressOn('U_ines', card, 'case.reply')
    expect(words(agent.blocks)).not.toContain('playbook.edit')
    await all.slack.closeView('U_ines', agent.id)
    const reply = await pressOn('U_leo', card, 'case.reply')
    expect(words(reply.blocks)).toContain('A free coffee, up to 4.50')
    all.slack.fill('U_leo', reply.id, { text: 'Half a sentence' })
    await all.slack.press('U_leo', { view: reply.id, actionId: 'playbook.edit' })
    await all.slack.until(() => all.slack.views('U_leo').length === 2, 'the playbook on top')
    const done = await all.slack.submit('U_leo', top('U_leo').id, {
      ask: '{greeting} which day was it?',
    })
    expect(done.outcome).toBe('closed')
    expect(await kept('complaint')).toMatchObject({ ask: '{greeting} which day was it?' })
    expect(top('U_leo').id).toBe(reply.id)
    await all.slack.closeView('U_leo', reply.id)
    await until(() =>
      all.db.kysely
        .selectFrom('draft')
        .select('text')
        .where('text', '=', 'Half a sentence')
        .executeTakeFirst(),
    )
    const again = await pressOn('U_leo', card, 'case.reply')
    expect(words(again.blocks)).toContain('Half a sentence')
    await all.slack.closeView('U_leo', again.id)
  })

  it('stand on Home, too', async () => {
    await all.slack.openHome('U_ines')
    await all.slack.until(
      () => words(all.slack.home('U_ines')?.blocks ?? []).includes('Playbooks'),
      'Home',
    )
    const home = all.slack.home('U_ines')?.id ?? ''
    await all.slack.press('U_ines', { view: home, actionId: 'playbook.list' })
    await all.slack.until(() => all.slack.views('U_ines').length > 0, 'the list')
    expect(words(top('U_ines').blocks)).toContain('the same question gets the same facts')
    await all.slack.closeView('U_ines')
  })
})

describe('the statement about an incident', () => {
  it('is written once, offered to each case as its draft, and pressed case by case', async () => {
    const evidence = {
      found: 30,
      expected: 3,
      chance: 0.00001,
      hours: 1,
      authors: 28,
      unhappy: 25,
      topics: ['card reader'],
      mentionIds: [],
      deafSources: [],
    }
    const now = all.clock.now()
    await all.db.transaction((trx) =>
      openIncident(
        { trx, nextId: all.db.nextId, now },
        { brandId: 'juniper', kind: 'spike', mentionId: null, startedAt: now - 60_000, evidence },
        CHANNEL,
      ),
    )
    await all.db.kysely
      .updateTable('outbox')
      .set({ due_at: now })
      .where('kind', '=', 'incident.post')
      .execute()
    const message = () =>
      all.slack
        .messages(CHANNEL)
        .find(({ blocks }) => words(blocks).includes('Far more posts than usual'))
    await all.slack.until(() => message() !== undefined, 'the incident')
    const told = message() as FakeMessage

    const agent = await pressOn('U_ines', told, 'incident.state')
    expect(agent.submitText).toBeNull()
    expect(words(agent.blocks)).toContain('Nothing is written yet. An approver can.')
    await all.slack.closeView('U_ines')
    await all.slack.press('U_stranger', {
      channel: CHANNEL,
      ts: told.ts,
      actionId: 'incident.state',
    })
    await all.slack.until(() => all.slack.ephemerals('U_stranger').length > 0, 'the refusal')

    const first = await pressOn('U_leo', told, 'incident.state')
    const second = await pressOn('U_mara', told, 'incident.state')
    const risky = await all.slack.submit('U_leo', first.id, { text: 'See http://localhost:1/' })
    expect(risky.errors['text']).toContain('only the team can open it')
    const said = '{greeting} our card reader is broken. Cash works.'
    expect((await all.slack.submit('U_leo', first.id, { text: said })).outcome).toBe('closed')
    const late = await all.slack.submit('U_mara', second.id, { text: 'It was the power.' })
    expect(late.errors['text']).toContain('Leo Marsh wrote it anew')
    await all.slack.closeView('U_mara')
    await all.slack.until(() => words(told.blocks).includes('Change the statement…'), 'the message')
    expect(words(told.blocks)).toContain('our card reader is broken')

    for (const [id, name] of [
      ['reader-1', 'Bo'],
      ['reader-2', 'Cy'],
    ] as const) {
      await all.hear(id, `${COMPLAINT} The card reader is dead.`, { by: id, name })
      const reply = await pressOn('U_ines', await all.cardOf(id), 'case.reply')
      expect(words(reply.blocks)).toContain(`Hi ${name}, our card reader is broken. Cash works.`)
      expect((await all.slack.submit('U_ines', reply.id)).outcome).toBe('closed')
      await until(() => all.replies.find(({ to }) => to === id))
    }
    const readers = all.replies.filter(({ text }) => text.includes('Cash works.'))
    expect(readers.map(({ to }) => to).sort()).toEqual(['reader-1', 'reader-2'])
    expect(await readIncidents(all.db.kysely, 'juniper', 0)).toHaveLength(1)
  })
})
