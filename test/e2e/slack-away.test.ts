import { afterEach, beforeEach, expect, it } from 'vitest'
import { HOUR, NOON } from '../support/listening-desk.ts'
import { createPatientClock, type PatientClock } from '../support/patient-clock.ts'
import {
  CHANNEL,
  COMPLAINT,
  caseOf,
  EMERGENCY,
  openSlackDesk,
  PRAISE,
  type SlackDesk,
} from './slack-desk.ts'

const AWAY_MS = 6 * HOUR
const STEP_MS = 60_000
const MENTIONS = 300
const EMERGENCIES = [40, 130, 220, 290]
/** Alerts a channel gets a day (DESIGN, promise 8). */
const BUDGET = 40

let all: SlackDesk
let clock: PatientClock

beforeEach(async () => {
  // Between the ticket and the socket there is no request to wait for.
  const isConnecting = () =>
    all !== undefined &&
    all.slack.calls('apps.connections.open').filter(({ ok }) => ok).length >
      all.slack.sockets.opened
  clock = createPatientClock(NOON, isConnecting)
  const alerts = { perDay: BUDGET, perTenMinutes: 5, night: '22:00-07:00' }
  all = await openSlackDesk({ clock, alerts, slack: { clock, rateLimits: 'strict' } })
})

afterEach(async () => {
  const closing = all.close()
  await clock.leap(60_000)
  await closing
  clock.restore()
})

/** Everybody who writes, now and then twice; a few of them in need. */
function hearNext(i: number): Promise<void> {
  const text = EMERGENCIES.includes(i) ? EMERGENCY : i % 3 === 0 ? PRAISE : COMPLAINT
  const by = i % 10 === 9 ? `guest-${i - 5}` : `guest-${i}`
  return all.hear(`post-${i}`, text, { by })
}

/** Half-second steps until it is so, or the time is over; how long it took. */
async function stepUntil(check: () => boolean | Promise<boolean>, ms: number): Promise<number> {
  const from = clock.now()
  while (!(await check()) && clock.now() - from < ms) await clock.leap(500)
  return clock.now() - from
}

const posted = () => all.slack.messages(CHANNEL).filter(({ threadTs }) => threadTs === null)
const isCard = (text: string) => /^(?:Emergency|Complaint|Kind|Question)/.test(text)

async function outbox(): Promise<{ kind: string; state: string; attempts: number }[]> {
  return all.db.kysely.selectFrom('outbox').select(['kind', 'state', 'attempts']).execute()
}

const leave = {
  refused: () => all.slack.away(true),
  http_503: async () => {
    all.slack.fail('*', { how: 'http_503', times: Number.POSITIVE_INFINITY })
    all.slack.dropAll()
  },
  broken: async () => {
    all.slack.fail('chat.postMessage', { how: 'reset_before', times: Number.POSITIVE_INFINITY })
    all.slack.fail('conversations.history', { how: 'http_500', times: Number.POSITIVE_INFINITY })
    all.slack.fail('apps.connections.open', { how: 'html', times: Number.POSITIVE_INFINITY })
    all.slack.dropAll()
  },
} as const

it.each(['refused', 'http_503', 'broken'] as const)(
  'is back within a minute after six hours without Slack (%s): emergencies first, the rest gathered, nothing lost',
  async (how) => {
    await all.hear('before', PRAISE)
    await stepUntil(() => posted().length === 1, 10_000)
    const callsBefore = all.slack.history.length
    await leave[how]()
    let heard = 0
    for (let passed = 0; passed < AWAY_MS; passed += STEP_MS) {
      for (; heard < MENTIONS && (heard * AWAY_MS) / MENTIONS <= passed; heard++)
        await hearNext(heard)
      await clock.leap(STEP_MS)
    }
    for (; heard < MENTIONS; heard++) await hearNext(heard)
    expect(posted()).toHaveLength(1)
    // No hot loop: with each step of a minute socket and channel are tried a few times at most.
    expect(all.slack.history.length - callsBefore).toBeLessThan((5 * AWAY_MS) / STEP_MS)

    await all.slack.away(false)
    all.slack.mend()
    const isBack = () => all.slack.sockets.open > 0 && posted().length > 1
    expect(await stepUntil(isBack, 60_000)).toBeLessThan(60_000)
    const isSent = async () => (await outbox()).every(({ state }) => state === 'sent')
    await stepUntil(isSent, 120_000)
    // What came last may wait for its bundle until the next morning, as on any busy day.
    for (let step = 0; step < 200 && !(await isSent()); step++) await clock.leap(300_000)
    expect((await outbox()).filter(({ state }) => state !== 'sent')).toEqual([])

    const after = posted().slice(1)
    expect(after.slice(0, EMERGENCIES.length).map(({ text }) => text.split(' ')[0])).toEqual(
      EMERGENCIES.map(() => 'Emergency'),
    )
    const cards = posted().filter(({ text }) => isCard(text))
    const bundles = posted().filter(({ text }) => !isCard(text))
    expect(bundles.length).toBeLessThanOrEqual(2)
    expect(cards.length).toBeLessThan(BUDGET / 2)
    await expectNothingLost(
      cards.map(caseOf),
      bundles.map(({ text }) => Number(/^\d+/.exec(text)?.[0])),
    )
    expectPace()
    expect(all.slack.violations).toEqual([])
  },
)

/** Every post is stored and in a case; every case has its one card, or is counted in the bundle. */
async function expectNothingLost(cards: number[], bundles: number[]): Promise<void> {
  const { kysely } = all.db
  const posts = await kysely.selectFrom('case_mention').select(['case_id', 'mention_id']).execute()
  expect(posts).toHaveLength(MENTIONS + 1)
  const cases = await kysely.selectFrom('case').select(['id', 'bundled', 'slack_ts']).execute()
  expect(new Set(posts.map((row) => row.case_id)).size).toBe(cases.length)
  const shown = cases.filter((row) => row.bundled === 0)
  expect(cards.toSorted()).toEqual(shown.map((row) => row.id).toSorted())
  expect(cases.filter((row) => row.bundled === 1 && row.slack_ts !== null)).toEqual([])
  expect(bundles.reduce((sum, n) => sum + n, 0)).toBe(cases.length - shown.length)
  const { sent } = await kysely.selectFrom('alert_count').select('sent').executeTakeFirstOrThrow()
  // What was gathered gave its share of the day back.
  expect(sent).toBeGreaterThanOrEqual(shown.length)
  expect(sent).toBeLessThanOrEqual(BUDGET)
}

/** Never two messages of a channel within a second, and never told to slow down. */
function expectPace(): void {
  const at = all.slack.messages(CHANNEL).map(({ ts }) => Number(ts))
  const gaps = at.slice(1).map((ts, i) => ts - (at[i] ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThan(0.999)
  expect(all.slack.history.filter(({ status }) => status === 429)).toEqual([])
}
