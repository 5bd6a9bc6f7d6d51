import { afterEach, expect, it } from 'vitest'
import type { Ctx, Cursor, Item } from '../../../connectors/connector.ts'
import { openDesk, type XDesk } from '../../support/fake-x/desk.ts'
import { finalState } from '../../support/final-state.ts'
import { seeded } from '../../support/mutate-json.ts'

let desk: XDesk
afterEach(() => desk.close())

class Killed extends Error {
  override readonly name = 'Killed'
}

/** Listens until caught up, or until the question, purse or batch of that number, where the process dies. */
async function live(from: Cursor | null, death: { call?: number; batch?: number }) {
  const connector = desk.build({ withAuthors: false })
  const abort = new AbortController()
  let calls = 0
  const dies = <T>(value: T): T => {
    if (++calls === death.call) throw new Killed()
    return value
  }
  const base = desk.ctxOf(abort.signal)
  const ctx: Ctx = {
    ...base,
    // Money is asked for before every call out, and the queries and stored posts are calls as well.
    spend: (usd) => dies(base.spend(usd)),
    queries: async () => dies(await base.queries!()),
    stored: async (below, limit) => dies(await base.stored!(below, limit)),
  }
  const stored = { items: [] as Item[], cursor: from, batches: 0, died: false }
  const run = (async () => {
    try {
      for await (const batch of connector.listen(from, ctx)) {
        // Dying before the commit leaves neither the items nor the cursor.
        if (++stored.batches === death.batch) throw new Killed()
        stored.items.push(...batch.items)
        stored.cursor = JSON.parse(JSON.stringify(batch.cursor)) as Cursor
        if (batch.caughtUp) abort.abort(new Error('caught up'))
      }
    } catch (error) {
      stored.died = error instanceof Killed
    }
  })()
  let isOver = false
  void run.then(() => {
    isOver = true
  })
  await desk.until('the end of a life', () => isOver, 5_000)
  // The line of a dead process closes by itself.
  await desk.until('the line closed', () => desk.x.stream.connections.size === 0, 1)
  return { ...stored, calls }
}

const keysOf = (items: readonly Item[]) =>
  new Set(
    items.map((i) => (i.type === 'upsert' ? `${i.mention.key} ${i.mention.revision}` : i.type)),
  )

it('killed at every call out and before every commit it loses nothing and has nothing twice', async () => {
  desk = await openDesk()
  const begin = await live(null, {})
  for (let i = 0; i < 130; i++) desk.say(`juniper number ${i} is another matter`)
  for (let i = 0; i < 5; i++) desk.say(`@harborbeans hello ${i}`)
  await desk.clock.advance(600_000)
  const whole = await live(begin.cursor, {})
  expect(keysOf(whole.items).size).toBe(135)

  const deaths = [
    ...Array.from({ length: whole.calls }, (_, i) => ({ call: i + 1 })),
    ...Array.from({ length: whole.batches }, (_, i) => ({ batch: i + 1 })),
  ]
  expect(deaths.length).toBeGreaterThan(15)
  const random = seeded(1)
  const ends = new Set<string>()
  for (const death of deaths) {
    const first = await live(begin.cursor, death)
    expect(first.died, JSON.stringify(death)).toBe(true)
    const second = await live(first.cursor, {})
    const items = [...first.items, ...second.items]
    expect(keysOf(items), JSON.stringify(death)).toEqual(keysOf(whole.items))
    if ('batch' in death) ends.add(JSON.stringify(await finalState([items], random)))
  }
  expect(ends.size).toBe(1)
})
