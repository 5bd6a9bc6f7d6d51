import {
  type AnyThreadChannel,
  type Channel,
  ChannelType,
  type Client,
  type ForumChannel,
  type MediaChannel,
} from 'discord.js'
import type { Names } from './message.ts'

/** A thread that the library does not keep. */
export interface SeenThread {
  name: string
  parentId: string | null
  /** Ids of the tags it bears. */
  tags: readonly string[]
}

/** Names as the library knows them, and of threads that only a catch-up has seen. */
export function namesOf(client: Client, threads: ReadonlyMap<string, SeenThread>): Names {
  const channelOf = (id: string) => client.channels.cache.get(id)
  const threadOf = (id: string): SeenThread | null => {
    const channel = channelOf(id)
    return channel?.isThread() === true ? seenOf(channel) : (threads.get(id) ?? null)
  }
  return {
    channel: (id) => {
      const channel = channelOf(id)
      const known = channel !== undefined && 'name' in channel ? channel.name : null
      return known ?? threads.get(id)?.name ?? null
    },
    role: (guildId, id) => client.guilds.cache.get(guildId)?.roles.cache.get(id)?.name ?? null,
    isThread: (id) => threadOf(id) !== null,
    forumPost: (id) => {
      const thread = threadOf(id)
      const forum = channelOf(thread?.parentId ?? '')
      if (thread === null || forum === undefined || !isForum(forum)) return null
      const tags = forum.availableTags.filter((tag) => thread.tags.includes(tag.id))
      return { title: thread.name, tags: tags.map(({ name }) => name) }
    },
  }
}

function isForum(channel: Channel): channel is ForumChannel | MediaChannel {
  return channel.type === ChannelType.GuildForum || channel.type === ChannelType.GuildMedia
}

function seenOf(thread: AnyThreadChannel): SeenThread {
  return { name: thread.name, parentId: thread.parentId, tags: thread.appliedTags }
}
