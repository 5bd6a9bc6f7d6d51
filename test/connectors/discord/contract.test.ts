import type { Ctx } from '../../../connectors/connector.ts'
import { createDiscordConnector } from '../../../connectors/discord/connector.ts'
import { silentLogger } from '../../../core/logger.ts'
import { connectorContract } from '../../contract/connector-contract.ts'
import type { RateLimitForm } from '../../contract/connector-harness.ts'
import { createFakeDiscord } from '../../support/fake-discord/fake-discord.ts'

connectorContract('Discord', {
  supports: {
    edits: true,
    deletes: true,
    duplicates: true,
    outOfOrder: true,
    malformed: true,
    oversize: true,
    rateLimits: ['seconds', 'missing', 'garbage', 'far_reset'],
    drop: true,
    halfOpen: true,
    gaps: false,
    revoke: true,
  },
  stepMs: 50,
  async startFake(clock) {
    const discord = createFakeDiscord(() => clock.now())
    discord.settings.heartbeatMs = 100
    const { id: channelId } = discord.addChannel('general')
    const connector = createDiscordConnector({ baseUrl: await discord.start() })
    const keyOf = (id: string) => `discord:${discord.guild.id}:${id}`
    const idOf = (key: string) => key.split(':')[2]!
    const tell = (message: object) =>
      discord.dispatch('MESSAGE_CREATE', { ...message, guild_id: discord.guild.id })
    return {
      connector,
      fake: {
        publish: (text) => keyOf(discord.say(text, { channelId }).id),
        edit: (key, text) => discord.edit(idOf(key), text),
        remove: (key) => discord.remove(idOf(key)),
        duplicate: (key) => tell(discord.find(idOf(key))),
        publishSwapped: (first, second) => {
          const older = discord.say(first, { channelId, quiet: true })
          const newer = discord.say(second, { channelId, quiet: true })
          tell(newer)
          tell(older)
          return [keyOf(older.id), keyOf(newer.id)]
        },
        sendMalformed: () => {
          tell({ id: '12', channel_id: channelId, type: 0, author: null, content: 'nobody' })
          tell({ id: null, channel_id: channelId, type: 0, content: 7, author: discord.bot })
        },
        sendOversize: () => void discord.say('soup '.repeat(200_000), { channelId }),
        rateLimit: (form) => {
          // Live messages are pushed; only the catch-up after an outage asks and can be refused.
          const body = JSON.stringify({ message: 'You are being rate limited.', global: false })
          discord.failNext(/threads\/active/, {
            kind: 'answer',
            status: 429,
            body,
            headers: waitOf(form),
          })
          discord.loseGuild()
          discord.restoreGuild()
        },
        drop: () => discord.cut(true),
        halfOpen: () => discord.freeze(),
        revoke: () => {
          discord.settings.token = 'another'
          discord.cut(true)
        },
        close: () => discord.stop(),
      },
      createCtx: (signal): Ctx => ({
        connectionId: 'discord-1',
        fetch,
        connectWs: () => {
          throw new Error('the library opens its own')
        },
        clock,
        random: () => 0.5,
        signal,
        secrets: { get: () => 'token-of-the-bot', put: async () => {} },
        spend: () => true,
        log: silentLogger,
        health: () => {},
        allowPrivateAddresses: true,
      }),
    }
  },
})

function waitOf(form: RateLimitForm): Record<string, string> {
  if (form === 'missing') return {}
  if (form === 'garbage') return { 'retry-after': 'soon' }
  return { 'retry-after': form === 'far_reset' ? String(30 * 86_400) : '30' }
}
