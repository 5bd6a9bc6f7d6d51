import { afterEach, beforeEach, expect, it } from 'vitest'
import { erasePerson } from '../../actions/erase-person.ts'
import { logContact } from '../../actions/log-contact.ts'
import { queueNotice } from '../../db/notices.ts'
import { endTroubles, tellTrouble } from '../../db/troubles.ts'
import { until } from '../support/demo-desk.ts'
import { OPEN_POLICY } from '../support/listening-desk.ts'
import { CHANNEL, openSlackDesk, type SlackDesk, words } from './slack-desk.ts'

/** The one that the desk follows. */
const SOURCE = 'demo-bluesky'

let all: SlackDesk
beforeEach(async () => {
  all = await openSlackDesk({ staff: [{ id: 'vic', role: 'viewer' }] })
})
afterEach(() => all.close())

it('tells the channel once that a source needs somebody, and edits that message until it is well', async () => {
  const { db, clock, slack } = all
  const trouble = {
    sourceId: SOURCE,
    about: 'needs_person',
    text: 'The network wants a new login. <!channel>',
  } as const
  await db.kysely
    .updateTable('health')
    .set({ state: 'needs_login' })
    .where('connection_id', '=', SOURCE)
    .execute()
  expect(await tellTrouble(db, clock, trouble)).toBe(true)
  expect(await tellTrouble(db, clock, trouble)).toBe(false)
  await until(() => slack.messages(CHANNEL).length > 0)
  const [message, ...others] = slack.messages(CHANNEL)
  expect(others).toEqual([])
  expect(message?.text).toContain('A source has stopped and needs somebody.')
  expect(message?.text).toContain('The network wants a new login.')

  const at = { channel: CHANNEL, ts: message?.ts ?? '' }
  await slack.press('U_vic', { ...at, actionId: 'source.check', value: SOURCE })
  await slack.until(() => slack.ephemerals('U_vic').length > 0, 'a word for the viewer')
  expect(slack.ephemerals('U_vic')[0]?.text).toContain('needs the role agent')

  await slack.press('U_ines', { ...at, actionId: 'source.list' })
  await slack.until(() => slack.views('U_ines').length > 0, 'the sources')
  expect(words(slack.views('U_ines')[0]?.blocks)).toContain('Needs a new login')

  await slack.press('U_ines', { ...at, actionId: 'source.check', value: SOURCE })
  await until(() => message?.text.includes('listens again since'))
  expect(message?.text).toContain('nothing was lost')
  expect(slack.messages(CHANNEL)).toHaveLength(1)
  // It comes and goes within the day: the same message, and nobody is called.
  expect(await tellTrouble(db, clock, trouble)).toBe(false)
  await until(() => message?.text.includes('has stopped'))
  await slack.press('U_ines', { ...at, actionId: 'source.check', value: SOURCE })
  await slack.until(() => slack.ephemerals('U_ines').length > 1, 'a refusal')
  expect(await endTroubles(db, clock, SOURCE, ['needs_person'])).toBe(1)
  await until(() => message?.text.includes('listens again since'))
  expect(slack.messages(CHANNEL)).toHaveLength(1)
  expect(slack.ephemerals('U_ines').map(({ text }) => text)).toEqual([
    expect.stringContaining('looks at it again now'),
    expect.stringContaining('listens already'),
  ])
  expect(slack.liveTokens).toEqual([])
  expect(slack.violations).toEqual([])
})

it('edits the message about a gap when what was missing is fetched after all', async () => {
  const { db, clock, slack, desk } = all
  const [from, to] = [clock.now() - 3 * 3_600_000, clock.now() - 2 * 3_600_000]
  const gap = { connection_id: SOURCE, from_at: from, to_at: to, why: 'no money' }
  // Stored with its batch, and told a moment later.
  await db.kysely
    .insertInto('gap')
    .values({ id: db.nextId(), ...gap, created_at: clock.now() - 40, filled_at: null })
    .execute()
  await tellTrouble(db, clock, { sourceId: SOURCE, about: 'gap', text: 'The money is spent.' })
  await until(() => slack.messages(CHANNEL).length > 0)
  const [message] = slack.messages(CHANNEL)
  expect(message?.text).toContain('could not fetch everything')
  expect(message?.text).toContain('Not seen: ')
  const empty = { items: [], cursor: { v: 1 as const }, caughtUp: true }
  await desk.ingest(
    { ...empty, filled: { from, to } },
    { connectionId: SOURCE, policy: OPEN_POLICY },
  )
  await until(() => message?.text.includes('has fetched what it could not before'))
  expect(message?.text).toContain('nothing of it was lost')
  expect(words(message?.blocks)).not.toContain('What to do')
  expect(slack.messages(CHANNEL)).toHaveLength(1)
  expect(slack.violations).toEqual([])
})

it('says nothing of a trouble that was over before anybody had to hear of it', async () => {
  const { db, clock, slack } = all
  const trouble = { sourceId: SOURCE, about: 'away', text: 'Answered 503.' } as const
  slack.fail('chat.postMessage', { how: 'ok_false:internal_error', times: 1000 })
  expect(await tellTrouble(db, clock, trouble)).toBe(true)
  expect(await endTroubles(db, clock, SOURCE, ['away'])).toBe(1)
  slack.mend('chat.postMessage')
  await until(async () => {
    const rows = await db.kysely.selectFrom('outbox').select('state').execute()
    return rows.every(({ state }) => state === 'sent')
  })
  expect(slack.messages(CHANNEL)).toEqual([])
})

it('says nothing where the team has no channel', async () => {
  await all.db.kysely.updateTable('brand').set({ channel: null }).execute()
  const trouble = { sourceId: SOURCE, about: 'quiet', text: 'It is quiet.' } as const
  expect(await tellTrouble(all.db, all.clock, trouble)).toBe(false)
  const notice = { subject: 'ana', about: 'ask', text: 'A customer asks.' }
  expect(await queueNotice(all.db, all.clock, notice)).toBe(false)
})

it('tells the owner of a second bad experience at once, and takes it back when they are erased', async () => {
  const { db, clock, slack } = all
  const mara = { staffId: 'mara', surface: 'desk' } as const
  const bad = { way: 'shop', sentiment: 'negative', intents: ['complaint'] } as const
  const of = { who: { name: '<@U_mara> Ilse Wolf', brandId: 'juniper' }, text: 'A secret grief.' }
  const at = clock.now() - 40 * 86_400_000
  const { personId } = await logContact({ db, clock }, mara, { ...bad, ...of, at })
  await logContact({ db, clock }, mara, { ...bad, ...of, who: { personId } })
  await until(() => slack.directMessages('U_mara').length > 0)
  expect(slack.directMessages('U_ines')).toEqual([])
  const [told] = slack.directMessages('U_mara')
  const text = JSON.stringify(told?.blocks)
  expect(text).toContain('A second bad experience within twelve months. Call them today.')
  expect(text).toContain('Ilse Wolf')
  expect(text).not.toContain('secret grief')
  expect(slack.liveTokens).toEqual([])
  await erasePerson({ db, clock }, mara, { personId }, '<@U_mara> Ilse Wolf')
  await until(() => slack.directMessages('U_mara').length === 0)
  expect(slack.messages(CHANNEL)).toEqual([])
  expect(slack.violations).toEqual([])
})
