import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { logContact } from '../../actions/log-contact.ts'
import { enqueue } from '../../db/queue.ts'
import { until } from '../support/demo-desk.ts'
import { type CommandDesk, openCommandDesk } from './command-desk.ts'
import { CHANNEL, COMPLAINT, caseOf, words } from './slack-desk.ts'

let all: CommandDesk

beforeAll(async () => {
  all = await openCommandDesk()
})

afterAll(() => all.close())

describe('/earshot', () => {
  it('answers nobody outside the team, and guests with the reason', async () => {
    expect(await all.ask('U_stranger', '/earshot brief')).toContain('not on the Earshot team')
    expect(await all.ask('U_guest', '/earshot search awful')).toContain(
      'Guests and people of other',
    )
  })

  it('explains itself when it is called without a word, or with one it does not know', async () => {
    expect(await all.ask('U_vic', '/earshot')).toContain('/earshot who @handle')
    const unknown = await all.ask('U_vic', '/earshot constructor')
    expect(unknown).toContain('There is no command “constructor”.')
    expect(unknown).toContain('/earshot who @handle')
  })

  it('tells the day and how things stand', async () => {
    expect(await all.ask('U_vic', '/earshot brief')).toContain(
      '2 mentions today, 1 unhappy and 1 happy.',
    )
    const status = await all.ask('U_vic', '/earshot status')
    expect(status).toContain('2 open cases, none late.')
    expect(status).toContain('source.list')
  })

  it('lists one’s own cases, with their dialogs', async () => {
    expect(await all.ask('U_ines', '/earshot mine')).toContain('You have no open case')
    const card = await all.cardOf('cold')
    await all.slack.press('U_ines', { channel: CHANNEL, ts: card.ts, actionId: 'case.claim' })
    await until(async () => (await all.ask('U_ines', '/earshot mine')).includes('1 open case'))
    const { ts = '' } = all.slack.ephemerals('U_ines').at(-1) ?? {}
    const view = await all.dialog('U_ines', () =>
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
    const found = await all.ask('U_vic', '/earshot search barista')
    expect(found).toContain('a cold latte and a rude barista')
    expect(found).toContain('<!channel>')
    expect(await all.ask('U_vic', '/earshot search submarine')).toContain(
      'No post holds “submarine”',
    )
    expect(await all.ask('U_vic', '/earshot search')).toContain('Say in words what to look for')
    for (const signs of ['"', '@', '%', '* %_', '💥'])
      expect(await all.ask('U_vic', `/earshot search ${signs}`)).toContain('Say in words')
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
    const here = await all.ask('U_vic', '/earshot search barista')
    const there = await all.ask('U_vic', '/earshot search barista', 'C2')
    await db.kysely.deleteFrom('brand').where('id', '!=', brand.id).execute()
    expect(here).toContain('a cold latte and a rude barista')
    expect(there).toContain('No post holds “barista”')
  })

  it('says no word back that could come to life in a notification', async () => {
    for (const line of ['playbook', 'unmute', 'mute', 'search', 'who', 'log', 'nothing']) {
      const shown = await all.ask('U_mara', `/earshot ${line} evil.example`)
      expect(shown, line).not.toBe('')
      const { text = '' } = all.slack.ephemerals('U_mara').at(-1) ?? {}
      expect(text, line).not.toContain('evil')
    }
    await all.ask('U_mara', '/earshot unmute evil.example')
    expect((await all.ask('U_mara', `/earshot playbook ${'x'.repeat(3000)}`)).length).toBeLessThan(
      400,
    )
  })

  it('knows people by their handle, whatever its case and with or without @', async () => {
    expect(await all.ask('U_vic', '/earshot who @NADIA.example')).toContain('nadia')
    // Since a colleague dealt with her she is a person, and has a card.
    const card = await all.ask('U_vic', '/earshot who nadia.example')
    for (const part of ['(person ', '1 post', 'We gave them nothing yet.', 'a cold latte'])
      expect(card).toContain(part)
    // Whoever only rang has a name and no handle.
    const ines = { staffId: 'ines', surface: 'desk' } as const
    const { id: brandId } = await all.db.kysely
      .selectFrom('brand')
      .select('id')
      .executeTakeFirstOrThrow()
    const rang = { way: 'phone', sentiment: 'neutral', intents: [], text: 'Rang.' } as const
    const who = { name: 'Ilse Wolf', brandId }
    await logContact({ db: all.db, clock: all.clock }, ines, { ...rang, who })
    expect(await all.ask('U_vic', '/earshot who ilse wolf')).toContain('Ilse Wolf')
    expect(await all.ask('U_vic', '/earshot who <!channel>')).toContain(
      'Nobody here goes by <!channel>',
    )
  })

  it('mutes a word for the brand, shows it, and hears it again', async () => {
    expect(await all.ask('U_mara', '/earshot mute Latte')).toContain('“latte” make no cards')
    expect(await all.ask('U_mara', '/earshot mute')).toContain('“latte”')
    expect(await all.ask('U_mara', '/earshot mute latte')).toContain('already muted')
    expect(await all.ask('U_mara', '/earshot unmute latte')).toContain('make cards')
    expect(await all.ask('U_mara', '/earshot unmute latte')).toContain('is not muted')
    expect(await all.ask('U_mara', '/earshot unmute')).toContain('Nothing is muted')
    expect(await all.ask('U_vic', '/earshot mute rude')).toContain('needs the role approver')
  })
})
