import { setTimeout as realTurn } from 'node:timers/promises'
import { type BlueskyConfig, createBlueskyConnector } from '../../connectors/bluesky/connector.ts'
import type { Batch, Cursor, Item } from '../../connectors/connector.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import { NetworkError } from '../../core/errors.ts'
import type { Mention } from '../../core/mention.ts'
import { aCtx } from './connector-ctx.ts'
import { startFakeBluesky } from './fake-bluesky/fake-bluesky.ts'

const START = Date.UTC(2026, 10, 19, 13, 30)
const MAX_TURNS = 20_000

/** A connector with an account on a fake Bluesky, and a clock that a test moves. */
export async function openBluesky(config: Partial<BlueskyConfig> = {}) {
  const clock = createSimulatedClock(START)
  const fake = await startFakeBluesky(clock)
  const secrets: Record<string, string> = { EARSHOT_BLUESKY_PASSWORD: 'app-password' }
  const connector = createBlueskyConnector({
    hosts: [fake.url],
    baseUrl: fake.url,
    handle: 'ourcafe.example',
    wanted: () => true,
    ...config,
  })
  const stops: (() => Promise<void>)[] = []

  async function until(what: string, holds: () => boolean, stepMs = 250): Promise<void> {
    for (let turn = 0; turn < MAX_TURNS; turn++) {
      if (holds()) return
      await realTurn(1)
      if (holds()) return
      await clock.advance(stepMs)
    }
    throw new Error(`never happened: ${what}`)
  }

  function listen(from: Cursor | null = null) {
    const abort = new AbortController()
    const heard = {
      batches: [] as Batch[],
      items: [] as Item[],
      errors: [] as NetworkError[],
      cursor: from,
      mentions: (): Mention[] =>
        heard.items.flatMap((item) => (item.type === 'upsert' ? [item.mention] : [])),
      texts: () => heard.mentions().map(({ text }) => text),
      stop: async () => {
        abort.abort(new Error('the test is done'))
        await run
      },
    }
    const run = (async () => {
      while (!abort.signal.aborted) {
        try {
          const { ctx } = aCtx(clock, abort.signal, secrets)
          for await (const batch of connector.listen(heard.cursor, ctx)) {
            heard.batches.push(batch)
            heard.items.push(...batch.items)
            heard.cursor = JSON.parse(JSON.stringify(batch.cursor)) as Cursor
          }
        } catch (error) {
          if (abort.signal.aborted) return
          if (!(error instanceof NetworkError)) throw error
          heard.errors.push(error)
          if (error.code !== 'transient' && error.code !== 'rate_limited') return
        }
        await clock.sleep(1000, abort.signal).catch(() => {})
      }
    })()
    run.catch(() => {})
    stops.push(heard.stop)
    return heard
  }

  return {
    fake,
    clock,
    connector,
    secrets,
    until,
    listen,
    async listenLive(from: Cursor | null = null) {
      const heard = listen(from)
      await until('live', () => heard.batches.some(({ caughtUp }) => caughtUp))
      return heard
    },
    async close() {
      await Promise.all(stops.map((stop) => stop()))
      await fake.close()
    },
  }
}
