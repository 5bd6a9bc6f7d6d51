import { afterEach, beforeEach, expect, it } from 'vitest'
import { erasePerson } from '../../actions/erase-person.ts'
import { logContact } from '../../actions/log-contact.ts'
import { queueNotice } from '../../db/notices.ts'
import { until } from '../support/demo-desk.ts'
import { CHANNEL, openSlackDesk, type SlackDesk } from './slack-desk.ts'

let all: SlackDesk
beforeEach(async () => {
  all = await openSlackDesk()
})
afterEach(() => all.close())

it('tells the channel once a day that a source needs somebody', async () => {
  const { db, clock, slack } = all
  const notice = {
    connectionId: 'shop-x',
    about: 'needs_person',
    text: 'shop-x: X wants a new login. <!channel> Run: earshot setup x',
  }
  expect(await queueNotice(db, clock, notice)).toBe(true)
  expect(await queueNotice(db, clock, notice)).toBe(false)
  await until(() => slack.messages(CHANNEL).length > 0)
  const [message, ...others] = slack.messages(CHANNEL)
  expect(others).toEqual([])
  expect(message?.text).toContain('X wants a new login')
  expect(slack.liveTokens).toEqual([])
  expect(slack.violations).toEqual([])
})

it('says nothing where the team has no channel', async () => {
  await all.db.kysely.updateTable('brand').set({ channel: null }).execute()
  const notice = { connectionId: 'shop-x', about: 'quiet', text: 'shop-x is quiet.' }
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
