import { afterEach, beforeEach, expect, it } from 'vitest'
import { assignCase } from '../../actions/assign-case.ts'
import { erasePerson } from '../../actions/erase-person.ts'
import { sendReply } from '../../actions/send-reply.ts'
import { queueNotice } from '../../db/notices.ts'
import { enqueue } from '../../db/queue.ts'
import { until } from '../support/demo-desk.ts'
import type { FakeMessage } from '../support/fake-slack/words.ts'
import { post } from '../support/listening-desk.ts'
import { CHANNEL, COMPLAINT, caseOf, openSlackDesk, PRAISE, type SlackDesk } from './slack-desk.ts'

const ines = { staffId: 'ines', surface: 'desk' as const }
const mara = { staffId: 'mara', surface: 'desk' as const }
const SAID = 'wqcanary'

let all: SlackDesk
beforeEach(async () => {
  all = await openSlackDesk()
})
afterEach(() => all.close())

/** Everything is delivered that can be. */
const allSent = () =>
  until(async () => {
    const rows = await all.db.kysely
      .selectFrom('outbox')
      .select('id')
      .where('state', 'not in', ['sent', 'dead'])
      .execute()
    return rows.length === 0
  })

async function versionOf(caseId: number): Promise<number> {
  const { version } = await all.db.kysely
    .selectFrom('case')
    .select('version')
    .where('id', '=', caseId)
    .executeTakeFirstOrThrow()
  return version
}

/** Everywhere in Slack: the channel, its threads, what colleagues were told alone. */
function spoken(): FakeMessage[] {
  const places = [
    all.slack.messages(CHANNEL),
    ...['U_mara', 'U_ines', 'U_leo'].map((user) => all.slack.directMessages(user)),
  ]
  return places.flat().filter(({ text, blocks }) => JSON.stringify({ text, blocks }).includes(SAID))
}

/** Somebody else answers them, and quotes their words by that. */
async function hearAnswer(): Promise<void> {
  await all.ingest(
    post('three', 'I had the same at Juniper Coffee, awful, a cold latte.', {
      by: 'vera',
      createdAt: all.clock.now(),
      connectionId: 'demo-bluesky',
      parents: { replyTo: 'one', root: 'one', replyToText: `awful, says ${SAID}` },
    }),
  )
}

async function erase(): Promise<void> {
  const { db, clock } = all
  const author = await db.kysely
    .selectFrom('author')
    .select(['id', 'handle'])
    .where('name', '=', SAID)
    .executeTakeFirstOrThrow()
  await erasePerson({ db, clock }, mara, { authorId: author.id }, author.handle ?? SAID)
  await until(async () => {
    const open = db.kysely.selectFrom('erasure').select('id').where('done_at', 'is', null)
    return (await open.execute()).length === 0
  })
  await allSent()
}

it('reaches every message in Slack that names or quotes somebody, and says what only colleagues can delete', async () => {
  const { db, clock, slack } = all
  const ctx = { db, clock }
  await all.hear('one', `${COMPLAINT} ${SAID} says so.`, { by: SAID, name: SAID })
  await all.hear('two', PRAISE, { by: 'omar', name: 'Omar' })
  const card = await all.cardOf('one')
  const caseId = caseOf(card)
  await allSent()
  await hearAnswer()
  await all.cardOf('three')
  const pressed = { caseId, text: `Sorry, ${SAID}.`, pressKey: 'press' }
  await sendReply(ctx, ines, { ...pressed, seenVersion: await versionOf(caseId) })
  await assignCase(ctx, mara, { caseId, to: 'leo' })
  await queueNotice(db, clock, { subject: 'one', about: 'test', text: `Call ${SAID} today.` })
  const reminder = { steps: [{ caseId, level: 1 }], userId: 'U_ines', isUrgent: true }
  await allSent()
  // Whoever has an answer is reminded of by nobody: as if there were none.
  await db.kysely.deleteFrom('reply').execute()
  await db.kysely
    .updateTable('case')
    .set({ answered_at: null, status: 'claimed' })
    .where('id', '=', caseId)
    .execute()
  await db.transaction((trx) =>
    enqueue(trx, {
      id: db.nextId(),
      kind: 'nudge.post',
      key: 'reminder',
      lane: 'slack:U_ines',
      case_id: null,
      priority: 0,
      payload: JSON.stringify(reminder),
      due_at: clock.now(),
      created_at: clock.now(),
    }),
  )
  await allSent()
  const told = spoken()
  // The card, the one of whoever answered, its thread, the notice, and two colleagues alone.
  expect(told.filter(({ channel }) => channel === CHANNEL).length).toBeGreaterThanOrEqual(4)
  for (const user of ['U_leo', 'U_ines']) expect(slack.directMessages(user)).toHaveLength(1)
  expect(told.length).toBeGreaterThanOrEqual(6)
  // What was told so long ago that nobody here knows of it any more.
  await db.kysely.deleteFrom('outbox').where('kind', '=', 'thread.note').execute()
  await slack.say('U_ines', CHANNEL, `I rang ${SAID}.`, card.ts)

  await erase()
  expect(spoken().map(({ user, text }) => [user, text])).toEqual([['U_ines', `I rang ${SAID}.`]])
  expect(JSON.stringify(slack.messages(CHANNEL))).toContain('Omar')
  const thread = slack.messages(CHANNEL).filter(({ threadTs }) => threadTs === card.ts)
  expect(thread.map(({ text }) => text)).toEqual([
    `I rang ${SAID}.`,
    expect.stringContaining('1 message of yours is left in this thread.'),
  ])
  expect(slack.violations).toEqual([])
})

it('tells the team of a channel in which Slack lets nothing be changed any more', async () => {
  const { db, slack } = all
  await all.hear('one', `${COMPLAINT} ${SAID} says so.`, { by: SAID, name: SAID })
  const caseId = caseOf(await all.cardOf('one'))
  await hearAnswer()
  const answerId = caseOf(await all.cardOf('three'))
  await allSent()
  const { ts = '' } = slack.messages(CHANNEL)[0] ?? {}
  expect(ts).not.toBe('')
  for (const [channel, id] of [
    ['C2', caseId],
    ['C3', answerId],
  ] as const) {
    slack.addChannel({ id: channel, name: `old-${id}`, members: ['U_ines'] })
    await db.kysely.updateTable('case').set({ channel }).where('id', '=', id).execute()
    slack.archive(channel)
  }
  await erase()
  const notices = slack.messages(CHANNEL).filter(({ text }) => text.startsWith('For your'))
  const told = expect.stringMatching(/could not be taken out of Slack.*the channel is archived/)
  expect(notices.map(({ text }) => text)).toEqual([told, told])
})
