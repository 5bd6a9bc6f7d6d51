import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enqueue } from '../../db/queue.ts'
import { until } from '../support/demo-desk.ts'
import type { FakeView } from '../support/fake-slack/words.ts'
import { countBothWays } from '../support/listening-desk.ts'
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
  all.slack.addUser({ id: 'U_guest', name: 'guest', is_stranger: true, team_id: 'T_OTHER' })
  await all.db.kysely
    .insertInto('staff')
    .values({
      id: 'guest',
      slack_user_id: 'U_guest',
      name: 'Guest',
      role: 'owner',
      zone: null,
      created_at: 1,
      disabled_at: null,
    })
    .execute()
  await all.hear('cold', `${COMPLAINT} <!channel> https://evil.example/x`, { by: 'nadia' })
  await all.hear('kind', PRAISE, { by: 'omar' })
})

afterAll(async () => {
  expect(all.slack.violations).toEqual([])
  expect(all.slack.foreignLinks()).toEqual([])
  expect(all.slack.liveTokens.filter(({ kind }) => kind !== 'user' && kind !== 'link')).toEqual([])
  await all.close()
})

/** What a command was answered, for its typist alone. */
async function ask(user: string, line: string, channel = CHANNEL): Promise<string> {
  const before = all.slack.ephemerals(user).length
  const answer = await all.slack.command(user, line, channel)
  expect(answer.acked).toBe(true)
  await all.slack.until(() => all.slack.ephemerals(user).length > before, `an answer to ${line}`)
  return words(all.slack.ephemerals(user).at(-1)?.blocks)
}

async function dialog(user: string, open: () => Promise<unknown>): Promise<FakeView> {
  await open()
  await all.slack.until(() => all.slack.views(user).length > 0, 'the dialog')
  return all.slack.views(user)[0] as FakeView
}

function cases() {
  return all.db.kysely
    .selectFrom('case as c')
    .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
    .leftJoin('author as a', 'a.id', 'c.author_id')
    .select(['c.id', 'c.kind', 'm.key', 'm.url', 'm.text', 'm.network', 'a.handle', 'a.name'])
    .orderBy('c.id', 'desc')
    .execute()
}

