import { afterEach, expect, it } from 'vitest'
import type { Ctx, Cursor, Item } from '../../../connectors/connector.ts'
import {
  type CommunityDesk,
  LOUNGE,
  MIRA,
  openCommunity,
  TOM,
} from '../../support/slack-community.ts'

const MESSAGES = 450
let desk: CommunityDesk
afterEach(() => desk.close())

class Killed extends Error {
  override readonly name = 'Killed'
}

/** Listens until caught up, or until the call out or the batch of that number, where the process dies. */
async function live(from: Cursor | null, death: { call?: number; batch?: number }) {
  const abort = new AbortController()
  let calls = 0
  const ctx: Ctx = {
    ...desk.ctx(abort.signal),
    fetch: (input, init) => {
      if (++calls === death.call) throw new Killed()
      return fetch(input, init)
    },
  }
  const stored = { items: [] as Item[], cursor: from, batches: 0, died: false }
  let done = false
  const run = (async () => {
    try {
      for await (const batch of desk.connector.listen(from, ctx)) {
        // Dying before the commit leaves neither the items nor the cursor.
        if (++stored.batches === death.batch) throw new Killed()
        stored.items.push(...batch.items)
        stored.cursor = JSON.parse(JSON.stringify(batch.cursor)) as Cursor
        if (batch.caughtUp) abort.abort(new Error('caught up'))
      }
    } catch {
      stored.died = true
    }
    done = true
  })()
  await desk.until('its end', () => done)
  await run
  return { ...stored, calls }
}

const keysOf = (items: readonly Item[]) =>
  new Set(
    items.flatMap((item) => {
      if (item.type === 'upsert') return [`${item.mention.key} ${item.mention.revision}`]
      return item.type === 'delete' ? [`gone ${item.key}`] : []
    }),
  )

it('killed at every call out and before every commit it loses nothing', async () => {
  desk = await openCommunity({}, { rateLimits: 'off' })
  const { slack, clock } = desk
  for (const id of ['C0GARDEN', 'C0BAR']) slack.addChannel({ id, name: id, members: [MIRA, TOM] })
  const words = await live(null, {})
  const say = (channel: string, text: string, root?: string) => {
    void slack.say(MIRA, channel, text, root)
    return slack.messages(channel).at(-1)!.ts
  }
  const early = say(LOUNGE, 'early')
  const doomed = say('C0GARDEN', 'doomed')
  const begin = await live(words.cursor, {})
  expect(keysOf(begin.items).size).toBe(2)
  await clock.advance(60_000)
  for (let i = 0; i < MESSAGES; i++) say('C0GARDEN', `juniper ${i}`)
  say('C0BAR', 'juniper at the bar')
  void slack.edit(MIRA, LOUNGE, early, 'juniper, edited')
  say(LOUNGE, 'juniper, answered', early)
  slack.erase('C0GARDEN', doomed)
  const whole = await live(begin.cursor, {})
  expect(keysOf(whole.items).size).toBe(MESSAGES + 4)

  const deaths = [
    ...Array.from({ length: whole.calls }, (_, i) => ({ call: i + 1 })),
    ...Array.from({ length: whole.batches }, (_, i) => ({ batch: i + 1 })),
  ]
  expect(deaths.length).toBeGreaterThan(12)
  for (const death of deaths) {
    const first = await live(begin.cursor, death)
    // Who somebody is can be asked later: a post goes on without it.
    const second = await live(first.cursor, {})
    expect(keysOf([...first.items, ...second.items]), JSON.stringify(death)).toEqual(
      keysOf(whole.items),
    )
  }
})
