import { afterEach, expect, it } from 'vitest'
import type { FakeMessage } from '../../support/fake-slack/words.ts'
import { finalState } from '../../support/final-state.ts'
import { seeded } from '../../support/mutate-json.ts'
import {
  type CommunityDesk,
  LOUNGE,
  MIRA,
  openCommunity,
  TOM,
} from '../../support/slack-community.ts'

const HOURS = 24
const STEP_MS = 120_000
const TURN_MS = 20 * 60_000
let desk: CommunityDesk
afterEach(() => desk.close())

it(`a day of ${HOURS} hours of bad network loses nothing, takes nothing twice, and mirrors every edit and deletion`, async () => {
  desk = await openCommunity({ pongTimeoutMs: 100 }, { rateLimits: 'burst' })
  const { slack, clock } = desk
  const random = seeded(3)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const heard = await desk.listenLive()
  const alive = () => slack.messages(LOUNGE).filter(({ subtype }) => subtype !== 'tombstone')
  const wrong =
    (how: 'http_502' | 'html' | 'broken_json' | 'reset_before' | 'ok_false:internal_error') => () =>
      slack.fail('*', { how, times: 1 + Math.floor(random() * 6) })
  const limited = (retryAfter: number | 'missing' | 'bad' | 'date') => () =>
    slack.fail('*', { how: 'rate_limited', retryAfter, times: 2 })
  const faults = [
    () => slack.dropAll(),
    () => slack.disconnect('refresh_requested'),
    () => slack.halfOpen(),
    () => slack.refuseSockets(pick(['503', 'too_many_websockets', 'upgrade_503', 'no_hello']), 2),
    () => slack.sendGarbage(),
    () => void slack.sendAppRateLimited(),
    ...(
      ['http_502', 'html', 'broken_json', 'reset_before', 'ok_false:internal_error'] as const
    ).map(wrong),
    ...([7, 600, 'missing', 'bad', 'date'] as const).map(limited),
  ]
  const said: string[] = []
  const removed: string[] = []
  let isAway = false
  const end = clock.now() + HOURS * 3_600_000
  while (clock.now() < end) {
    if (random() < 0.5) pick(faults)()
    if (isAway !== random() < 0.1) await slack.away((isAway = !isAway))
    const some = alive()
    void slack.say(pick([MIRA, TOM]), LOUNGE, `juniper ${said.length}`)
    said.push(slack.messages(LOUNGE).at(-1)!.ts)
    if (random() < 0.4 && some.length > 0) answerTo(pick(some))
    if (random() < 0.3 && some.length > 0) edit(pick(some))
    if (random() < 0.15 && some.length > 0) remove(pick(some))
    const until = clock.now() + TURN_MS
    await desk.until('a while', () => clock.now() >= until, STEP_MS)
  }
  if (isAway) await slack.away(false)
  slack.mend()
  slack.acceptSockets()
  const calm = clock.now() + 2 * 3_600_000
  void slack.say(MIRA, LOUNGE, 'juniper at last')
  await desk.until('the calm', () => heard.texts().includes('juniper at last'), STEP_MS)
  await desk.until('the calm', () => clock.now() >= calm, STEP_MS)
  await heard.stop()
  for (const { code, message } of heard.errors)
    expect(['transient', 'rate_limited'], message).toContain(code)
  expect(heard.errors.length).toBeGreaterThan(20)

  const state = await finalState(
    heard.batches.map(({ items }) => items),
    random,
  )
  const keyOf = (ts: string) => `slack:${slack.teamId}:${LOUNGE}:${ts}`
  expect(new Map(state.live.map(({ key, text }) => [key, text]))).toEqual(
    new Map(alive().map(({ ts, text }) => [keyOf(ts), text])),
  )
  const told = new Set(heard.mentions().map(({ key }) => key))
  const mirrored = removed.map(keyOf).filter((key) => told.has(key))
  expect(mirrored.length).toBeGreaterThan(5)
  expect(state.gone).toEqual(expect.arrayContaining(mirrored))
  // No hot loop: Slack is asked no more often than it allows.
  expect(slack.history.length).toBeLessThan(HOURS * 600)
  expect(slack.violations).toEqual([])

  function answerTo({ ts, threadTs }: FakeMessage): void {
    void slack.say(TOM, LOUNGE, `juniper, answer ${said.length}`, threadTs ?? ts)
  }
  function edit({ user, ts }: FakeMessage): void {
    void slack.edit(user, LOUNGE, ts, `juniper, changed ${said.length}`)
  }
  function remove({ ts }: FakeMessage): void {
    removed.push(ts)
    slack.erase(LOUNGE, ts)
  }
})
