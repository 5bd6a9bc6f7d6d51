import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from '../support/demo-desk.ts'
import type { FakeMessage } from '../support/fake-slack/words.ts'
import { lockDatabase } from '../support/lock-database.ts'
import { CHANNEL, COMPLAINT, caseOf, openSlackDesk, type SlackDesk, words } from './slack-desk.ts'

const FOREVER = Number.POSITIVE_INFINITY

let all: SlackDesk
let card: FakeMessage

beforeAll(async () => {
  all = await openSlackDesk({ readerThread: true })
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

async function readCase() {
  return all.db.kysely
    .selectFrom('case')
    .select('owner_id')
    .where('id', '=', caseOf(card))
    .executeTakeFirstOrThrow()
}
