import type { ServerResponse } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { openBluesky } from '../../support/bluesky-desk.ts'
import { GUEST_DID, namingUs } from '../../support/fake-bluesky/world.ts'
import { finalState } from '../../support/final-state.ts'
import { seeded } from '../../support/mutate-json.ts'

const HOURS = 24
const STEP_MS = 20_000
const TURN_MS = 20 * 60_000
let desk: Awaited<ReturnType<typeof openBluesky>>
afterEach(() => desk.close())

/** How a server says "too many requests". */
const LIMITS: readonly Record<string, string>[] = [
  { 'ratelimit-reset': '1795100000' },
  { 'retry-after': '30' },
  { 'retry-after': 'Thu, 19 Nov 2026 20:00:00 GMT' },
  { 'ratelimit-reset': 'soon' },
  {},
]

it(`a day of ${HOURS} hours of bad network loses nothing, takes nothing twice, and mirrors every edit and deletion`, async () => {
  desk = await openBluesky()
  const { fake, clock } = desk
  const random = seeded(5)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const breakRequests = (answer: (response: ServerResponse) => void) => () => {
    let left = 1 + Math.floor(random() * 6)
    fake.intercept((response) => {
      if (left-- <= 0) return false
      answer(response)
      return true
    })
  }
  const faults = [
    () => fake.drop(),
    () => fake.halfOpen(),
    () => fake.sendMalformed(),
    () => fake.expireAccess(),
    breakRequests((response) => response.destroy()),
    breakRequests((response) => response.writeHead(502).end('<h1>502</h1>')),
    breakRequests((response) => response.writeHead(200).end()),
    breakRequests((response) => response.writeHead(429, pick(LIMITS)).end('{}')),
  ]
  const heard = await desk.listenLive()
  await desk.until('the first look', () => heard.cursor !== null && 'seenAt' in heard.cursor)
  await clock.advance(10 * 60_000)
  const truth = new Map<string, string>()
  const gone: string[] = []
  const end = clock.now() + HOURS * 3_600_000
  while (clock.now() < end) {
    if (random() < 0.5) pick(faults)()
    const { key } = fake.publishPost(`juniper ${truth.size}`)
    truth.set(key, `juniper ${truth.size}`)
    // The stream never tells of this one: only our notifications do.
    const text = `@ourcafe.example juniper ${truth.size}`
    if (random() < 0.3) truth.set(fake.publishPost(text, namingUs(), GUEST_DID, true).key, text)
    const some = pick([...truth.keys()])
    if (random() < 0.2) {
      fake.edit(some, `juniper, changed ${truth.size}`)
      truth.set(some, `juniper, changed ${truth.size}`)
    } else if (random() < 0.1) {
      fake.remove(some)
      truth.delete(some)
      gone.push(some)
    }
    const until = clock.now() + TURN_MS
    await desk.until('a while', () => clock.now() >= until, STEP_MS)
  }
  fake.intercept(null)
  const calm = clock.now() + 3_600_000
  const { key } = fake.publishPost('juniper at last')
  truth.set(key, 'juniper at last')
  const isHeard = () => clock.now() >= calm && heard.texts().includes('juniper at last')
  await desk.until('the calm', isHeard, STEP_MS)
  await heard.stop()
  for (const { code } of heard.errors) expect(['transient', 'rate_limited']).toContain(code)
  expect(heard.errors.length).toBeGreaterThan(20)
  const state = await finalState(
    heard.batches.map(({ items }) => items),
    random,
  )
  expect(new Map(state.live.map(({ key: k, text }) => [k, text]))).toEqual(truth)
  expect(gone.length).toBeGreaterThan(2)
  expect(new Set(state.gone)).toEqual(new Set(gone))
})
