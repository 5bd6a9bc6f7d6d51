import { afterEach, expect, it } from 'vitest'
import { openDiscord } from '../../support/discord-desk.ts'
import type { Mishap } from '../../support/fake-discord/fake-discord.ts'
import { finalState } from '../../support/final-state.ts'
import { seeded } from '../../support/mutate-json.ts'

const HOURS = 24
const STEP_MS = 60_000
const TURN_MS = 20 * 60_000
let desk: Awaited<ReturnType<typeof openDiscord>>
afterEach(() => desk.close())

const LIMITS: readonly Record<string, string>[] = [
  { 'retry-after': '30' },
  { 'retry-after': '2592000' },
  { 'retry-after': 'soon' },
  {},
]

it(`a day of ${HOURS} hours of bad network loses nothing and takes nothing twice`, async () => {
  desk = await openDiscord()
  const { discord, clock, channelId } = desk
  discord.settings.heartbeatMs = 150
  const random = seeded(11)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const answer = (status: number, body: string, headers = {}): Mishap => ({
    kind: 'answer',
    status,
    body,
    headers,
  })
  const faults = [
    () => discord.cut(true),
    () => discord.cut(false),
    () => discord.freeze(),
    () => discord.closeGateway(pick([1000, 4000, 4007, 4009])),
    () => discord.failNext(/messages|threads/, { kind: 'cut' }),
    () => discord.failNext(/messages|threads/, answer(502, '<h1>502</h1>')),
    () => discord.failNext(/messages|threads/, answer(429, '{}', pick(LIMITS))),
    () => discord.dispatch('MESSAGE_CREATE', { id: null, guild_id: discord.guild.id, type: 0 }),
  ]
  const heard = await desk.listenLive()
  const truth = new Map<string, string>()
  const keyOf = (id: string) => `discord:${discord.guild.id}:${id}`
  const end = clock.now() + HOURS * 3_600_000
  while (clock.now() < end) {
    if (random() < 0.5) pick(faults)()
    const text = `juniper ${truth.size}`
    truth.set(keyOf(discord.say(text, { channelId }).id), text)
    const until = clock.now() + TURN_MS
    await desk.until('a while', () => clock.now() >= until, STEP_MS)
  }
  truth.set(keyOf(desk.say('juniper at last').id), 'juniper at last')
  const isHeard = () => new Set(heard.mentions().map(({ key }) => key)).size === truth.size
  await desk.until('the calm', isHeard, 1000)
  await heard.stop()
  for (const { code, message } of heard.errors)
    expect(['transient', 'rate_limited'], message).toContain(code)
  expect(heard.errors.length).toBeGreaterThan(3)
  const state = await finalState(
    heard.batches.map(({ items }) => items),
    random,
  )
  expect(new Map(state.live.map(({ key, text }) => [key, text]))).toEqual(truth)
})