describe('/earshot', () => {
  it('answers nobody outside the team, and guests with the reason', async () => {
    expect(await ask('U_stranger', '/earshot brief')).toContain('not on the Earshot team')
    expect(await ask('U_guest', '/earshot search awful')).toContain('Guests and people of other')
  })

  it('explains itself when it is called without a word, or with one it does not know', async () => {
    expect(await ask('U_vic', '/earshot')).toContain('/earshot who @handle')
    const unknown = await ask('U_vic', '/earshot constructor')
    expect(unknown).toContain('There is no command “constructor”.')
    expect(unknown).toContain('/earshot who @handle')
  })

  it('tells the day and how things stand', async () => {
    expect(await ask('U_vic', '/earshot brief')).toContain(
      '2 mentions today, 1 unhappy and 1 happy.',
    )
    const status = await ask('U_vic', '/earshot status')
    expect(status).toContain('2 open cases, none late.')
    expect(status).toContain('source.list')
  })

  it('lists one’s own cases, with their dialogs', async () => {
    expect(await ask('U_ines', '/earshot mine')).toContain('You have no open case')
    const card = await all.cardOf('cold')
    await all.slack.press('U_ines', { channel: CHANNEL, ts: card.ts, actionId: 'case.claim' })
    await until(async () => (await ask('U_ines', '/earshot mine')).includes('1 open case'))
    const { ts = '' } = all.slack.ephemerals('U_ines').at(-1) ?? {}
    const view = await dialog('U_ines', () =>
      all.slack.press('U_ines', { channel: CHANNEL, ts, actionId: 'case.verbs' }),
    )
    expect(view.title).toBe('More')
    await all.slack.closeView('U_ines')
  })

  it('shows whoever asks the cases behind a message that speaks of many, to be claimed from there', async () => {
    const { db, slack, clock } = all
    await all.hear('held', COMPLAINT, { by: 'sven' })
    const card = await all.cardOf('held')
    const caseId = caseOf(card)
    await db.kysely.updateTable('case').set({ bundled: 1 }).where('id', '=', caseId).execute()
    const row = {
      id: db.nextId(),
      kind: 'bundle.post',
      key: 'bundle:test',
      lane: `slack:${CHANNEL}`,
      case_id: null,
      priority: 9,
      payload: JSON.stringify({ counts: { complaint: 1 }, deskUrl: null }),
      due_at: clock.now(),
      created_at: clock.now(),
    }
    await db.transaction((trx) => enqueue(trx, row))
    const bundle = () => slack.messages(CHANNEL).find(({ text }) => text.includes('1 more post'))
    await slack.until(() => bundle() !== undefined, 'the bundle')
    const list = async (user: string) => {
      const before = slack.ephemerals(user).length
      await slack.press(user, {
        channel: CHANNEL,
        ts: bundle()?.ts ?? '',
        actionId: 'bundle.list',
      })
      await slack.until(() => slack.ephemerals(user).length > before, 'the cases')
      return slack.ephemerals(user).at(-1)
    }
    expect(words((await list('U_stranger'))?.blocks)).toContain('not on the Earshot team')
    const seen = words((await list('U_vic'))?.blocks)
    expect(seen).toContain('1 open case of this channel has no card of its own.')
    expect(seen).not.toContain('case.claim')
    const shown = await list('U_leo')
    const ts = shown?.ts ?? ''
    await slack.press('U_leo', { channel: CHANNEL, ts, actionId: 'case.claim' })
    const owner = () =>
      db.kysely.selectFrom('case').select('owner_id').where('id', '=', caseId).executeTakeFirst()
    await until(async () => (await owner())?.owner_id === 'leo')
    await db.kysely
      .updateTable('case')
      .set({ status: 'resolved' })
      .where('id', '=', caseId)
      .execute()
    expect(words((await list('U_leo'))?.blocks)).toContain('has a card, or is done')
  })

  it('finds posts by their words and quotes them as text', async () => {
    const found = await ask('U_vic', '/earshot search barista')
    expect(found).toContain('a cold latte and a rude barista')
    expect(found).toContain('<!channel>')
    expect(await ask('U_vic', '/earshot search submarine')).toContain('No post holds “submarine”')
    expect(await ask('U_vic', '/earshot search')).toContain('Say in words what to look for')
    for (const signs of ['"', '@', '%', '* %_', '💥'])
      expect(await ask('U_vic', `/earshot search ${signs}`)).toContain('Say in words')
  })

  it('looks in a channel that brands share for posts of those brands alone', async () => {
    const { db } = all
    const [brand] = await db.kysely.selectFrom('brand').selectAll().execute()
    if (brand === undefined) throw new Error('the demo has no brand')
    for (const [id, channel] of [
      ['sister', CHANNEL],
      ['rival', 'C2'],
    ] as const)
      await db.kysely
        .insertInto('brand')
        .values({ ...brand, id, channel })
        .execute()
    all.slack.addChannel({ id: 'C2', name: 'rival', members: ['U_vic'] })
    const here = await ask('U_vic', '/earshot search barista')
    const there = await ask('U_vic', '/earshot search barista', 'C2')
    await db.kysely.deleteFrom('brand').where('id', '!=', brand.id).execute()
    expect(here).toContain('a cold latte and a rude barista')
    expect(there).toContain('No post holds “barista”')
  })

  it('says no word back that could come to life in a notification', async () => {
    for (const line of ['playbook', 'unmute', 'mute', 'search', 'who', 'log', 'nothing']) {
      const shown = await ask('U_mara', `/earshot ${line} evil.example`)
      expect(shown, line).not.toBe('')
      const { text = '' } = all.slack.ephemerals('U_mara').at(-1) ?? {}
      expect(text, line).not.toContain('evil')
    }
    await ask('U_mara', '/earshot unmute evil.example')
    expect((await ask('U_mara', `/earshot playbook ${'x'.repeat(3000)}`)).length).toBeLessThan(400)
  })

  it('knows people by their handle, whatever its case and with or without @', async () => {
    expect(await ask('U_vic', '/earshot who @NADIA.example')).toContain('nadia')
    // Since a colleague dealt with her she is a person, and has a card.
    const card = await ask('U_vic', '/earshot who nadia.example')
    for (const part of ['(person ', '1 post', 'We gave them nothing yet.', 'a cold latte'])
      expect(card).toContain(part)
    expect(await ask('U_vic', '/earshot who <!channel>')).toContain(
      'Nobody here goes by <!channel>',
    )
  })

  it('mutes a word for the brand, shows it, and hears it again', async () => {
    expect(await ask('U_mara', '/earshot mute Latte')).toContain('“latte” make no cards')
    expect(await ask('U_mara', '/earshot mute')).toContain('“latte”')
    expect(await ask('U_mara', '/earshot mute latte')).toContain('already muted')
    expect(await ask('U_mara', '/earshot unmute latte')).toContain('make cards')
    expect(await ask('U_mara', '/earshot unmute latte')).toContain('is not muted')
    expect(await ask('U_mara', '/earshot unmute')).toContain('Nothing is muted')
    expect(await ask('U_vic', '/earshot mute rude')).toContain('needs the role approver')
  })
})

