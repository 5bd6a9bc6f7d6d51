import { createDiscordConnector, type DiscordConfig } from '../../connectors/discord/connector.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import { aCtx } from './connector-ctx.ts'
import { createFakeDiscord } from './fake-discord/fake-discord.ts'
import { createHearing } from './hearing.ts'
import { createUntil } from './until.ts'

const START = Date.UTC(2026, 2, 2, 9)

/** A connector on a fake Discord with one channel, and a clock that a test moves. */
export async function openDiscord(config: Partial<DiscordConfig> = {}) {
  const clock = createSimulatedClock(START)
  const discord = createFakeDiscord(() => clock.now())
  const channelId = discord.addChannel('general').id
  const connector = createDiscordConnector({ baseUrl: await discord.start(), ...config })
  const secrets = { EARSHOT_DISCORD_TOKEN: 'token-of-the-bot' }
  const until = createUntil(clock)
  const ctxOf = (signal: AbortSignal) => aCtx(clock, signal, secrets).ctx
  const hearing = createHearing({ clock, connector, ctxOf, until })

  return {
    discord,
    clock,
    connector,
    secrets,
    channelId,
    until,
    listen: hearing.listen,
    listenLive: hearing.listenLive,
    say: (text: string, more: object = {}) => discord.say(text, { channelId, ...more }),
    async close() {
      await hearing.stop()
      await discord.stop()
    },
  }
}
