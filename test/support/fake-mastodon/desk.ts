import { setTimeout as realTurn } from 'node:timers/promises'
import type { Batch, Connector, Cursor, Item } from '../../../connectors/connector.ts'
import {
  createMastodonConnector,
  type MastodonConfig,
} from '../../../connectors/mastodon/connector.ts'
import { createSimulatedClock } from '../../../core/clock.ts'
import { NetworkError } from '../../../core/errors.ts'
import type { Health } from '../../../core/health.ts'
import type { Mention } from '../../../core/mention.ts'
import { aCtx } from '../connector-ctx.ts'
import type { Make } from './routes.ts'
import { startFakeMastodon } from './server.ts'
import { OUR_TOKEN } from './tokens.ts'
import { DOMAIN } from './world.ts'

const START = Date.UTC(2026, 10, 19, 13, 30)
const MAX_STEPS = 20_000

export interface Heard {
  batches: Batch[]
  items: Item[]
  errors: NetworkError[]
  cursor: Cursor | null
  mentions(): Mention[]
  texts(): string[]
  stop(): Promise<void>
}

/** A fake server, a connector of its account, and a small runner that starts again as the real one does. */
export async function openDesk(config: Partial<MastodonConfig> = {}, made: Partial<Make> = {}) {
  const clock = createSimulatedClock(START)
  const fake = await startFakeMastodon(clock, made)
  const health: Health[] = []
  const secrets: Record<string, string> = { EARSHOT_MASTODON_TOKEN: OUR_TOKEN }
  const hearers: Heard[] = []
  const stop = new AbortController()
  const build = (more: Partial<MastodonConfig> = {}) =>
    createMastodonConnector({
      server: DOMAIN,
      account: '@juniper',
      hashtags: ['coffee'],
      baseUrl: fake.url,
      ...config,
      ...more,
    })
  const connector = build()
  /** Where a socket was asked for. */
  const dialled: string[] = []
  const ctxOf = (signal: AbortSignal = stop.signal) => ({
    ...aCtx(clock, signal, secrets).ctx,
    connectWs: (url: string, protocols?: string[]) => {
      dialled.push(url)
      return new WebSocket(url, protocols)
    },
    health: (found: Health) => void health.push(found),
  })

  async function until(what: string, holds: () => boolean, stepMs = 250): Promise<void> {
    for (let step = 0; step < MAX_STEPS; step++) {
      if (holds()) return
      await realTurn(1)
      if (holds()) return
      await clock.advance(stepMs)
    }
    throw new Error(`never happened: ${what}`)
  }

  function listen(cursor: Cursor | null = null, by: Connector = connector): Heard {
    const abort = new AbortController()
    const heard: Heard = {
      batches: [],
      items: [],
      errors: [],
      cursor,
      mentions: () => heard.items.flatMap((i) => (i.type === 'upsert' ? [i.mention] : [])),
      texts: () => heard.mentions().map(({ text }) => text.replace(/^@juniper /, '')),
      stop: async () => {
        abort.abort(new Error('the test is done'))
        await run
      },
    }
    const run = follow(heard, by, abort.signal)
    run.catch(() => {})
    hearers.push(heard)
    return heard
  }

  async function follow(heard: Heard, by: Connector, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const batch of by.listen(heard.cursor, ctxOf(signal))) {
          heard.batches.push(batch)
          heard.items.push(...batch.items)
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
    clock,
    fake,
    world: fake.world,
    connector,
    build,
    ctxOf,
    secrets,
    dialled,
    health,
    until,
    listen,
    async listenLive(cursor: Cursor | null = null, by: Connector = connector): Promise<Heard> {
      const heard = listen(cursor, by)
      await until('caught up', () => heard.batches.some(({ caughtUp }) => caughtUp))
      return heard
    },
    async close(): Promise<void> {
      stop.abort()
      for (const heard of hearers) await heard.stop()
      await fake.close()
    },
  }
}

export type MastodonDesk = Awaited<ReturnType<typeof openDesk>>
