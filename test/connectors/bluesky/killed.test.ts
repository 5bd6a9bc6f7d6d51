import { afterEach, expect, it } from 'vitest'
import type { Ctx, Cursor, Item } from '../../../connectors/connector.ts'
import { openBluesky } from '../../support/bluesky-desk.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { GUEST_DID, namingUs } from '../../support/fake-bluesky/world.ts'

const POSTS = 60
const TAGS = 120
let desk: Awaited<ReturnType<typeof openBluesky>>
afterEach(() => desk.close())

class Killed extends Error {
  override readonly name = 'Killed'
}

/** Listens until `enough`, or until the call out or the batch of that number, where the process dies. */
async function live(
  from: Cursor | null,
  death: { call?: number; batch?: number },
  enough: (items: readonly Item[], cursor: Cursor | null) => boolean,
) {
  const abort = new AbortController()
  let calls = 0
  const ctx: Ctx = {
    ...aCtx(desk.clock, abort.signal, { ...desk.secrets }).ctx,
    fetch: (input, init) => {
      if (++calls === death.call) {
        abort.abort(new Killed())
        throw new Killed()
      }
      return fetch(input, init)
    },
  }
  const stored = { items: [] as Item[], cursor: from, batches: 0 }
  let done = false
  const run = (async () => {
    try {
      for await (const batch of desk.connector.listen(from, ctx)) {
        // Dying before the commit leaves neither the items nor the cursor.
        if (++stored.batches === death.batch) throw new Killed()
        stored.items.push(...batch.items)
        stored.cursor = JSON.parse(JSON.stringify(batch.cursor)) as Cursor
        if (enough(stored.items, stored.cursor)) abort.abort(new Error('enough'))
      }
    } catch {}
    done = true
  })()
  await desk.until('its end', () => done)
  await run
  return { ...stored, calls }
}

const keysOf = (items: readonly Item[]) =>
  new Set(
    items.flatMap((item) =>
      item.type === 'upsert' ? [`${item.mention.key} ${item.mention.revision}`] : [],
    ),
  )

it('killed at every call out and before every commit it loses nothing', async () => {
  desk = await openBluesky()
  const { fake, clock } = desk
  const begin = await live(null, {}, (_items, cursor) => cursor !== null && 'seenAt' in cursor)
  await clock.advance(20 * 60_000)
  for (let i = 0; i < POSTS; i++) fake.publishPost(`juniper ${i}`)
  for (let i = 0; i < TAGS; i++)
    fake.publishPost(`@ourcafe.example ${i}`, namingUs(), GUEST_DID, true)
  const all = (items: readonly Item[]) => keysOf(items).size >= POSTS + TAGS
  const whole = await live(begin.cursor, {}, all)
  const deaths = [
    ...Array.from({ length: whole.calls }, (_, i) => ({ call: i + 1 })),
    ...Array.from({ length: whole.batches }, (_, i) => ({ batch: i + 1 })),
  ]
  expect(deaths.length).toBeGreaterThan(3)
  for (const death of deaths) {
    const first = await live(begin.cursor, death, all)
    const second = await live(first.cursor, {}, (items) => all([...first.items, ...items]))
    expect(keysOf([...first.items, ...second.items]), JSON.stringify(death)).toEqual(
      keysOf(whole.items),
    )
  }
})
