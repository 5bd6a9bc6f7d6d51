import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../support/demo-desk.ts'
import type { FakeView } from '../support/fake-slack/words.ts'
import { seedStaff } from '../support/seed.ts'
import { CHANNEL, COMPLAINT, openSlackDesk, PRAISE, type SlackDesk, words } from './slack-desk.ts'

let all: SlackDesk

beforeAll(async () => {
  all = await openSlackDesk({ staff: [{ id: 'vic', role: 'viewer' }] })
  // The first look after a start draws every Home there is; none is open yet.
  await all.desk.slack?.refreshHomes()
  all.slack.addUser({ id: 'U_guest', name: 'guest', is_restricted: true })
  await seedStaff(all.db, 'guest', { slack_user_id: 'U_guest', role: 'owner', created_at: 1 })
})

afterAll(async () => {
  expect(all.slack.violations).toEqual([])
  expect(all.slack.liveTokens.filter(({ kind }) => kind !== 'user' && kind !== 'link')).toEqual([])
  await all.close()
})

/** Opens the Home tab and waits until it says so; a picture from before may still come between. */
async function open(user: string, text: string): Promise<FakeView> {
  await all.slack.openHome(user)
  await shows(user, text)
  return all.slack.home(user) as FakeView
}

async function shows(user: string, text: string): Promise<void> {
  await all.slack.until(() => words(all.slack.home(user)?.blocks ?? []).includes(text), `“${text}”`)
}

