import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countBothWays } from '../support/listening-desk.ts'
import { type CommandDesk, openCommandDesk } from './command-desk.ts'
import { CHANNEL, words } from './slack-desk.ts'

let all: CommandDesk

beforeAll(async () => {
  all = await openCommandDesk()
})

afterAll(() => all.close())

describe('a post that we did not see', () => {
  const URL = 'https://bsky.app/profile/zoe.example/post/3kabc'

  it('may have an address as long as a browser shows it', async () => {
    const long = `https://reviews.earshot-test.org/${'a'.repeat(1800)}`
    const view = await all.dialog('U_ines', () =>
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
    const view = await all.dialog('U_ines', () =>
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
    const view = await all.dialog('U_leo', () => all.slack.command('U_leo', `/earshot log ${URL}`))
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
    expect(await all.ask('U_ines', `/earshot log ${address}`)).toContain('address of a public post')
  })

  it('is nothing for a viewer', async () => {
    expect(await all.ask('U_vic', `/earshot log ${URL}`)).toContain('needs the role agent')
  })

  it('may be a message in Slack itself, tracked as a mention', async () => {
    const { ts } = await all.slack.say('U_stranger', CHANNEL, 'Juniper forgot my order twice')
    const view = await all.dialog('U_ines', () =>
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
    const own = await all.dialog('U_ines', () => all.slack.shortcut('U_ines', 'track_message', on))
    expect(words(own.blocks)).toContain('This is a card of ours')
    await all.slack.closeView('U_ines')
    const guest = await all.dialog('U_guest', () =>
      all.slack.shortcut('U_guest', 'track_message', on),
    )
    expect(words(guest.blocks)).toContain('Guests')
    await all.slack.closeView('U_guest')
  })
})

describe('Log a contact', () => {
  it('writes down a call of somebody we know by handle, and of somebody new by name', async () => {
    for (const who of ['@omar.example', 'Mrs Lind', 'mrs lind', 'omar.example']) {
      const view = await all.dialog('U_ines', () => all.slack.shortcut('U_ines', 'log_contact'))
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
    const view = await all.dialog('U_vic', () => all.slack.shortcut('U_vic', 'log_contact'))
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
    const view = await all.dialog('U_ines', () => all.slack.shortcut('U_ines', 'log_contact'))
    const values = { who, way: 'shop', said: 'talk', text: 'Came in.' }
    const done = await all.slack.submit('U_ines', view.id, values)
    expect(done.errors['who']).toContain(why)
    expect(await people()).toHaveLength(before)
    await all.slack.closeView('U_ines')
  })
})

/** The newest first. */
function cases() {
  return all.db.kysely
    .selectFrom('case as c')
    .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
    .leftJoin('author as a', 'a.id', 'c.author_id')
    .select(['c.id', 'c.kind', 'm.key', 'm.url', 'm.text', 'm.network', 'a.handle', 'a.name'])
    .orderBy('c.id', 'desc')
    .execute()
}
