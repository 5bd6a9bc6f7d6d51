import type { Batch, Connector, Ctx, Cursor, Item } from '../../connectors/connector.ts'
import type { SimulatedClock } from '../../core/clock.ts'
import { NetworkError } from '../../core/errors.ts'
import type { Mention } from '../../core/mention.ts'
import type { Until } from './until.ts'

/** Everything that one run of a connector told. */
export interface Heard {
  readonly batches: Batch[]
  readonly items: Item[]
  readonly errors: NetworkError[]
  cursor: Cursor | null
  mentions(): Mention[]
  texts(): string[]
  stop(): Promise<void>
}

export interface Hearing {
  listen(from?: Cursor | null, by?: Connector): Heard
  /** Listening, and so far that what is said from now on must be heard. */
  listenLive(from?: Cursor | null, by?: Connector): Promise<Heard>
  stop(): Promise<void>
}

/** A small runner: keeps the cursor, starts again after an error as the real one does, and remembers all. */
export function createHearing(world: {
  clock: SimulatedClock
  connector: Connector
  ctxOf: (signal: AbortSignal) => Ctx
  until: Until
  /** What a test means by the words of a post; default: all of them. */
  wordsOf?: (text: string) => string
  /** Stores what is told, where the connector asks for what stands here. */
  keep?: (items: readonly Item[]) => void
}): Hearing {
  const { clock, until, wordsOf = (text) => text } = world
  const all: Heard[] = []

  function listen(from: Cursor | null = null, by = world.connector): Heard {
    const abort = new AbortController()
    const heard: Heard = {
      batches: [],
      items: [],
      errors: [],
      cursor: from,
      mentions: () => heard.items.flatMap((i) => (i.type === 'upsert' ? [i.mention] : [])),
      texts: () => heard.mentions().map(({ text }) => wordsOf(text)),
      stop: async () => {
        abort.abort(new Error('the test is done'))
        await run
      },
    }
    const run = follow(heard, by, abort.signal)
    run.catch(() => {})
    all.push(heard)
    return heard
  }

  async function follow(heard: Heard, by: Connector, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const batch of by.listen(heard.cursor, world.ctxOf(signal))) {
          heard.batches.push(batch)
          heard.items.push(...batch.items)
          world.keep?.(batch.items)
          heard.cursor = JSON.parse(JSON.stringify(batch.cursor)) as Cursor
        }
      } catch (error) {
        if (signal.aborted) return
        if (!(error instanceof NetworkError)) throw error
        heard.errors.push(error)
        if (error.code !== 'transient' && error.code !== 'rate_limited') return
      }
      await clock.sleep(1000, signal).catch(() => {})
    }
  }

  return {
    listen,
    async listenLive(from = null, by = world.connector) {
      const heard = listen(from, by)
      await until('live', () => heard.batches.some(({ caughtUp }) => caughtUp))
      return heard
    },
    async stop() {
      await Promise.all(all.map((heard) => heard.stop()))
    },
  }
}
