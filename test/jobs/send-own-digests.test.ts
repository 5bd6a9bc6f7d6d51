import { WebClient } from '@slack/web-api'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { setOwnSettings } from '../../actions/set-own-settings.ts'
import { createOwnDigestSender } from '../../bot/own-digest-sender.ts'
import { createSimulatedClock, type SimulatedClock } from '../../core/clock.ts'
import type { Database } from '../../db/database.ts'
import { createOwnDigestWatch } from '../../jobs/send-own-digests.ts'
import { type FakeSlack, startFakeSlack } from '../support/fake-slack/fake-slack.ts'
import { HOUR } from '../support/listening-desk.ts'
import { openMemory } from '../support/made-database.ts'
import { seedCase, seedShop } from '../support/seed.ts'

/** A Thursday, half past seven where everybody lives who says nothing else. */
const MORNING = Date.UTC(2026, 10, 19, 7, 30)

let db: Database
let clock: SimulatedClock
let slack: FakeSlack
let authorId: number

beforeEach(async () => {
  clock = createSimulatedClock(MORNING)
  slack = await startFakeSlack({ clock, rateLimits: 'off' })
  for (const id of ['sam', 'ana', 'olga']) slack.addUser({ id: `U_${id}`, name: id })
  db = await openMemory({ clock })
  authorId = (await seedShop(db)).authorId
  await db.kysely.updateTable('brand').set({ zone: 'UTC' }).execute()
})
afterEach(async () => {
  expect(slack.violations).toEqual([])
  await slack.close()
  await db.close()
})

const want = (staffId: string, digest: string, more: { zone?: string; quiet?: string } = {}) =>
  setOwnSettings(
    { db, clock },
    { staffId, surface: 'slack' },
    { zone: '', quiet: '', ...more, digest },
  )

const queued = () =>
  db.kysely
    .selectFrom('outbox')
    .select(['key', 'due_at'])
    .where('kind', '=', 'own.digest')
    .orderBy('id')
    .execute()

/** Two processes look every half hour until then. */
async function lookUntil(until: number): Promise<void> {
  const watches = [0, 1].map(() => createOwnDigestWatch({ db, clock }))
  while (clock.now() < until) {
    for (const watch of watches) await watch()
    await clock.advance(HOUR / 2)
  }
}

it('comes once a local date where each lives, after their own quiet hours, and once a week where that was asked for', async () => {
  await want('sam', 'daily', { zone: 'Asia/Kolkata' })
  await want('ana', 'daily', { quiet: '20:00-10:30' })
  await want('olga', 'weekly')
  await lookUntil(MORNING + 5 * 24 * HOUR)
  const at = (day: number, hour: number) => Date.UTC(2026, 10, day) + hour * HOUR
  const of = async (staffId: string) =>
    (await queued())
      .filter(({ key }) => key.startsWith(`staff:${staffId}:digest:`))
      .map(({ due_at: dueAt }) => dueAt)
  // Nine in Kolkata is half past three in the night of UTC; today's was over when it was asked for.
  expect(await of('sam')).toEqual([20, 21, 22, 23, 24].map((day) => at(day, 3.5)))
  expect(await of('ana')).toEqual([19, 20, 21, 22, 23].map((day) => at(day, 10.5)))
  expect(await of('olga')).toEqual([at(23, 9)])
  await want('ana', 'off')
  await lookUntil(MORNING + 7 * 24 * HOUR)
  expect(await of('ana')).toHaveLength(5)
})

it('is not told four hours late, nor to whoever wants it no more', async () => {
  await want('sam', 'daily')
  await clock.advance(6 * HOUR)
  await createOwnDigestWatch({ db, clock })()
  expect(await queued()).toEqual([])
  await lookUntil(MORNING + 27 * HOUR)
  const row = await db.kysely.selectFrom('outbox').selectAll().executeTakeFirstOrThrow()
  const send = sender()
  await want('sam', 'off')
  expect(await send(row, false)).toEqual({})
  await want('sam', 'daily')
  await clock.advance(5 * HOUR)
  expect(await send(row, false)).toEqual({})
  expect(slack.calls('chat.postMessage')).toEqual([])
})

it('says what waits in numbers alone, and is posted once where the answer of Slack was lost', async () => {
  await want('sam', 'daily')
  await seedCase(db, authorId, { owner_id: 'sam', due_at: MORNING })
  await seedCase(db, authorId, { owner_id: 'sam', due_at: MORNING + 4 * HOUR })
  await seedCase(db, authorId)
  await lookUntil(MORNING + 2 * HOUR)
  const row = await db.kysely
    .selectFrom('outbox')
    .selectAll()
    .where('kind', '=', 'own.digest')
    .executeTakeFirstOrThrow()
  const send = sender()
  await send(row, false)
  await send(row, true)
  const calls = slack.calls('chat.postMessage')
  expect(calls).toHaveLength(1)
  const said = JSON.stringify(calls[0]?.args)
  expect(said).toContain(
    'Good morning Sam. You have 2 open cases; 1 answer is late; the next is due at 11:30.',
  )
  expect(said).toContain('Nobody has 1 case.')
  expect(said).toContain('Yesterday you sent no answer.')
  const { text } = await db.kysely.selectFrom('mention').select('text').executeTakeFirstOrThrow()
  expect(said).not.toContain(text)
})

function sender() {
  const web = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl })
  const { send } = createOwnDigestSender({ db, clock, slack: web })['own.digest'] ?? {}
  if (send === undefined) throw new Error('no sender')
  return send
}
