import { afterEach, describe, expect, it } from 'vitest'
import { type MastodonDesk, openDesk } from '../../support/fake-mastodon/desk.ts'
import type { FakeStatus } from '../../support/fake-mastodon/world.ts'
import { finalState } from '../../support/final-state.ts'
import { seeded } from '../../support/mutate-json.ts'

const HOURS = 24
const STEP_MS = 30_000
const FORMS = ['reset_iso', 'seconds', 'missing', 'garbage', 'past_reset'] as const
let desk: MastodonDesk
afterEach(() => desk.close())

/** The next few requests go wrong in one way. */
function breakRequests(count: number, how: 'page' | 'cut' | 'empty'): void {
  let left = count
  desk.fake.intercept((_asked, response) => {
    if (left-- <= 0) return false
    if (how === 'page') response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502</h1>')
    else if (how === 'empty') response.writeHead(200, { 'content-type': 'application/json' }).end()
    else {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' })
      response.write('[{"id":"1')
      response.destroy()
    }
    return true
  })
}

describe('a day of bad network', () => {
  it(`of ${HOURS} hours loses nothing, takes nothing twice, and mirrors every edit and deletion`, async () => {
    desk = await openDesk({ hashtags: ['coffee'] })
    const { clock, fake, world } = desk
    const random = seeded(3)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
    const heard = await desk.listenLive()
    const posts: FakeStatus[] = []
    const removed: FakeStatus[] = []
    const faults = [
      () => fake.streaming.drop(),
      () => fake.streaming.mute(),
      () => fake.streaming.shut(),
      () => fake.limits.arm(pick(FORMS)),
      () => breakRequests(1 + Math.floor(random() * 6), 'page'),
      () => breakRequests(1 + Math.floor(random() * 6), 'cut'),
      () => breakRequests(1 + Math.floor(random() * 3), 'empty'),
    ]
    const end = clock.now() + HOURS * 3_600_000
    while (clock.now() < end) {
      if (random() < 0.4) pick(faults)()
      if (random() < 0.5) fake.streaming.open()
      posts.push(world.post(`@juniper post ${posts.length}`).status)
      if (random() < 0.3) posts.push(world.post(`juniper #coffee ${posts.length}`).status)
      if (random() < 0.2) world.edit(pick(posts), `@juniper changed ${posts.length}`)
      if (random() < 0.1) removed.push(...takeOut(posts, world.remove, random))
      const until = clock.now() + 10 * 60_000
      await desk.until('ten minutes', () => clock.now() >= until, STEP_MS)
    }
    fake.intercept(null)
    fake.streaming.open()
    const calm = clock.now() + 45 * 60_000
    await desk.until('the calm', () => clock.now() >= calm, STEP_MS)
    await heard.stop()
    for (const { code } of heard.errors) expect(['transient', 'rate_limited']).toContain(code)
    const { live, gone } = await finalState(
      heard.batches.map(({ items }) => items),
      random,
    )
    expect(new Map(live.map(({ key, text }) => [key, text]))).toEqual(
      new Map(posts.map(({ uri, text }) => [`mastodon::${uri}`, text])),
    )
    const told = new Set(heard.mentions().map(({ key }) => key))
    const mirrored = removed.filter(({ uri }) => told.has(`mastodon::${uri}`))
    expect(mirrored.length).toBeGreaterThan(5)
    expect(new Set(gone)).toEqual(new Set(mirrored.map(({ uri }) => `mastodon::${uri}`)))
    // No hot loop: at most as often as a server allows, all day long.
    expect(fake.requests.length).toBeLessThan(HOURS * 600)
  })
})

function takeOut(
  posts: FakeStatus[],
  remove: (status: FakeStatus) => unknown,
  random: () => number,
): FakeStatus[] {
  const [one] = posts.splice(Math.floor(random() * posts.length), 1)
  if (one === undefined) return []
  remove(one)
  return [one]
}
