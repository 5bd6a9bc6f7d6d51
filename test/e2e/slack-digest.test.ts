import { afterAll, beforeAll, expect, it } from 'vitest'
import { readDigestFacts } from '../../db/digest-facts.ts'
import { keepDigest } from '../../db/digests.ts'
import { proposeTightening } from '../../db/tightenings.ts'
import type { FakeMessage, FakeView } from '../support/fake-slack/words.ts'
import { CHANNEL, COMPLAINT, caseOf, openSlackDesk, type SlackDesk, words } from './slack-desk.ts'

let all: SlackDesk

beforeAll(async () => {
  all = await openSlackDesk()
})

afterAll(async () => {
  expect(all.slack.violations).toEqual([])
  await all.close()
})

/** A digest with one thing to do and a filter that waits, as the desk posts it. */
async function postDigest(): Promise<FakeMessage> {
  const { db, clock } = all
  const brand = await db.kysely.selectFrom('brand').selectAll().executeTakeFirstOrThrow()
  const evidence = { days: 28, shown: 40, acted: 12, less: 14, lessActed: 0 }
  const tested = { ...evidence, alertsAWeekBefore: 10, alertsAWeekAfter: 6.5 }
  const found = { id: db.nextId(), brandId: brand.id, term: 'NOT berries', evidence: tested }
  await db.transaction((trx) => proposeTightening(trx, { ...found, now: clock.now() }))
  const due = { day: '2026-11-24', kind: 'day', dueAt: clock.now(), isMissed: false } as const
  const facts = await readDigestFacts(db.kysely, brand.id, due, clock.now())
  await keepDigest(db, due, facts, { channel: CHANNEL, now: clock.now() })
  const isDigest = (message: FakeMessage) => message.text.includes('A tighter filter')
  await all.slack.until(() => all.slack.messages(CHANNEL).some(isDigest), 'the digest')
  return all.slack.messages(CHANNEL).find(isDigest) as FakeMessage
}

async function review(user: string, digest: FakeMessage): Promise<FakeView> {
  const before = all.slack.views(user).length
  await all.slack.press(user, { channel: CHANNEL, ts: digest.ts, actionId: 'filter.review' })
  await all.slack.until(() => all.slack.views(user).length > before, 'the dialog')
  return all.slack.views(user).at(-1) as FakeView
}

const sources = async () =>
  (await all.db.kysely.selectFrom('query').select('source').execute()).map(({ source }) => source)

it('leads from the digest to the dialog of a case, and lets an owner alone tighten the filter', async () => {
  await all.hear('d1', COMPLAINT, { by: 'dora' })
  const card = await all.cardOf('d1')
  const digest = await postDigest()
  expect(words(digest.blocks)).toContain(`"value":"${caseOf(card)}"`)
  await all.slack.press('U_ines', { channel: CHANNEL, ts: digest.ts, actionId: 'case.reply' })
  await all.slack.until(() => all.slack.views('U_ines').length > 0, 'the reply dialog')
  expect(all.slack.views('U_ines').at(-1)?.callbackId).toBe('case.reply.submit')

  all.slack.addUser({ id: 'U_guest', name: 'guest', is_restricted: true })
  all.slack.addUser({ id: 'U_nobody', name: 'nobody' })
  await all.db.kysely
    .insertInto('staff')
    .values({ id: 'guest', slack_user_id: 'U_guest', name: 'Guest', role: 'owner', created_at: 1 })
    .execute()
  for (const outsider of ['U_guest', 'U_nobody']) {
    await all.slack.press(outsider, { channel: CHANNEL, ts: digest.ts, actionId: 'filter.review' })
    await all.slack.until(() => all.slack.ephemerals(outsider).length > 0, 'the reason')
    expect(all.slack.views(outsider)).toEqual([])
  }

  const before = await sources()
  const asAgent = await review('U_leo', digest)
  await all.slack.submit('U_leo', asAgent.id, {})
  expect(await sources()).toEqual(before)
  const asOwner = await review('U_mara', digest)
  expect(words(asOwner.blocks)).toContain('Somebody acted on 12 of 40 cards in 28 days.')
  await all.slack.submit('U_mara', asOwner.id, {})
  expect(await sources()).toEqual(before.map((source) => `(${source}\n) AND NOT berries`))
})
