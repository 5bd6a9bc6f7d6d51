import { afterAll, beforeAll, expect, it } from 'vitest'
import { NOON } from '../support/listening-desk.ts'
import { createPatientClock, type PatientClock } from '../support/patient-clock.ts'
import { CHANNEL, COMPLAINT, caseOf, openSlackDesk, type SlackDesk, words } from './slack-desk.ts'

const STEP_MS = 100

let all: SlackDesk
let clock: PatientClock

beforeAll(async () => {
  const isConnecting = () =>
    all.slack.calls('apps.connections.open').length > all.slack.sockets.opened
  const isTelling = () => all.slack.deliveries.some(({ answer }) => answer === null)
  clock = createPatientClock(NOON, () => all !== undefined && (isConnecting() || isTelling()))
  all = await openSlackDesk({ clock, slack: { clock, rateLimits: 'strict' } })
})

afterAll(async () => {
  const closing = all.close()
  await clock.leap(60_000)
  await closing
  clock.restore()
})

/** Simulated ms until it is so. */
async function takes(check: () => boolean): Promise<number> {
  const from = clock.now()
  while (!check() && clock.now() - from < 60_000) await clock.leap(STEP_MS)
  return clock.now() - from
}

it('is two clicks: the dots, and what is true; the card is right again in under two seconds', async () => {
  await all.hear('wrong', COMPLAINT, { by: 'nadia' })
  await takes(() => all.slack.messages(CHANNEL).length > 0)
  const [card] = all.slack.messages(CHANNEL)
  const value = `case.not_us:${caseOf(card as never)}`
  // Long after the card, as when somebody reads it; the channel is free.
  await clock.leap(30_000)
  const pressed = clock.now()
  const told = all.slack.press('U_ines', {
    channel: CHANNEL,
    ts: card?.ts ?? '',
    actionId: 'case.more',
    value,
  })
  expect(await takes(() => words(card?.blocks).includes('Not about us'))).toBeLessThan(2000)
  expect((await told).acked).toBe(true)
  expect((card?.revisions.at(-1)?.at ?? 0) - pressed).toBeLessThan(2000)
  // Nothing was opened and nothing asked: the two clicks were all.
  expect(all.slack.calls('views.open')).toEqual([])
  expect(all.slack.violations).toEqual([])
})
