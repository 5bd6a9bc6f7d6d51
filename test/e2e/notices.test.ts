import { afterEach, beforeEach, expect, it } from 'vitest'
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
