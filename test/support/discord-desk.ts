import { setTimeout as realTurn } from 'node:timers/promises'
import type { Batch, Cursor, Item } from '../../connectors/connector.ts'
import { createDiscordConnector, type DiscordConfig } from '../../connectors/discord/connector.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import { NetworkError } from '../../core/errors.ts'
import type { Mention } from '../../core/mention.ts'
import { aCtx } from './connector-ctx.ts'
import { createFakeDiscord } from './fake-discord/fake-discord.ts'

const START = Date.UTC(2026, 2, 2, 9)
const MAX_TURNS = 20_000

/** A connector on a fake Discord with one channel, and a clock that a test moves. */
export async function openDiscord(config: Partial<DiscordConfig> = {}) {
  const clock = createSimulatedClock(START)
  const discord = createFakeDiscord(() => clock.now())
  const channelId = discord.addChannel('general').id
  const connector = createDiscordConnector({ baseUrl: await discord.start(), ...config })
  const secrets = { EARSHOT_DISCORD_TOKEN: 'token-of-the-bot' }
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
    discord,
    clock,
    connector,
    secrets,
    channelId,
    until,
    listen,
    say: (text: string, more: object = {}) => discord.say(text, { channelId, ...more }),
    async listenLive(from: Cursor | null = null) {
      const heard = listen(from)
      await until('live', () => heard.batches.some(({ caughtUp }) => caughtUp))
      return heard
    },
    async close() {
      await Promise.all(stops.map((stop) => stop()))
      await discord.stop()
    },
  }
}