describe('the Home tab', () => {
  it('says so to whoever is not on the team, and to guests whatever their role', async () => {
    await open('U_stranger', 'not on the Earshot team')
    await open('U_guest', 'Guests and people of other companies')
    expect(await all.db.kysely.selectFrom('home_visit').selectAll().execute()).toEqual([])
  })

  it('shows what nobody has, and moves it to mine with one press', async () => {
    await all.hear('home-1', COMPLAINT, { by: 'nadia' })
    const home = await open('U_ines', 'Unclaimed (1)')
    expect(words(home.blocks)).toContain('Juniper Coffee was awful')
    await all.slack.press('U_ines', { view: home.id, actionId: 'case.claim' })
    await shows('U_ines', 'Yours (1)')
    expect(words(home.blocks)).toContain('Unclaimed (0)')
    const { owner_id } = await all.db.kysely
      .selectFrom('case')
      .select('owner_id')
      .executeTakeFirstOrThrow()
    expect(owner_id).toBe('ines')
  })

  it('opens the same dialogs as a card', async () => {
    const home = await open('U_ines', 'Yours (1)')
    await all.slack.press('U_ines', { view: home.id, actionId: 'case.reply' })
    await all.slack.until(() => all.slack.views('U_ines').length > 0, 'the dialog')
    const [dialog] = all.slack.views('U_ines')
    expect(dialog?.title).toBe('Reply')
    const done = await all.slack.submit('U_ines', dialog?.id, { text: 'I am sorry, Nadia.' })
    expect(done.outcome).toBe('closed')
  })

  it('shows whoever may decide the reply that wants a second look', async () => {
    const home = await open('U_mara', 'Waiting for your approval (1)')
    await all.slack.press('U_mara', { view: home.id, actionId: 'reply.review' })
    await all.slack.until(() => all.slack.views('U_mara').length > 0, 'the review')
    expect(words(all.slack.views('U_mara')[0]?.blocks)).toContain('I am sorry, Nadia.')
    await all.slack.closeView('U_mara')
  })

  it('follows what one does elsewhere, and only for those who look at it', async () => {
    const calls = () => all.slack.calls('views.publish').map(({ args }) => args['user_id'])
    await all.hear('home-2', COMPLAINT, { by: 'omar' })
    await open('U_leo', 'Unclaimed (1)')
    const before = calls().length
    const card = await all.cardOf('home-2')
    await all.slack.press('U_leo', { channel: CHANNEL, ts: card.ts, actionId: 'case.claim' })
    await shows('U_leo', 'Yours (1)')
    expect(new Set(calls().slice(before))).not.toContain('U_mara')
  })

  it('tells the loser of a race in a dialog, as there is no message to answer under', async () => {
    await all.hear('home-3', COMPLAINT, { by: 'pia' })
    const mine = await open('U_ines', 'Unclaimed (1)')
    const theirs = await open('U_mara', 'Unclaimed (1)')
    await all.slack.press('U_ines', { view: mine.id, actionId: 'case.claim' })
    await shows('U_ines', 'Yours (2)')
    await all.slack.press('U_mara', { view: theirs.id, actionId: 'case.claim' })
    await all.slack.until(() => all.slack.views('U_mara').length > 0, 'the answer')
    expect(words(all.slack.views('U_mara')[0]?.blocks)).toContain('already has this case')
    await all.slack.closeView('U_mara')
  })

  it('leads with “Say what it is” where only a person can tell', async () => {
    await all.hear('home-unsure', COMPLAINT, { by: 'rosa' })
    const { kysely } = all.db
    const row = await kysely
      .selectFrom('case as c')
      .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
      .select('c.id')
      .where('m.native_id', '=', 'home-unsure')
      .executeTakeFirstOrThrow()
    await kysely.updateTable('case').set({ kind: 'unsure' }).where('id', '=', row.id).execute()
    const home = await open('U_leo', 'Say what it is…')
    const act = { view: home.id, actionId: 'case.label', value: String(row.id) }
    await all.slack.press('U_leo', act)
    await all.slack.until(() => all.slack.views('U_leo').length > 0, 'the dialog')
    expect(words(all.slack.views('U_leo')[0]?.blocks)).toContain('Juniper Coffee was awful')
    await all.slack.closeView('U_leo')
    await kysely.updateTable('case').set({ status: 'resolved' }).where('id', '=', row.id).execute()
  })

  it('lets a viewer read and nothing else', async () => {
    await all.hear('home-4', COMPLAINT, { by: 'quentin' })
    const home = await open('U_vic', 'case.read')
    expect(words(home.blocks)).not.toContain('case.claim')
    expect(words(home.blocks)).not.toContain('check.start')
  })

  it('holds any number of cases within the limits of Slack, and opens one section alone', async () => {
    for (let i = 0; i < 45; i++)
      await all.hear(`many-${i}`, i % 2 === 0 ? COMPLAINT : PRAISE, { by: `m${i}` })
    const home = await open('U_ines', 'Unclaimed (4')
    expect(home.blocks.length).toBeLessThanOrEqual(100)
    await all.slack.press('U_ines', { view: home.id, actionId: 'home.more', value: 'unclaimed' })
    await shows('U_ines', 'Back to everything')
    expect(home.blocks.length).toBeLessThanOrEqual(100)
    expect(words(home.blocks).match(/case\.claim/g)?.length).toBe(30)
    expect(words(home.blocks)).toContain('the desk shows them all')
    await all.slack.press('U_ines', { view: home.id, actionId: 'home.all' })
    await shows('U_ines', 'Your month')
  })

  it('keeps one’s own settings, and says what is wrong with them', async () => {
    const home = await open('U_vic', 'Your settings')
    await all.slack.press('U_vic', { view: home.id, actionId: 'home.settings' })
    await all.slack.until(() => all.slack.views('U_vic').length > 0, 'the dialog')
    const view = all.slack.views('U_vic')[0]?.id
    const wrong = await all.slack.submit('U_vic', view, { zone: 'Mars/Base', quiet: '' })
    expect(wrong.errors['zone']).toContain('Europe/London')
    const late = await all.slack.submit('U_vic', view, { zone: '', quiet: '7pm' })
    expect(late.errors['quiet']).toContain('19:00-08:00')
    const done = await all.slack.submit('U_vic', view, {
      zone: 'Europe/Lisbon',
      quiet: '19:00 – 08:00',
      digest: 'daily',
    })
    expect(done.outcome).toBe('closed')
    await shows('U_vic', 'quiet 19:00-08:00; your own digest every morning')
  })

  it('loses the words of a post that its author removed, without being opened again', async () => {
    await all.hear('gone', `${COMPLAINT} Rosalind.`, { by: 'rosa', name: 'Rosa' })
    await all.db.kysely
      .updateTable('case')
      .set({ due_at: 1 })
      .where('last_mention_id', 'in', (of) =>
        of.selectFrom('mention').select('id').where('native_id', '=', 'gone'),
      )
      .execute()
    const home = await open('U_ines', 'from Rosa ')
    await all.ingest({ type: 'delete', key: 'bluesky::gone', reason: 'removed' })
    await all.slack.until(() => !words(home.blocks).includes('from Rosa '), 'the words being gone')
  })

  it('is emptied when nobody looked at it for a week', async () => {
    const home = await open('U_leo', 'Unclaimed')
    // Opening it may still be under way: it counts as long ago once it has been noted.
    await until(async () => {
      await all.db.kysely
        .updateTable('home_visit')
        .set({ at: all.clock.now() - 8 * 86_400_000 })
        .where('staff_id', '=', 'leo')
        .execute()
      return words(home.blocks).includes('Open this tab again')
    })
    await until(async () => {
      const left = await all.db.kysely
        .selectFrom('home_visit')
        .select('staff_id')
        .where('staff_id', '=', 'leo')
        .execute()
      return left.length === 0
    })
    expect(words(home.blocks)).not.toContain('Juniper')
  })
})
