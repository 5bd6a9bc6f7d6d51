import { afterEach, beforeEach, expect, it } from 'vitest'
import { HOUR } from '../support/listening-desk.ts'
import { createPatientClock, type PatientClock } from '../support/patient-clock.ts'
import {
  CHANNEL,
  COMPLAINT,
  EMERGENCY,
  openSlackDesk,
  PRAISE,
  type SlackDesk,
} from './slack-desk.ts'

/** Thursday, from midnight to midnight and on until the next morning's promises are told. */
const MIDNIGHT = Date.UTC(2026, 10, 19)
const STEP_MS = 60_000
const MENTIONS = 400
const MESSAGES = 40
const NUDGES = 3
const EMERGENCIES_AT = [2.5, 11, 15, 23.2].map((hour) => Math.round(hour * HOUR))
const PEOPLE = ['mara', 'ines', 'leo'] as const

let all: SlackDesk
let clock: PatientClock

beforeEach(async () => {
  const isConnecting = () =>
    all !== undefined &&
    all.slack.calls('apps.connections.open').filter(({ ok }) => ok).length >
      all.slack.sockets.opened
  clock = createPatientClock(MIDNIGHT - HOUR, isConnecting)
  all = await openSlackDesk({ clock, slack: { clock, rateLimits: 'strict' } })
  const day = ['09:00-18:00']
  await set('hours', { mon: day, tue: day, wed: day, thu: day, fri: day })
  await set('alerts', { perDay: MESSAGES, perTenMinutes: 5, night: '22:00-07:00' })
  const roster = [{ staff: 'leo', days: ['wed', 'thu', 'fri'], hours: '18:00-08:00' }]
  await set('duty', { roster, group: null, lead: 'mara', zone: null })
  await set('routing', { fallback: null, rules: [{ turns: ['ines', 'leo'] }] })
  // Settings hold from the next look on.
  await clock.leap(10_000)
  await clock.leap(10_000)
})

afterEach(async () => {
  const closing = all.close()
  await clock.leap(60_000)
  await closing
  clock.restore()
})

async function set(key: string, value: object): Promise<void> {
  const row = { value: JSON.stringify(value), updated_at: clock.now(), updated_by: 'test' }
  await all.db.kysely
    .insertInto('setting')
    .values({ key, ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}

/** When each mention comes: a few at night, a burst at ten, most of them over the day. */
function makeDay(): { at: number; text: string; by: string }[] {
  const quiet = MENTIONS - EMERGENCIES_AT.length
  const ordinary = Array.from({ length: quiet }, (_, i) => {
    const at =
      i < 30
        ? (i / 30) * 7 * HOUR
        : i < 130
          ? 10 * HOUR + (i - 30) * 5000
          : 7 * HOUR + ((i - 130) / (quiet - 130)) * 17 * HOUR
    const text = i % 5 < 2 ? COMPLAINT : i % 5 === 2 ? 'Is Juniper Coffee open today?' : PRAISE
    return { at: Math.floor(at), text, by: `guest-${i % 7 === 6 ? i - 3 : i}` }
  })
  const fires = EMERGENCIES_AT.map((at, i) => ({ at, text: EMERGENCY, by: `witness-${i}` }))
  return [...ordinary, ...fires].toSorted((a, b) => a.at - b.at)
}

const isNight = (at: number) => {
  const hour = new Date(at).getUTCHours()
  return hour >= 22 || hour < 7
}
const posted = () => all.slack.messages(CHANNEL).filter(({ threadTs }) => threadTs === null)
const toldTo = (id: string) => all.slack.directMessages(`U_${id}`)

it('a day of 400 mentions stays quiet: 40 messages, three reminders a case, nothing at night but emergencies', async () => {
  const day = makeDay()
  let heard = 0
  for (let now = MIDNIGHT; now < MIDNIGHT + 36 * HOUR; now += STEP_MS) {
    await clock.leap(now - clock.now())
    for (; heard < day.length; heard++) {
      const next = day[heard]
      if (next === undefined || MIDNIGHT + next.at > now) break
      await all.hear(`post-${heard}`, next.text, { by: next.by })
    }
  }
  expect(heard).toBe(MENTIONS)
  const { kysely } = all.db
  const stored = await kysely.selectFrom('mention').select('id').execute()
  expect(stored).toHaveLength(MENTIONS)

  const onThatDay = posted().filter(({ at }) => at < MIDNIGHT + 24 * HOUR)
  expect(onThatDay.length).toBeLessThanOrEqual(MESSAGES)
  expect(onThatDay.length).toBeGreaterThan(MESSAGES / 2)
  const emergencies = posted().filter(({ text }) => text.startsWith('Emergency'))
  expect(emergencies).toHaveLength(EMERGENCIES_AT.length)
  expectFewCardsInTenMinutes()

  // The channel, threads and direct messages: at night only what is about an emergency.
  const direct = PEOPLE.flatMap((id) => toldTo(id).map((message) => ({ id, ...message })))
  const atNight = [...all.slack.messages(CHANNEL), ...direct].filter(({ at }) => isNight(at))
  expect(atNight.length).toBeGreaterThan(EMERGENCIES_AT.length)
  expect(atNight.filter(({ text }) => !text.includes('Emergency'))).toEqual([])
  expect(direct.filter(({ at, id }) => isNight(at) && id !== 'leo')).toEqual([])

  const calledAfter = toldTo('leo').map(({ at }) => at - MIDNIGHT - 2.5 * HOUR)
  expect(Math.min(...calledAfter.filter((ms) => ms >= 0))).toBeLessThan(3 * STEP_MS)

  const nudges = await kysely.selectFrom('nudge').selectAll().execute()
  const byCase = Map.groupBy(nudges, (row) => row.case_id)
  expect(Math.max(...[...byCase.values()].map((rows) => rows.length))).toBe(NUDGES)
  // Hundreds of steps, few messages.
  expect(nudges.length).toBeGreaterThan(100)
  for (const id of PEOPLE) expect(toldTo(id).length).toBeLessThan(40)
  expect(all.slack.violations).toEqual([])
  expect(
    await kysely.selectFrom('outbox').select('id').where('state', '=', 'dead').execute(),
  ).toEqual([])
}, 300_000)

/** Five a rule, emergencies beside it; in the morning one more may leave before the pile is seen. */
function expectFewCardsInTenMinutes(): void {
  const cards = posted().filter(({ text }) => /^(Complaint|Question|Kind)/.test(text))
  const most = Math.max(
    ...cards.map(
      ({ at }) => cards.filter((other) => other.at >= at && other.at < at + 600_000).length,
    ),
  )
  expect(most).toBeLessThanOrEqual(6)
}
