import type { Clock } from '../../../core/clock.ts'
import { createFakeDiscord } from '../fake-discord/fake-discord.ts'
import type { FakeMessage } from '../fake-discord/world.ts'
import type { NetworkWorld } from '../network-world.ts'

/** Members of one channel of a server. */
export async function onDiscord(clock: Clock): Promise<NetworkWorld> {
  const discord = createFakeDiscord(() => clock.now())
  const baseUrl = await discord.start()
  const channel = discord.addChannel('general')
  const first = new Map<string, FakeMessage>()
  const idOf = (key: string) => key.split(':')[2] ?? ''
  return {
    network: 'discord',
    settings: { network: 'discord', baseUrl },
    secrets: { EARSHOT_DISCORD_TOKEN: discord.settings.token },
    say(author, text) {
      const by = { id: String(70 + first.size), username: author, global_name: author }
      const message = discord.say(text, { channelId: channel.id, author: by })
      const key = `discord:${discord.guild.id}:${message.id}`
      first.set(key, { ...message })
      return key
    },
    edit: (key, text) => discord.edit(idOf(key), text),
    remove: (key) => discord.remove(idOf(key)),
    tellAgain: (key) =>
      discord.dispatch('MESSAGE_CREATE', { ...first.get(key), guild_id: discord.guild.id }),
    cut: () => discord.cut(true),
    answersTo: (key) =>
      channel.messages
        .filter(({ author, message_reference: below }) => {
          return author.id === discord.bot.id && below?.message_id === idOf(key)
        })
        .map(({ content }) => content),
    close: discord.stop,
  }
}
