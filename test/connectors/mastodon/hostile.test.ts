import { afterEach, describe, expect, it } from 'vitest'
import { emptyMemory, openBook } from '../../../connectors/mastodon/book.ts'
import { createReader } from '../../../connectors/mastodon/reader.ts'
import { type MastodonDesk, openDesk } from '../../support/fake-mastodon/desk.ts'
import { notificationEntity, statusEntity } from '../../support/fake-mastodon/entities.ts'
import { DOMAIN } from '../../support/fake-mastodon/world.ts'
import { finalState } from '../../support/final-state.ts'
import { mutateJson, seeded, shuffleAndDouble } from '../../support/mutate-json.ts'

const MUTATIONS = 10_000
const IN_TIMELINES = 2_000
const ORDERS = 200
let desk: MastodonDesk
afterEach(() => desk.close())

describe('a Mastodon server gone mad', () => {
  it(`is survived: ${MUTATIONS} spoiled events and posts, set aside and counted, and what follows is heard`, async () => {
    desk = await openDesk()
    const { world, fake } = desk
    const random = seeded(11)
    const heard = await desk.listenLive()
    const sample = world.post('@juniper the flat white was cold #coffee', {}, true)
    const secret = world.post('@juniper between us amaranth', { visibility: 'direct' }, true)
    const told = sample.happenings.find(({ event }) => event === 'notification')!
    const templates = [
      { event: 'notification', of: notificationEntity(told.notification!) },
      { event: 'update', of: statusEntity(sample.status) },
      { event: 'status.update', of: statusEntity(sample.status) },
      { event: 'update', of: statusEntity(secret.status) },
      { event: 'delete', of: sample.status.id },
    ]
    for (let i = 0; i < MUTATIONS - IN_TIMELINES; i++) {
      const { event, of } = templates[i % templates.length]!
      const payload = mutateJson(of, random)
      const frame = { stream: ['user'], event, payload }
      fake.streaming.send(random() < 0.8 ? JSON.stringify(frame) : mutateJson(frame, random))
    }
    for (let i = 0; i < IN_TIMELINES; i++)
      world.post(
        `@juniper post ${i} #coffee`,
        { distort: (entity) => parsed(mutateJson(entity, random)) },
        true,
      )
    const after = world.post('@juniper after all that', {}, true).status
    await desk.until('what follows', () => heard.texts().includes('after all that'), 1000)
    expect(heard.errors.filter(({ code }) => code !== 'transient')).toEqual([])
    const poison = heard.items.filter((item) => item.type === 'poison')
    expect(poison.length).toBeGreaterThan(MUTATIONS / 20)
    expect(JSON.stringify(heard.items)).not.toContain('amaranth')
    for (const mention of heard.mentions()) {
      expect(mention.text.length).toBeLessThanOrEqual(64_000)
      expect(Number.isSafeInteger(mention.createdAt)).toBe(true)
      expect(mention.url ?? 'https:').toMatch(/^https?:/)
      expect(mention.author.id).not.toBeNull()
    }
    await desk.until('the mark', () =>
      JSON.stringify(heard.cursor).includes(`"at":"${world.notifications.at(-1)!.id}"`),
    )
    expect(world.notifications.at(-1)!.status).toBe(after)
  })

  it('gives whole pages of nonsense: no crash, and what follows is heard', async () => {
    desk = await openDesk()
    const random = seeded(5)
    desk.world.post('@juniper long ago')
    const heard = await desk.listenLive()
    let pages = 0
    desk.fake.intercept((asked, response) => {
      const isPage =
        asked.url.searchParams.has('min_id') || asked.url.pathname.endsWith('/instance')
      if (!isPage || pages++ >= 300) return false
      const body = mutateJson([statusEntity([...desk.world.statuses.values()][0]!)], random)
      const type = random() < 0.9 ? 'application/json' : 'text/html'
      response.writeHead(random() < 0.9 ? 200 : 500, { 'content-type': type }).end(body)
      return true
    })
    await desk.until('all of it', () => pages >= 300, 5000)
    desk.world.post('@juniper after all that')
    await desk.until('what follows', () => heard.texts().includes('after all that'), 1000)
    for (const error of heard.errors) expect(['transient', 'rate_limited']).toContain(error.code)
  })

  it(`ends the same in ${ORDERS} orders of doubled and shuffled posts, edits and deletions`, async () => {
    desk = await openDesk({ hashtags: [] })
    const { world, clock } = desk
    world.followed.add(world.guest)
    const frames: string[] = []
    const keep = (event: string, payload: unknown) =>
      frames.push(
        JSON.stringify({
          stream: ['user'],
          event,
          payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
        }),
      )
    for (const name of ['a', 'b', 'c', 'd']) {
      const { status, happenings } = world.post(`@juniper ${name} was awful`, {}, true)
      keep('update', statusEntity(status))
      for (const { notification } of happenings)
        if (notification) keep('notification', notificationEntity(notification))
      for (const words of ['was better', 'was good in the end']) {
        await clock.advance(60_000)
        world.edit(status, `@juniper ${name} ${words}`, true)
        keep('status.update', statusEntity(status))
      }
      if (name === 'b' || name === 'd') keep('delete', status.id)
    }
    const states = new Set<string>()
    for (let seed = 0; seed < ORDERS; seed++) {
      const random = seeded(seed)
      const book = openBook(null, emptyMemory(), clock.now())
      const reader = createReader(book, () => ({
        connectionId: 'c',
        host: DOMAIN,
        domain: DOMAIN,
        ourId: world.us.id,
        now: clock.now(),
      }))
      const deliveries = shuffleAndDouble(frames, random).map((text) => reader.frame(text).items)
      states.add(JSON.stringify(await finalState(deliveries, random)))
    }
    expect(states.size).toBe(1)
    const { live, gone } = JSON.parse([...states][0] ?? '') as Awaited<
      ReturnType<typeof finalState>
    >
    expect(live.map(({ text }) => text)).toEqual([
      '@juniper a was good in the end',
      '@juniper c was good in the end',
    ])
    expect(gone).toHaveLength(2)
  })
})

/** Nonsense as an entity; what is no JSON at all is planted as a text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
