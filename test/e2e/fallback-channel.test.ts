import { afterEach, beforeEach, expect, it } from 'vitest'
import { openIncident } from '../../db/incidents.ts'
import { queueNotice } from '../../db/notices.ts'
import { endTroubles, tellTrouble } from '../../db/troubles.ts'
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

it('posts there too what is no case: incidents, sources in trouble, notices; and edits them there', async () => {
  const { slack, db, clock } = all
  slack.addChannel({ id: OTHER, name: 'other', members: [] })
  await nameFallback(OTHER)
  slack.archive(CHANNEL)
  const now = clock.now()
  const evidence = { found: 9, expected: 1, chance: 1e-5, hours: 1, authors: 9, unhappy: 9 }
  const words = { topics: [], mentionIds: [], deafSources: [] }
  const spike = { brandId: 'juniper', kind: 'spike', mentionId: null, startedAt: now } as const
  await db.transaction((trx) =>
    openIncident(
      { trx, nextId: db.nextId, now },
      { ...spike, evidence: { ...evidence, ...words } },
      CHANNEL,
    ),
  )
  const trouble = { sourceId: 'feed', about: 'away', text: 'Answered 503.' } as const
  await tellTrouble(db, clock, trouble)
  await queueNotice(db, clock, { subject: 'ana', about: 'ask', text: 'A customer asks.' })
  await until(() => slack.messages(OTHER).length === 3)
  const channels = async (table: 'incident' | 'trouble') =>
    (await db.kysely.selectFrom(table).select('channel').execute()).map(({ channel }) => channel)
  await until(async () => (await channels('trouble'))[0] === OTHER)
  await until(async () => (await channels('incident'))[0] === OTHER)
  await endTroubles(db, clock, 'feed', ['away'])
  await until(() => slack.messages(OTHER).some(({ text }) => text.includes('listens again')))
  expect(slack.messages(OTHER)).toHaveLength(3)
})
