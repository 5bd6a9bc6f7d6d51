import {
  createMastodonConnector,
  type MastodonConfig,
} from '../../../connectors/mastodon/connector.ts'
import { createSimulatedClock } from '../../../core/clock.ts'
import type { Health } from '../../../core/health.ts'
import { aCtx } from '../connector-ctx.ts'
import { createHearing } from '../hearing.ts'
import { createUntil } from '../until.ts'
import type { Make } from './routes.ts'
import { startFakeMastodon } from './server.ts'
import { OUR_TOKEN } from './tokens.ts'
import { DOMAIN } from './world.ts'

const START = Date.UTC(2026, 10, 19, 13, 30)

/** A fake server, a connector of its account, and a small runner that starts again as the real one does. */
export async function openDesk(config: Partial<MastodonConfig> = {}, made: Partial<Make> = {}) {
  const clock = createSimulatedClock(START)
  const fake = await startFakeMastodon(clock, made)
  const health: Health[] = []
  const secrets: Record<string, string> = { EARSHOT_MASTODON_TOKEN: OUR_TOKEN }
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

  const until = createUntil(clock)
  const hearing = createHearing({
    clock,
    connector,
    ctxOf,
    until,
    wordsOf: (text) => text.replace(/^@juniper /, ''),
  })

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
    listen: hearing.listen,
    listenLive: hearing.listenLive,
    async close(): Promise<void> {
      stop.abort()
      await hearing.stop()
      await fake.close()
    },
  }
}

export type MastodonDesk = Awaited<ReturnType<typeof openDesk>>
