import { afterEach, describe, expect, it } from 'vitest'
import { openDesk, type XDesk } from '../../support/fake-x/desk.ts'
import type { FakePost } from '../../support/fake-x/world.ts'
import { finalState } from '../../support/final-state.ts'
import { seeded } from '../../support/mutate-json.ts'

const HOURS = 24
/** Shorter than the signs of life of the stream, or every step would be a silence. */
const STEP_MS = 20_000
const EVERY_MS = 30 * 60_000
let desk: XDesk
afterEach(() => desk.close())

describe('a day of bad network', () => {
  it(`of ${HOURS} hours loses nothing, takes nothing twice, and mirrors every edit`, async () => {
    desk = await openDesk({ pollSeconds: 300, withAuthors: false })
    const { clock, x } = desk
    const random = seeded(3)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
    const paths = [/mentions/, /search.recent/, /stream.rules/, /search.stream$/]
    const answers = [
      { status: 502, body: '<h1>502</h1>', headers: { 'content-type': 'text/html' } },
      { status: 503, body: '' },
      { status: 200, body: '' },
      { status: 200, body: '<html>' },
      { status: 429, body: '{"title":"Too Many Requests"}' },
    ]
    const fail = () => {
      const how = random()
      const kind = how < 0.2 ? 'cut' : how < 0.4 ? 'truncate' : how < 0.5 ? 'silence' : 'answer'
      const mishap = kind === 'answer' ? { kind, ...pick(answers) } : { kind }
      x.failNext(pick(paths), mishap as never)
    }
    const faults = [
      () => x.stream.drop(),
      () => x.stream.freeze(),
      () => x.stream.send('{"errors":[{"title":"operational-disconnect"}]}\r\n'),
      () => x.stream.mute(true),
      () => Array.from({ length: 1 + Math.floor(random() * 4) }).forEach(fail),
    ]
    const heard = await desk.listenLive()
    const posts: FakePost[] = []
    const end = clock.now() + HOURS * 3_600_000
    while (clock.now() < end) {
      if (random() < 0.6) pick(faults)()
      posts.push(desk.say(`juniper post ${posts.length} said this`))
      if (random() < 0.5) posts.push(desk.say(`@harborbeans post ${posts.length} said that`))
      if (random() < 0.3) {
        const [old] = posts.splice(Math.floor(random() * posts.length), 1)
        if (old !== undefined) posts.push(x.editPost(old.id, `${old.text}, or not`))
      }
      // What the stream does not tell, the next catching up has to find.
      if (random() < 0.7) {
        x.stream.mute(false)
        x.stream.drop()
      }
      const until = clock.now() + EVERY_MS
      await desk.until('half an hour', () => clock.now() >= until, STEP_MS)
    }
    x.stream.mute(false)
    x.stream.drop()
    await desk.until(
      'mended',
      () => x.mishaps.length === 0 || clock.now() > end + 3_600_000,
      STEP_MS,
    )
    x.mishaps.splice(0)
    const calm = clock.now() + 30 * 60_000
    await desk.until('the calm', () => clock.now() >= calm, STEP_MS)
    expect(heard.batches.at(-1)?.caughtUp).toBe(true)
    await heard.stop()
    for (const { code } of heard.errors) expect(['transient', 'rate_limited']).toContain(code)
    const { live } = await finalState(
      heard.batches.map(({ items }) => items),
      random,
    )
    const texts = new Map(live.map(({ key, text }) => [key, text]))
    for (const post of posts)
      expect([post.text, texts.get(`x::${post.editHistory?.[0] ?? post.id}`)]).toEqual([
        post.text,
        post.text,
      ])
    expect(live).toHaveLength(posts.length)
    // No hot loop: one a minute is the most that a day of troubles needs.
    expect(x.requests.length).toBeLessThan(HOURS * 60)
  })
})
