import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { undoCorrection } from '../../actions/correct-label.ts'
import { CASE_KINDS } from '../../core/case.ts'
import type { FakeMessage } from '../support/fake-slack/words.ts'
import { countBothWays } from '../support/listening-desk.ts'
import {
  CHANNEL,
  COMPLAINT,
  EMERGENCY,
  openSlackDesk,
  PRAISE,
  type SlackDesk,
  words,
} from './slack-desk.ts'

const UNSURE = 'Juniper Coffee latte, hmm.'

let all: SlackDesk

beforeAll(async () => {
  all = await openSlackDesk()
})

afterAll(async () => {
  expect(all.slack.violations).toEqual([])
  await all.close()
})

/** Nobody waits for the hour in which posts are gathered. */
async function ask(): Promise<FakeMessage> {
  const before = all.slack.messages(CHANNEL).length
  await all.db.kysely
    .updateTable('outbox')
    .set({ due_at: 0 })
    .where('kind', '=', 'unsure.post')
    .execute()
  const found = () =>
    all.slack
      .messages(CHANNEL)
      .slice(before)
      .find((m) => words(m).includes('unsure about'))
  await all.slack.until(() => found() !== undefined, 'the message that asks')
  return found() as FakeMessage
}

async function caseOfPost(nativeId: string) {
  return all.db.kysely
    .selectFrom('case as c')
    .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
    .select(['c.id', 'c.kind', 'c.status', 'c.resolution', 'c.owner_id', 'c.slack_ts'])
    .where('m.native_id', '=', nativeId)
    .executeTakeFirstOrThrow()
}

async function say(message: FakeMessage, nativeId: string, actionId: string): Promise<void> {
  const { id } = await caseOfPost(nativeId)
  const blockOf = () =>
    message.blocks.map((b) => String(b['block_id'])).find((block) => block.endsWith(`:say:${id}`))
  await all.slack.until(() => blockOf() !== undefined, `the buttons of ${nativeId}`)
  const target = { channel: CHANNEL, ts: message.ts, actionId, blockId: blockOf() ?? '' }
  await all.slack.press('U_ines', target)
}

describe('posts that only a person can tell', () => {
  it('stand in one message, told by one press each, and those that ask for work get a card', async () => {
    for (const id of ['u1', 'u2', 'u3', 'u4', 'u5']) await all.hear(id, UNSURE, { by: id })
    const message = await ask()
    expect(message.blocks.length).toBeLessThanOrEqual(8)
    expect(words(message.blocks)).toContain('unsure about 5 posts')
    expect(words(message.blocks)).toContain('2 more posts after these.')

    await say(message, 'u1', 'case.say_unhappy')
    await all.cardOf('u1')
    expect(await caseOfPost('u1')).toMatchObject({ kind: 'complaint', status: 'new' })
    await all.slack.until(() => words(message.blocks).includes('unsure about 4 posts'), 'four left')

    await say(message, 'u2', 'case.say_happy')
    expect(words((await all.cardOf('u2')).blocks)).toContain('Kind words')
    await say(message, 'u3', 'case.say_neither')
    await say(message, 'u4', 'case.not_us')
    await all.slack.until(() => words(message.blocks).includes('unsure about 1 post.'), 'one left')
    expect(await caseOfPost('u3')).toMatchObject({ status: 'resolved', resolution: 'no_work' })
    expect(await caseOfPost('u4')).toMatchObject({ status: 'resolved', resolution: 'not_us' })

    await say(message, 'u5', 'case.say_neither')
    await all.slack.until(() => words(message.blocks).includes('Nothing is left'), 'nothing left')
    expect(message.blocks).toHaveLength(1)
    const { stored, recounted } = await countBothWays(all.db)
    expect(stored).toEqual(recounted)
  })

  it('a word taken back makes the post unsure again, on its own card too', async () => {
    await all.hear('back', UNSURE, { by: 'back' })
    const message = await ask()
    await say(message, 'back', 'case.say_unhappy')
    const card = await all.cardOf('back')
    const { id } = await caseOfPost('back')
    await undoCorrection({ db: all.db, clock: all.clock }, { staffId: 'ines', surface: 'desk' }, id)
    await all.slack.until(() => words(card.blocks).includes('Say what it is'), 'the unsure card')
    await all.slack.until(() => words(message.blocks).includes('unsure about 1 post.'), 'it again')
    expect(await caseOfPost('back')).toMatchObject({ kind: 'unsure' })
  })

  it('answers a mark on the message with what to do instead', async () => {
    await all.hear('marked', UNSURE, { by: 'marked' })
    const message = await ask()
    await all.slack.react('U_ines', CHANNEL, message.ts, 'eyes')
    await all.slack.until(() => all.slack.ephemerals('U_ines').length > 0, 'the answer')
    expect(words(all.slack.ephemerals('U_ines'))).toContain('several posts')
  })
})

describe('marks', () => {
  const SAID: Partial<Record<(typeof CASE_KINDS)[number], string>> = {
    emergency: EMERGENCY,
    at_risk: 'Juniper Coffee was awful and I am leaving for the place next door.',
    complaint: COMPLAINT,
    purchase: 'Where can I buy Juniper Coffee beans for a present?',
    question: 'Is Juniper Coffee open on Sundays?',
    praise: PRAISE,
  }

  it.each(Object.entries(SAID))('claim and resolve a card of the kind %s', async (kind, text) => {
    await all.hear(`mark-${kind}`, text, { by: `mark-${kind}` })
    const card = await all.cardOf(`mark-${kind}`)
    expect(await caseOfPost(`mark-${kind}`)).toMatchObject({ kind })
    await all.slack.react('U_ines', CHANNEL, card.ts, 'eyes')
    await all.slack.until(() => words(card.blocks).includes('has it since'), 'the claim')
    await all.slack.react('U_ines', CHANNEL, card.ts, 'white_check_mark')
    const asked = () =>
      all.slack
        .messages(CHANNEL)
        .find((one) => one.threadTs === card.ts && one.text.includes('nothing was sent'))
    await all.slack.until(() => asked() !== undefined, 'the question in the thread')
  })
})
