import { type BlueskyConfig, createBlueskyConnector } from '../../connectors/bluesky/connector.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import { aCtx } from './connector-ctx.ts'
import { startFakeBluesky } from './fake-bluesky/fake-bluesky.ts'
import { createHearing } from './hearing.ts'
import { createStanding } from './standing.ts'
import { createUntil } from './until.ts'

const START = Date.UTC(2026, 10, 19, 13, 30)

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
  const until = createUntil(clock)
  const standing = createStanding()
  const ctxOf = (signal: AbortSignal) => ({
    ...aCtx(clock, signal, secrets).ctx,
    stored: standing.read,
  })
  const hearing = createHearing({ clock, connector, ctxOf, until, keep: standing.keep })

  return {
    fake,
    clock,
    connector,
    secrets,
    until,
    listen: hearing.listen,
    listenLive: hearing.listenLive,
    async close() {
      await hearing.stop()
      await fake.close()
    },
  }
}
