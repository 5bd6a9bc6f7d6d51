import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { readFrame } from '../../../connectors/bluesky/event-items.ts'
import { openBluesky } from '../../support/bluesky-desk.ts'
import { GUEST_DID, namingUs, OUR_DID } from '../../support/fake-bluesky/world.ts'
import { statesOfOrders } from '../../support/many-orders.ts'
import { mutateJson, seeded } from '../../support/mutate-json.ts'

const MUTATIONS = 10_000
const OVER_THE_SOCKET = 2_000
const PAGES = 100
const ORDERS = 200
let desk: Awaited<ReturnType<typeof openBluesky>>
afterEach(() => desk.close())

const context = { connectionId: 'c', ourDids: new Set([OUR_DID]), now: 1_800_000_000_000 }

describe('a Bluesky gone mad', () => {
  it(`is survived: ${MUTATIONS} spoiled frames, set aside and counted, and what follows is heard`, async () => {
    desk = await openBluesky()
    const { fake } = desk
    const heard = await desk.listenLive()
    const ref = { uri: `at://${OUR_DID}/app.bsky.feed.post/3k`, cid: 'c' }
    const { key } = fake.publishPost('@ourcafe.example the flat white', {
      ...namingUs(),
      reply: { root: ref, parent: ref },
      embed: { $type: 'app.bsky.embed.record', record: ref },
      labels: { values: [{ val: 'nudity' }] },
    })
    fake.edit(key, '@ourcafe.example, edited')
    fake.remove(key)
    fake.sendFrame({
      did: GUEST_DID,
      kind: 'account',
      account: { active: false, status: 'deleted' },
    })
    fake.rename(GUEST_DID, 'other.example')
    const templates = fake.log.map(({ frame }) => JSON.parse(frame) as object)
    const random = seeded(17)
    let poison = 0
    for (let i = 0; i < MUTATIONS - OVER_THE_SOCKET; i++) {
      const { item } = readFrame(mutateJson(templates[i % templates.length], random), context)
      if (item?.type === 'poison') poison++
    }
    expect(poison).toBeGreaterThan(MUTATIONS / 20)
    for (let i = 0; i < OVER_THE_SOCKET; i++)
      fake.sendRaw(mutateJson(templates[i % templates.length], random))
    fake.publish('after all that')
    await desk.until('what follows', () => heard.texts().includes('after all that'))
    expect(heard.errors.filter(({ code }) => code !== 'transient')).toEqual([])
    expect(heard.items.filter(({ type }) => type === 'poison').length).toBeGreaterThan(100)
    const { timeUs } = heard.cursor as unknown as { timeUs: number }
    expect(timeUs).toBeGreaterThanOrEqual(fake.log.at(-1)!.timeUs)
    // A time that has not come yet would hide all that is said until then.
    expect(timeUs).toBeLessThan((desk.clock.now() + 4 * 3_600_000) * 1000)
    fake.sendRaw(JSON.stringify({ ...templates[4], time_us: 9e15 }))
    fake.publish('after the wrong clock')
    await desk.until('the next', () => heard.texts().includes('after the wrong clock'))
    expect((heard.cursor as unknown as { timeUs: number }).timeUs).toBeLessThan(9e15)
  })

  it(`gives ${PAGES} pages of nonsense: no crash, the stream goes on, notifications come back`, async () => {
    desk = await openBluesky()
    const { fake, clock } = desk
    const random = seeded(19)
    const heard = await desk.listenLive()
    await desk.until('the first look', () => heard.cursor !== null && 'seenAt' in heard.cursor)
    let pages = 0
    fake.intercept((response: ServerResponse, path) => {
      if (!path.startsWith('app.bsky.') || pages++ >= PAGES) return false
      const time = new Date(clock.now()).toISOString()
      const entry = {
        uri: `at://${GUEST_DID}/app.bsky.feed.post/3kx`,
        cid: 'c',
        reason: 'mention',
        indexedAt: time,
        record: { text: 'x' },
        labels: [{ val: 'a' }],
        author: { did: GUEST_DID, labels: [] },
      }
      const page = { notifications: [entry], profiles: [entry.author], posts: [entry], cursor: 'c' }
      response.writeHead(200, { 'content-type': 'application/json' }).end(mutateJson(page, random))
      return true
    })
    let n = 0
    await desk.until(
      'all of it',
      () => {
        if (n++ % 5 === 0) fake.publish(`post ${n}`)
        return pages >= PAGES
      },
      20_000,
    )
    fake.publishPost('@ourcafe.example after all that', namingUs(), GUEST_DID, true)
    const isHeard = () => heard.texts().includes('@ourcafe.example after all that')
    await desk.until('what follows', isHeard, 5000)
    for (const { code } of heard.errors) expect(['transient', 'rate_limited']).toContain(code)
  })

  it(`ends the same in ${ORDERS} orders of doubled and shuffled posts, edits and deletions`, async () => {
    desk = await openBluesky()
    const { fake, clock } = desk
    for (const name of ['a', 'b', 'c', 'd']) {
      const { key } = fake.publishPost(`juniper ${name} was awful`)
      for (const words of ['was better', 'was good in the end']) {
        await clock.advance(60_000)
        fake.edit(key, `juniper ${name} ${words}`)
      }
      if (name === 'b' || name === 'd') fake.remove(key)
    }
    const states = await statesOfOrders(ORDERS, fake.log, ({ frame }, scope) => {
      const { item } = readFrame(frame.replaceAll(GUEST_DID, `did:plc:${scope}`), context)
      return item === null ? [] : [item]
    })
    expect(states).toHaveLength(1)
    const { live, gone } = states[0]!
    expect(live.map(({ text }) => text)).toEqual([
      'juniper a was good in the end',
      'juniper c was good in the end',
    ])
    expect(gone).toHaveLength(2)
  })
})