describe('a post that we did not see', () => {
  const URL = 'https://bsky.app/profile/zoe.example/post/3kabc'

  it('may have an address as long as a browser shows it', async () => {
    const long = `https://reviews.earshot-test.org/${'a'.repeat(1800)}`
    const view = await dialog('U_ines', () =>
      all.slack.command('U_ines', `/earshot log ${long}`, CHANNEL),
    )
    await all.slack.submit('U_ines', view.id, { kind: 'complaint', text: 'Cold again.' })
    expect((await cases())[0]).toMatchObject({ url: long, key: `feed:by-hand:${long}` })
    await all.slack.until(
      () => all.slack.messages(CHANNEL).some((m) => words(m.blocks).includes('Cold again.')),
      'its card',
    )
    await all.slack.closeView('U_ines')
  })

  it('becomes a case by its address, with what the person pasted', async () => {
    const view = await dialog('U_ines', () =>
      all.slack.command('U_ines', `/earshot log ${URL}?ref_src=twsrc`, CHANNEL),
    )
    expect(words(view.blocks)).toContain('On Bluesky')
    const done = await all.slack.submit('U_ines', view.id, {
      kind: 'complaint',
      text: 'Waited an hour. <@U_mara>',
    })
    expect(words(done.view?.blocks)).toContain('Its card comes to the channel')
    const [made] = await cases()
    expect(made).toMatchObject({
      kind: 'complaint',
      network: 'bluesky',
      url: URL,
      text: 'Waited an hour. <@U_mara>',
      handle: 'zoe.example',
    })
    await all.slack.until(
      () => all.slack.messages(CHANNEL).some((m) => words(m.blocks).includes('Waited an hour')),
      'its card',
    )
    await all.slack.until(
      () => words(all.slack.messages(CHANNEL)).includes('logged this by hand'),
      'the line in its thread',
    )
    const { stored, recounted } = await countBothWays(all.db)
    expect(stored).toEqual(recounted)
    await all.slack.closeView('U_ines')
  })

  it('is logged once, whoever logs it again', async () => {
    const before = (await cases()).length
    const view = await dialog('U_leo', () => all.slack.command('U_leo', `/earshot log ${URL}`))
    const done = await all.slack.submit('U_leo', view.id, { kind: 'praise', text: 'Again' })
    expect(words(done.view?.blocks)).toContain('We have this post already: it is case')
    expect(await cases()).toHaveLength(before)
    await all.slack.closeView('U_leo')
  })

  it.each([
    'nothing at all',
    'http://127.0.0.1:4747/cases/1',
    'https://metadata.internal/post/1',
    'https://user:pw@bsky.app/profile/a.example/post/1',
    'javascript:alert(1)',
  ])('is not made of %s', async (address) => {
    expect(await ask('U_ines', `/earshot log ${address}`)).toContain('address of a public post')
  })

  it('is nothing for a viewer', async () => {
    expect(await ask('U_vic', `/earshot log ${URL}`)).toContain('needs the role agent')
  })

  it('may be a message in Slack itself, tracked as a mention', async () => {
    const { ts } = await all.slack.say('U_stranger', CHANNEL, 'Juniper forgot my order twice')
    const view = await dialog('U_ines', () =>
      all.slack.shortcut('U_ines', 'track_message', { channel: CHANNEL, ts }),
    )
    const done = await all.slack.submit('U_ines', view.id, { kind: 'question' })
    expect(words(done.view?.blocks)).toContain('This is case')
    const [made] = await cases()
    expect(made).toMatchObject({
      network: 'slack',
      kind: 'question',
      text: 'Juniper forgot my order twice',
      key: `slack:${all.slack.teamId}:${CHANNEL}:${ts}`,
      name: 'stranger',
    })
    await all.slack.closeView('U_ines')
  })

  it('is never one of our own cards, and never for a guest', async () => {
    const card = await all.cardOf('kind')
    const on = { channel: CHANNEL, ts: card.ts }
    const own = await dialog('U_ines', () => all.slack.shortcut('U_ines', 'track_message', on))
    expect(words(own.blocks)).toContain('This is a card of ours')
    await all.slack.closeView('U_ines')
    const guest = await dialog('U_guest', () => all.slack.shortcut('U_guest', 'track_message', on))
    expect(words(guest.blocks)).toContain('Guests')
    await all.slack.closeView('U_guest')
  })
})

