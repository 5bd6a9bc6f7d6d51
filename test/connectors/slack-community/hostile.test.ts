import { afterEach, describe, expect, it } from 'vitest'
import { looseOf } from '../../../connectors/slack-community/loose.ts'
import { readEvent } from '../../../connectors/slack-community/read-event.ts'
import type { JsonObject } from '../../support/fake-slack/json.ts'
import { statesOfOrders } from '../../support/many-orders.ts'
import { mutateJson, seeded } from '../../support/mutate-json.ts'
import {
  type CommunityDesk,
  LOUNGE,
  MIRA,
  openCommunity,
  TOM,
} from '../../support/slack-community.ts'

const MUTATIONS = 10_000
const OVER_THE_SOCKET = 2_000
const PAGES = 150
const ORDERS = 200
let desk: CommunityDesk
afterEach(() => desk.close())

const us = {
  teamId: 'T0FAKE0001',
  teamUrl: 'https://fake-workspace.slack.com/',
  userId: 'U0FAKEBOT1',
  botId: 'B0FAKE0001',
  ours: new Set<string>(),
}
const reading = {
  connectionId: 'c',
  us,
  names: { user: () => null, channel: () => null },
  now: 1_800_000_000_000,
}

/** Everything that Slack told so far, as the inner events. */
function eventsTold(): JsonObject[] {
  return desk.slack.deliveries.map(({ body }) => body['event'] as JsonObject)
}

describe('a Slack gone mad', () => {
  it(`is survived: ${MUTATIONS} spoiled events, set aside and counted, and what follows is heard`, async () => {
    desk = await openCommunity()
    const { slack } = desk
    const heard = await desk.listenLive()
    void slack.say(MIRA, LOUNGE, `juniper <@${TOM}> <https://juniper.example|menu>`)
    const ts = slack.messages(LOUNGE)[0]!.ts
    void slack.say(TOM, LOUNGE, 'an answer', ts)
    void slack.edit(MIRA, LOUNGE, ts, 'juniper, edited')
    slack.erase(LOUNGE, slack.messages(LOUNGE)[1]!.ts)
    void slack.react(TOM, LOUNGE, ts, 'heart')
    await desk.until('the start', () => eventsTold().length === 5)
    const templates = eventsTold()
    const random = seeded(13)
    let poison = 0
    for (let i = 0; i < MUTATIONS - OVER_THE_SOCKET; i++) {
      const spoiled = parsed(mutateJson(templates[i % templates.length], random))
      const news = readEvent(looseOf(spoiled), reading)
      for (const item of news?.items ?? []) if (item.type === 'poison') poison++
    }
    expect(poison).toBeGreaterThan(MUTATIONS / 30)
    for (let i = 0; i < OVER_THE_SOCKET; i++) {
      const body = { ...slack.deliveries[0]!.body, event: templates[i % templates.length]! }
      const envelope = { envelope_id: `e${i}`, type: 'events_api', payload: body }
      slack.sendGarbage(
        random() < 0.8
          ? JSON.stringify({
              ...envelope,
              payload: { ...body, event: parsed(mutateJson(body['event'], random)) },
            })
          : mutateJson(envelope, random),
      )
    }
    void slack.say(MIRA, LOUNGE, 'after all that')
    await desk.until('what follows', () => heard.texts().includes('after all that'), 1000)
    expect(heard.errors.filter(({ code }) => code !== 'transient' && code !== 'auth')).toEqual([])
    expect(heard.items.filter(({ type }) => type === 'poison').length).toBeGreaterThan(100)
    const newest = slack.messages(LOUNGE).at(-1)!.ts
    await desk.until('the mark', () => JSON.stringify(heard.cursor).includes(newest), 60_000)
  })

  it(`gives ${PAGES} pages of nonsense: no crash, and what follows is heard`, async () => {
    desk = await openCommunity({}, { rateLimits: 'off' })
    const { slack } = desk
    const random = seeded(7)
    void slack.say(MIRA, LOUNGE, 'long ago')
    const heard = await desk.listenLive({ v: 1, since: '1000000000.000000' })
    let pages = 0
    desk.spoil = (method, body) => {
      const isPage = /^(conversations|users)\./.test(method)
      if (!isPage || pages++ >= PAGES) return body
      return mutateJson(JSON.parse(body), random)
    }
    slack.dropAll()
    await desk.until(
      'all of it',
      () => {
        if (slack.sockets.open > 0 && pages < PAGES) slack.dropAll()
        return pages >= PAGES
      },
      5000,
    )
    void slack.say(MIRA, LOUNGE, 'after all that')
    await desk.until('what follows', () => heard.texts().includes('after all that'), 1000)
    for (const { code } of heard.errors)
      expect(['transient', 'rate_limited', 'refused', 'gone', 'forbidden', 'auth']).toContain(code)
  })

  it(`ends the same in ${ORDERS} orders of doubled and shuffled posts, edits and deletions`, async () => {
    desk = await openCommunity()
    const { slack, clock } = desk
    const heard = await desk.listenLive()
    for (const name of ['a', 'b', 'c', 'd']) {
      void slack.say(MIRA, LOUNGE, `juniper ${name} was awful`)
      const { ts } = slack.messages(LOUNGE).at(-1)!
      for (const words of ['was better', 'was good in the end']) {
        await clock.advance(60_000)
        void slack.edit(MIRA, LOUNGE, ts, `juniper ${name} ${words}`)
      }
      if (name === 'b' || name === 'd') slack.erase(LOUNGE, ts)
    }
    await desk.until('all', () => eventsTold().length === 14)
    await heard.stop()
    const states = await statesOfOrders(ORDERS, eventsTold(), (event, teamId) => {
      const news = readEvent(event, { ...reading, us: { ...us, teamId }, now: clock.now() })
      return news?.items ?? []
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
