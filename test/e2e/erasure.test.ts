import { expect, it } from 'vitest'
import { erasePerson } from '../../actions/erase-person.ts'
import { sendReply } from '../../actions/send-reply.ts'
import { until } from '../support/demo-desk.ts'
import { CHANNEL, COMPLAINT, caseOf, openSlackDesk, PRAISE } from './slack-desk.ts'

const ines = { staffId: 'ines', surface: 'desk' as const }
const SAID = 'wqcanary'

it('takes the words and the name off the card in Slack, and what was quoted in its thread', async () => {
  const all = await openSlackDesk()
  const { db, clock } = all
  const ctx = { db, clock }
  await all.hear('one', `${COMPLAINT} ${SAID} says so.`, { by: SAID, name: SAID })
  await all.hear('two', PRAISE, { by: 'omar', name: 'Omar' })
  const card = await all.cardOf('one')
  const caseId = caseOf(card)
  const allSent = () =>
    until(async () => {
      const rows = await db.kysely
        .selectFrom('outbox')
        .select('id')
        .where('state', '<>', 'sent')
        .execute()
      return rows.length === 0
    })
  await allSent()
  const { version } = await db.kysely
    .selectFrom('case')
    .select('version')
    .where('id', '=', caseId)
    .executeTakeFirstOrThrow()
  await sendReply(ctx, ines, {
    caseId,
    text: `Sorry, ${SAID}.`,
    pressKey: 'press',
    seenVersion: version,
  })
  await allSent()
  const spoken = () =>
    all.slack
      .messages(CHANNEL)
      .filter(({ text, blocks }) => JSON.stringify({ text, blocks }).includes(SAID))
  expect(spoken().length).toBeGreaterThanOrEqual(2)

  const author = await db.kysely
    .selectFrom('author')
    .select('id')
    .where('name', '=', SAID)
    .executeTakeFirstOrThrow()
  await db.kysely.updateTable('staff').set({ role: 'owner' }).where('id', '=', 'ines').execute()
  const { handle } = await db.kysely
    .selectFrom('author')
    .select('handle')
    .where('id', '=', author.id)
    .executeTakeFirstOrThrow()
  await erasePerson(ctx, ines, { authorId: author.id }, handle ?? SAID)
  await until(async () => {
    const open = await db.kysely
      .selectFrom('erasure')
      .select('id')
      .where('done_at', 'is', null)
      .execute()
    return open.length === 0
  })
  await allSent()
  expect(spoken()).toEqual([])
  expect(JSON.stringify(all.slack.messages(CHANNEL))).toContain('Omar')
  const thread = all.slack.messages(CHANNEL).filter(({ threadTs }) => threadTs === card.ts)
  expect(thread.every((message) => !JSON.stringify(message).includes('Sorry'))).toBe(true)
  await all.close()
  expect(all.slack.violations).toEqual([])
})
