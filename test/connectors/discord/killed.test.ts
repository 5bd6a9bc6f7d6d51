import { afterEach, expect, it } from 'vitest'
import type { Cursor, Item } from '../../../connectors/connector.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { openDiscord } from '../../support/discord-desk.ts'
import { FORUM } from '../../support/fake-discord/world.ts'

const MESSAGES = 230
let desk: Awaited<ReturnType<typeof openDiscord>>
afterEach(() => desk.close())

class Killed extends Error {
  override readonly name = 'Killed'
}

/** Listens until caught up, or until the call out or the batch of that number, where the process dies. */
async function live(from: Cursor | null, death: { call?: number; batch?: number }) {
  const abort = new AbortController()
  const { ctx } = aCtx(desk.clock, abort.signal, desk.secrets)
  const stored = { items: [] as Item[], cursor: from, batches: 0 }
  const before = desk.discord.requests.length
  const calls = () => desk.discord.requests.length - before
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
    } catch {}
    done = true
  })()
  await desk.until('its end', () => {
    if (death.call !== undefined && calls() >= death.call) abort.abort(new Killed())
    return done
  })
  await run
  return { ...stored, calls: calls() }
}

const keysOf = (items: readonly Item[]) =>
  new Set(
    items.flatMap((item) =>
      item.type === 'upsert' ? [`${item.mention.key} ${item.mention.revision}`] : [],
    ),
  )

it('killed at every call out and before every commit it loses nothing', async () => {
  desk = await openDiscord()
  const { discord, clock } = desk
  const forum = discord.addChannel('help', { type: FORUM, availableTags: [] })
  const bar = discord.addChannel('bar')
  const begin = await live(null, {})
  await clock.advance(10 * 60_000)
  for (let i = 0; i < MESSAGES; i++) desk.say(`juniper ${i}`)
  discord.say('juniper at the bar', { channelId: bar.id })
  discord.post(forum.id, 'Late', 'juniper came late')
  const whole = await live(begin.cursor, {})
  expect(keysOf(whole.items).size).toBe(MESSAGES + 2)
  const deaths = [
    ...Array.from({ length: whole.calls }, (_, i) => ({ call: i + 1 })),
    ...Array.from({ length: whole.batches }, (_, i) => ({ batch: i + 1 })),
  ]
  expect(deaths.length).toBeGreaterThan(10)
  for (const death of deaths) {
    const first = await live(begin.cursor, death)
    const second = await live(first.cursor, {})
    expect(keysOf([...first.items, ...second.items]), JSON.stringify(death)).toEqual(
      keysOf(whole.items),
    )
  }
})
