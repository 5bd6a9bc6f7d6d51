import { createDiscordConnector, type DiscordConfig } from '../../connectors/discord/connector.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import type { Health } from '../../core/health.ts'
import { aCtx } from './connector-ctx.ts'
import { createFakeDiscord } from './fake-discord/fake-discord.ts'
import { createHearing } from './hearing.ts'
import { createUntil, type Until } from './until.ts'

const START = Date.UTC(2026, 2, 2, 9)

/** A connector on a fake Discord with one channel, and a clock that a test moves: waiting does, unless told otherwise. */
export async function openDiscord(config: Partial<DiscordConfig> = {}, waiting?: Until) {
  const clock = createSimulatedClock(START)
  const discord = createFakeDiscord(() => clock.now())
  const channelId = discord.addChannel('general').id
  const connector = createDiscordConnector({ baseUrl: await discord.start(), ...config })
  const secrets = { EARSHOT_DISCORD_TOKEN: 'token-of-the-bot' }
  const until = waiting ?? createUntil(clock)
  const health: Health[] = []
  const stop = new AbortController()
  const ctxOf = (signal: AbortSignal) => ({
    ...aCtx(clock, signal, secrets).ctx,
    health: (found: Health) => void health.push(found),
  })
  const hearing = createHearing({ clock, connector, ctxOf, until })

  return {
    discord,
    clock,
    connector,
    secrets,
    channelId,
    health,
    until,
    ctx: () => ctxOf(stop.signal),
    listen: hearing.listen,
    listenLive: hearing.listenLive,
    say: (text: string, more: object = {}) => discord.say(text, { channelId, ...more }),
    async close() {
      stop.abort()
      await hearing.stop()
      await discord.stop()
    },
  }
}
