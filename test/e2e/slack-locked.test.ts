import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from '../support/demo-desk.ts'
import type { FakeMessage } from '../support/fake-slack/words.ts'
import { lockDatabase } from '../support/lock-database.ts'
import { CHANNEL, COMPLAINT, caseOf, openSlackDesk, type SlackDesk, words } from './slack-desk.ts'

const FOREVER = Number.POSITIVE_INFINITY

let all: SlackDesk
let card: FakeMessage

beforeAll(async () => {
  all = await openSlackDesk({ readerThread: true, answerWithinMs: 2000 })
  await all.hear('held', COMPLAINT, { by: 'nadia' })
  card = await all.cardOf('held')
  // Slack has been asked who they are, as within any ten minutes.
  for (const user of ['U_ines', 'U_leo', 'U_mara']) {
    await all.slack.command(user, '/earshot help')
    await all.slack.until(() => all.slack.ephemerals(user).length > 0, 'an answer')
  }
})

afterAll(async () => {
  expect(all.slack.violations).toEqual([])
  await all.close()
})

function press(user: string, actionId: string) {
  return all.slack.press(user, { channel: CHANNEL, ts: card.ts, actionId })
}

it('acknowledges and opens dialogs while the database is locked and Slack refuses every post', async () => {
  for (const method of ['chat.postMessage', 'chat.update', 'chat.postEphemeral'])
    all.slack.fail(method, { how: 'rate_limited', times: FOREVER, retryAfter: 30 })
  // Nothing is asked of Slack before a press is acknowledged.
  all.slack.fail('auth.test', { how: 'hang', times: FOREVER })
  const lock = lockDatabase(all.file)
  try {
    // A verb waits for the lock, and with it everything that wants the same connection.
    expect((await press('U_leo', 'case.claim')).acked).toBe(true)
    expect((await press('U_ines', 'case.reply')).acked).toBe(true)
    await all.slack.until(() => all.slack.views('U_ines').length > 0, 'the Reply dialog')
    expect((await all.slack.command('U_mara', '/earshot brief')).acked).toBe(true)
    await all.slack.until(
      () => words(all.slack.ephemerals('U_mara')).includes('1 mention today'),
      'the brief',
    )
    expect(lock.read('select owner_id from "case"')).toEqual([{ owner_id: null }])
  } finally {
    lock.release()
  }
  await until(async () => (await readCase()).owner_id === 'leo')
  all.slack.mend()
  await all.slack.until(() => words(card.blocks).includes('U_leo'), 'the card showing it')
})

it('answers a submitted dialog while the database is locked: nothing is stored, no word is lost', async () => {
  const submitText = async (text: string) => {
    const view = all.slack.views('U_ines').at(-1)
    return all.slack.submit('U_ines', view?.id, { text })
  }
  const presses = () => all.db.kysely.selectFrom('reply').select('text').execute()
  const lock = lockDatabase(all.file)
  try {
    const held = await submitText('Ines is sorry.')
    expect(held.outcome).toBe('errors')
    expect(held.errors['text']).toContain('what you wrote is still here')
    const more = { channel: CHANNEL, ts: card.ts, actionId: 'case.more' }
    await all.slack.press('U_mara', { ...more, value: `case.verbs:${caseOf(card)}` })
    await all.slack.until(() => all.slack.views('U_mara').length > 0, 'the list of verbs')
    const [list] = all.slack.views('U_mara')
    await all.slack.press('U_mara', {
      view: list?.id ?? '',
      actionId: 'verb.pick',
      value: 'case.note',
    })
    await all.slack.until(() => words(list?.blocks).includes('Your note'), 'the note')
    const note = await all.slack.submit('U_mara', list?.id, { text: 'She rang, too.' })
    expect(note.errors['text']).toContain('Nothing was changed')
    expect(lock.read('select id from reply')).toEqual([])
    expect(lock.read('select id from note')).toEqual([])
  } finally {
    lock.release()
  }
  // What was given up is not done behind the answer; the words are kept as the draft.
  await until(async () =>
    all.db.kysely
      .selectFrom('draft')
      .selectAll()
      .where('text', '=', 'Ines is sorry.')
      .executeTakeFirst(),
  )
  expect(await presses()).toEqual([])
  await until(async () => (await submitText('Ines is sorry.')).outcome === 'closed')
  expect(await presses()).toEqual([{ text: 'Ines is sorry.' }])
})

async function readCase() {
  return all.db.kysely
    .selectFrom('case')
    .select('owner_id')
    .where('id', '=', caseOf(card))
    .executeTakeFirstOrThrow()
}
