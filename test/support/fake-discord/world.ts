export interface FakeAuthor {
  id: string
  username: string
  global_name: string | null
  bot?: boolean
}

export interface FakeMessage {
  id: string
  channel_id: string
  author: FakeAuthor
  content: string
  timestamp: string
  edited_timestamp: string | null
  type: number
  mentions: FakeAuthor[]
  mention_roles: string[]
  attachments: object[]
  embeds: object[]
  reactions?: { emoji: { id: null; name: string }; count: number; me: boolean }[]
  message_reference?: { type?: number; message_id: string; channel_id: string }
  referenced_message?: FakeMessage
}

export interface FakeChannel {
  id: string
  name: string
  type: number
  hidden?: boolean
  parentId?: string
  archivedAt?: string
  /** Tags that posts of a forum may bear. */
  availableTags?: { id: string; name: string }[]
  /** Those that a post bears. */
  appliedTags?: string[]
  messages: FakeMessage[]
}

export const GUILD_TEXT = 0
export const THREAD = 11
export const FORUM = 15

const DISCORD_EPOCH = 1_420_070_400_000n

/** One server and everything that is in it. */
export interface World {
  bot: FakeAuthor
  guild: { id: string; name: string; available: boolean }
  channels: Map<string, FakeChannel>
  settings: {
    token: string
    messageContent: boolean
    loginsLeft: number
    heartbeatMs: number
    /** Runs between READY and the first server, where other servers already talk. */
    beforeGuilds(): void
  }
  now(): number
  newId(at?: number): string
}

/** A server with nobody in it but the bot. */
export function createWorld(now: () => number): World {
  let sequence = 0n
  return {
    bot: { id: '900', username: 'earshot', global_name: null, bot: true },
    guild: { id: '500', name: 'Harbor Friends', available: true },
    channels: new Map(),
    settings: {
      token: 'token-of-the-bot',
      messageContent: true,
      loginsLeft: 1000,
      heartbeatMs: 45_000,
      beforeGuilds: () => {},
    },
    now,
    newId(at = now()) {
      sequence += 1n
      return (((BigInt(at) - DISCORD_EPOCH) << 22n) + sequence).toString()
    },
  }
}

/** A channel or thread as Discord shows it. */
export function shapeChannel({ guild, now }: World, channel: FakeChannel) {
  const last = channel.messages.reduce((a, m) => (BigInt(m.id) > BigInt(a) ? m.id : a), '0')
  return {
    id: channel.id,
    name: channel.name,
    type: channel.type,
    guild_id: guild.id,
    position: 0,
    permission_overwrites: [],
    last_message_id: last === '0' ? null : last,
    ...(channel.availableTags
      ? {
          available_tags: channel.availableTags.map((tag) => ({
            ...tag,
            moderated: false,
            emoji_id: null,
            emoji_name: null,
          })),
        }
      : {}),
    ...(channel.parentId
      ? {
          parent_id: channel.parentId,
          owner_id: '7',
          message_count: 1,
          member_count: 1,
          applied_tags: channel.appliedTags ?? [],
          thread_metadata: {
            archived: channel.archivedAt !== undefined,
            archive_timestamp: channel.archivedAt ?? new Date(now()).toISOString(),
            auto_archive_duration: 60,
            locked: false,
          },
        }
      : {}),
  }
}

/** The server as the gateway announces it. */
export function shapeGuild(world: World) {
  const { guild, channels, bot, now } = world
  const all = [...channels.values()].filter((channel) => !channel.hidden)
  const role = { permissions: '0', color: 0, hoist: false, managed: false, flags: 0 }
  const joined_at = new Date(now()).toISOString()
  return {
    id: guild.id,
    name: guild.name,
    owner_id: '7',
    unavailable: false,
    member_count: 2,
    roles: [
      { ...role, id: guild.id, name: '@everyone', position: 0, mentionable: false },
      { ...role, id: '600', name: 'baristas', position: 1, mentionable: true },
    ],
    emojis: [],
    features: [],
    members: [{ user: bot, roles: [], joined_at, deaf: false, mute: false, flags: 0 }],
    channels: all.filter(({ type }) => type !== THREAD).map((one) => shapeChannel(world, one)),
    threads: all
      .filter((one) => one.type === THREAD && !one.archivedAt)
      .map((one) => shapeChannel(world, one)),
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    stickers: [],
    soundboard_sounds: [],
  }
}

/** What was sent, as an object; null for nonsense. */
export function parse(text: string): { op: number; d: never } | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
