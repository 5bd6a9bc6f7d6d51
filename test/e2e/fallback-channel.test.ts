import { afterEach, beforeEach, expect, it } from 'vitest'
import { until } from '../support/demo-desk.ts'
import { CHANNEL, COMPLAINT, openSlackDesk, type SlackDesk } from './slack-desk.ts'

const OTHER = 'C_other'

let all: SlackDesk
beforeEach(async () => {
  all = await openSlackDesk()
})
afterEach(() => all.close())

async function nameFallback(fallback: string): Promise<void> {
  const row = { value: JSON.stringify({ fallback, rules: [] }), updated_at: 0, updated_by: 'test' }
  await all.db.kysely
    .insertInto('setting')
    .values({ key: 'routing', ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}

const states = () => all.db.kysely.selectFrom('outbox').select(['key', 'state']).execute()

it('posts to the fallback channel, once, where the channel of a brand is archived', async () => {
  const { slack } = all
  slack.addChannel({ id: OTHER, name: 'other', members: [] })
  await nameFallback(OTHER)
  slack.archive(CHANNEL)
  await all.hear('1', COMPLAINT)
  const read = () => all.db.kysely.selectFrom('case').selectAll().executeTakeFirstOrThrow()
  await until(async () => (await read()).slack_ts !== null)
  expect(slack.messages(OTHER).map(({ ts }) => ts)).toEqual([(await read()).slack_ts])
  expect(await read()).toMatchObject({ channel: OTHER })
})

it('gives up where the fallback is gone, too', async () => {
  const { slack } = all
  slack.addChannel({ id: OTHER, name: 'other', members: [] })
  await nameFallback(OTHER)
  slack.archive(CHANNEL)
  slack.archive(OTHER)
  await all.hear('1', COMPLAINT)
  await until(async () => (await states()).filter(({ state }) => state === 'dead').length === 2)
  expect(await states()).toHaveLength(2)
})
