import { WebClient } from '@slack/web-api'
import { afterEach, expect, it } from 'vitest'
import { createDigestSenders } from '../../bot/digest-sender.ts'
import { silentLogger } from '../../core/logger.ts'
import type { Database } from '../../db/database.ts'
import { readDigestFacts } from '../../db/digest-facts.ts'
import { keepDigest, redrawStaleDigests } from '../../db/digests.ts'
import { createOutbox } from '../../jobs/outbox.ts'
import { aSlack } from '../contract/fake-slack-support.ts'
import type { FakeSlackOptions } from '../support/fake-slack/options.ts'
import { openMemory } from '../support/made-database.ts'
import { seedCase, seedLabel, seedShop } from '../support/seed.ts'

const HOUR = 3_600_000
const undo: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step()
})

/** A shop with one unhappy post last week, and its weekly digest waiting to be sent. */
async function open(options: FakeSlackOptions = {}, more: Parameters<typeof seedCase>[2] = {}) {
  const { slack, clock } = await aSlack(options)
  undo.push(() => slack.close())
  const db = await openMemory({ clock })
  undo.push(() => db.close())
  const { authorId } = await seedShop(db)
  const caseId = await seedCase(db, authorId, more)
  await seedLabel(db)
  const client = new WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
  })
  const deliver = createOutbox({
    db,
    // Waiting for a file costs a test no time.
    clock: { now: clock.now, sleep: async () => {} },
    random: () => 0.5,
    log: silentLogger,
    owner: 'test',
    senders: createDigestSenders({
      db,
      clock: { now: clock.now, sleep: async () => {} },
      log: silentLogger,
      slack: client,
      replyRight: () => ({ may: true, account: '@juniper' }),
    }),
  })
  const due = { day: '2026-11-24', kind: 'week', dueAt: clock.now(), isMissed: false } as const
  const facts = await readDigestFacts(db.kysely, 'juniper', due, clock.now())
  await keepDigest(db, due, facts, { channel: 'C1', now: clock.now() })
  return { slack, clock, db, deliver, caseId, due, facts }
}

const typesOf = (blocks: unknown) => (blocks as { type: string }[]).map(({ type }) => type)

async function rowOf(db: Database) {
  return db.kysely.selectFrom('digest').selectAll().executeTakeFirstOrThrow()
}

it('posts one message with a chart, and a button that leads to the case', async () => {
  const { slack, db, deliver, caseId, due, facts } = await open()
  expect(await deliver()).toBe(1)
  // The same date again, by another process.
  expect(await keepDigest(db, due, facts, { channel: 'C1', now: due.dueAt })).toBe(false)
  expect(await deliver()).toBe(0)
  const [message, ...others] = slack.messages('C1')
  expect(others).toEqual([])
  expect(message?.text).toContain('Juniper Coffee, 17 to 23 November')
  expect(message?.text).toContain('Complaints: 1 came in')
  expect(message?.text).toContain('1. Answer Nadia Brandt on Bluesky, late since')
  expect(message?.text).toContain('The sorest: Nadia Brandt on Bluesky: “Waited 25 minutes.”')
  expect(typesOf(message?.blocks)).toContain('data_visualization')
  const acts = JSON.stringify(message?.blocks)
  expect(acts).toContain(`"action_id":"case.reply"`)
  expect(acts).toContain(`"value":"${caseId}"`)
  expect((await rowOf(db)).slack_ts).toBe(message?.ts)
  expect(slack.liveTokens).toEqual([])
  expect(slack.violations).toEqual([])
})

it('shows our own picture of the same chart where Slack does not take its block yet', async () => {
  const { slack, db, deliver } = await open({ unknownBlocks: ['data_visualization'] })
  expect(await deliver()).toBe(1)
  const [message, ...others] = slack.messages('C1')
  expect(others).toEqual([])
  const blocks = (message?.blocks ?? []) as { type: string; slack_file?: { id: string } }[]
  const picture = blocks.find(({ type }) => type === 'image')
  const file = slack.files.get(picture?.slack_file?.id ?? '')
  expect(file?.bytes?.subarray(1, 4).toString()).toBe('PNG')
  expect((await rowOf(db)).picture).toBe(file?.id)
  expect(JSON.stringify(message?.blocks)).toContain('(unhappy/neutral/happy): Tue 17 0/0/0')
  expect(slack.violations).toEqual([])
})

