import { expect } from 'vitest'
import type { Batch, Cursor, Item } from '../../connectors/connector.ts'

/** The number of the call out, or of the batch before its commit, at which a process dies. */
export interface Death {
  call?: number
  batch?: number
}

export interface Lived {
  items: Item[]
  cursor: Cursor | null
  calls: number
  batches: number
}

class Killed extends Error {
  override readonly name = 'Killed'
}

export interface LifeWorld {
  /** Listens; `atCall` is called before every call out and may throw. */
  listen(from: Cursor | null, signal: AbortSignal, atCall: () => void): AsyncIterable<Batch>
  /** Lets time pass until it holds. */
  until(what: string, holds: () => boolean): Promise<void>
}

/** Ends a life that was not killed. */
type Enough = (items: readonly Item[], batch: Batch) => boolean

/**
 * One life of a connector, whose batches are stored until it has enough, by default until it has caught up, or
 * until it dies. Dying before a commit leaves neither the items nor the cursor.
 */
export async function liveOnce(
  world: LifeWorld,
  from: Cursor | null,
  death: Death = {},
  enough: Enough = (_items, { caughtUp }) => caughtUp,
): Promise<Lived> {
  const abort = new AbortController()
  const lived: Lived = { items: [], cursor: from, calls: 0, batches: 0 }
  const state = { isOver: false }
  const atCall = () => {
    if (++lived.calls !== death.call) return
    abort.abort(new Killed())
    throw new Killed()
  }
  const run = (async () => {
    try {
      for await (const batch of world.listen(from, abort.signal, atCall)) {
        if (++lived.batches === death.batch) throw new Killed()
        lived.items.push(...batch.items)
        lived.cursor = JSON.parse(JSON.stringify(batch.cursor)) as Cursor
        if (enough(lived.items, batch)) abort.abort(new Error('enough'))
      }
    } catch {}
    state.isOver = true
  })()
  await world.until('the end of a life', () => state.isOver)
  await run
  return lived
}

/** What a store would hold of these items: posts in their revisions, and deletions. */
export function keysOf(items: readonly Item[]): Set<string> {
  return new Set(
    items.flatMap((item) => {
      if (item.type === 'upsert') return [`${item.mention.key} ${item.mention.revision}`]
      return item.type === 'delete' ? [`gone ${item.key}`] : []
    }),
  )
}

/**
 * Dies at every call out and before every commit of one catch-up, each time lives on from what was stored, and
 * claims that the end is that of an undisturbed life, whose items it answers.
 */
export async function dieEverywhere(
  world: LifeWorld,
  from: Cursor | null,
  enough?: Enough,
): Promise<{ whole: Lived; deaths: number }> {
  const whole = await liveOnce(world, from, {}, enough)
  const deaths: Death[] = [
    ...Array.from({ length: whole.calls }, (_, i) => ({ call: i + 1 })),
    ...Array.from({ length: whole.batches }, (_, i) => ({ batch: i + 1 })),
  ]
  for (const death of deaths) {
    const first = await liveOnce(world, from, death, enough)
    const second = await liveOnce(world, first.cursor, {}, (items, batch) =>
      enough === undefined ? batch.caughtUp : enough([...first.items, ...items], batch),
    )
    expect(keysOf([...first.items, ...second.items]), JSON.stringify(death)).toEqual(
      keysOf(whole.items),
    )
  }
  return { whole, deaths: deaths.length }
}