describe('Log a contact', () => {
  it('writes down a call of somebody we know by handle, and of somebody new by name', async () => {
    for (const who of ['@omar.example', 'Mrs Lind', 'mrs lind', 'omar.example']) {
      const view = await dialog('U_ines', () => all.slack.shortcut('U_ines', 'log_contact'))
      const values = { who, way: 'phone', said: 'thanks', text: `Rang. ${who}` }
      const done = await all.slack.submit('U_ines', view.id, values)
      if (who === 'mrs lind' || who === 'omar.example') {
        // A name is never taken for somebody by itself.
        expect(words(done.view?.blocks)).toContain('Who of them is it?')
        const options = JSON.stringify(done.view?.blocks)
        const [, which = ''] = /"value":"(person:\d+)"/.exec(options) ?? []
        const chosen = { ...values, which: who === 'mrs lind' ? which : 'new' }
        const sure = await all.slack.submit('U_ines', view.id, chosen)
        expect(words(sure.view?.blocks)).toContain('It is written down')
      } else expect(words(done.view?.blocks)).toContain('It is written down')
      await all.slack.closeView('U_ines')
    }
    const rows = await all.db.kysely
      .selectFrom('contact as k')
      .innerJoin('person as p', 'p.id', 'k.person_id')
      .select(['p.name', 'p.id', 'k.way', 'k.intents', 'k.staff_id'])
      .orderBy('k.id')
      .execute()
    expect(rows).toMatchObject([
      { name: 'omar', way: 'phone', intents: '["thanks"]', staff_id: 'ines' },
      { name: 'Mrs Lind' },
      { name: 'Mrs Lind' },
      { name: 'omar.example' },
    ])
    expect(rows[1]?.id).toBe(rows[2]?.id)
  })

  it('says in the dialog why not', async () => {
    const view = await dialog('U_vic', () => all.slack.shortcut('U_vic', 'log_contact'))
    const values = { who: 'Somebody', way: 'shop', said: 'talk', text: 'Came in.' }
    const done = await all.slack.submit('U_vic', view.id, values)
    expect(done.errors['text']).toContain('needs the role agent')
    await all.slack.closeView('U_vic')
  })

  it.each([
    ['@omra.example', 'No account called @omra.example is known here.'],
    ['@', 'No account called @ is known here.'],
    ['...', 'Give them a name'],
    [' ', 'Give them a name'],
  ])('makes nobody of %s', async (who, why) => {
    const people = () => all.db.kysely.selectFrom('person').select('id').execute()
    const before = (await people()).length
    const view = await dialog('U_ines', () => all.slack.shortcut('U_ines', 'log_contact'))
    const values = { who, way: 'shop', said: 'talk', text: 'Came in.' }
    const done = await all.slack.submit('U_ines', view.id, values)
    expect(done.errors['who']).toContain(why)
    expect(await people()).toHaveLength(before)
    await all.slack.closeView('U_ines')
  })
})