it('tells the numbers alone where it may not upload either', async () => {
  const { slack, deliver } = await open({
    unknownBlocks: ['data_visualization'],
    scopes: ['chat:write', 'channels:history', 'channels:read'],
  })
  expect(await deliver()).toBe(1)
  const [message] = slack.messages('C1')
  expect(typesOf(message?.blocks)).not.toContain('image')
  expect(message?.text).toContain('(unhappy/neutral/happy): Tue 17 0/0/0')
})

it('puts the numbers of each day and the cases without a card into its thread, once', async () => {
  const { slack, db, deliver, clock, caseId } = await open({}, { bundled: 1 })
  await deliver()
  await clock.advance(1000)
  expect(await deliver()).toBe(1)
  const [message, behind, ...others] = slack.messages('C1')
  expect(others).toEqual([])
  expect(behind?.threadTs).toBe(message?.ts)
  const said = JSON.stringify(behind?.blocks)
  expect(said).toContain('Thu 19: 0 unhappy, 0 neutral, 0 happy, 0 unsure')
  expect(said).toContain('Most pressing first:')
  expect(said).toContain('Waited 25 minutes.')
  expect(said).toContain(`case.verbs:${caseId}`)
  expect(JSON.stringify(message?.blocks)).toContain('They stand in the thread.')
  await clock.advance(2000)
  expect(await deliver()).toBe(0)
  // What its author removes is taken out of both.
  await db.kysely.updateTable('mention').set({ state: 'deleted' }).execute()
  expect(await redrawStaleDigests(db, clock.now())).toBe(1)
  await clock.advance(2000)
  expect(await deliver()).toBe(1)
  for (const { text, blocks } of slack.messages('C1'))
    expect(`${text} ${JSON.stringify(blocks)}`).not.toContain('Waited 25')
  expect(slack.violations).toEqual([])
})

it('goes to the fallback channel, with its thread, where its own is archived', async () => {
  const { slack, db, deliver, clock } = await open()
  slack.addChannel({ id: 'C2', name: 'others' })
  const routing = { value: JSON.stringify({ fallback: 'C2', rules: [] }), updated_by: 'test' }
  await db.kysely
    .insertInto('setting')
    .values({ key: 'routing', ...routing, updated_at: 0 })
    .execute()
  slack.archive('C1')
  for (let i = 0; i < 4; i++) {
    await deliver()
    await clock.advance(2000)
  }
  const [message, behind, ...others] = slack.messages('C2')
  expect(others).toEqual([])
  expect(behind?.threadTs).toBe(message?.ts)
  expect(await rowOf(db)).toMatchObject({ channel: 'C2', slack_ts: message?.ts })
})

it('looks before it posts again where an answer was lost', async () => {
  const { slack, db, deliver, clock } = await open()
  await deliver()
  await db.kysely.updateTable('digest').set({ slack_ts: null }).execute()
  await db.kysely.updateTable('outbox').set({ state: 'ambiguous' }).execute()
  await clock.advance(5000)
  expect(await deliver()).toBe(1)
  expect(slack.messages('C1')).toHaveLength(1)
  expect((await rowOf(db)).slack_ts).toBe(slack.messages('C1')[0]?.ts)
})

it('never comes more than four hours late, also where Slack was away', async () => {
  const { slack, db, deliver, clock } = await open()
  await clock.advance(4 * HOUR + 1)
  await deliver()
  expect(slack.messages('C1')).toEqual([])
  const row = await db.kysely.selectFrom('outbox').selectAll().executeTakeFirstOrThrow()
  expect(row.state).toBe('dead')
  expect(row.error).toContain('more than four hours late')
})

it('takes out of Slack what an author removed', async () => {
  const { slack, db, deliver, clock } = await open()
  await deliver()
  await clock.advance(2000)
  await deliver()
  expect(await redrawStaleDigests(db, clock.now())).toBe(0)
  await db.kysely.updateTable('mention').set({ state: 'deleted' }).execute()
  expect(await redrawStaleDigests(db, clock.now())).toBe(1)
  await clock.advance(2000)
  expect(await deliver()).toBe(1)
  const [message, behind] = slack.messages('C1')
  expect(behind?.threadTs).toBe(message?.ts)
  expect(`${message?.text} ${JSON.stringify(message?.blocks)}`).not.toContain('Waited 25')
  expect(message?.text).toContain('Complaints: 1 came in')
  expect(await redrawStaleDigests(db, clock.now())).toBe(0)
})
