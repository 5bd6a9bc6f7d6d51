import { type APIAttachment, type APIMessage, MessageReferenceType, MessageType } from 'discord.js'
import { cleanName, cleanText } from '../../core/hostile-text.ts'
import { type Media, type Mention, mentionKey, type TriggerType } from '../../core/mention.ts'
import { timeOfMessageId } from './cursor.ts'

/** Names of what a message points at; null where the bot does not see it. */
export interface Names {
  channel(id: string): string | null
  role(guildId: string, id: string): string | null
  isThread(channelId: string): boolean
  /** Title and tags of a post in a forum; null for any other place. */
  forumPost(channelId: string): { title: string; tags: readonly string[] } | null
}

export interface ReadingOf {
  connectionId: string
  guildId: string
  /** The bot's own account id. */
  ourId: string
  /** Further accounts of ours, by id. */
  ours: ReadonlySet<string>
  names: Names
  /** Epoch ms. */
  receivedAt: number
}

/** A message as the gateway and the HTTP interface both tell it. */
export type RawMessage = APIMessage

const LINK = /https?:\/\/[^\s<>"']+/g

/** Only what a person (or bot) wrote: joins, pins, boosts and the like are no mentions. */
export function isWritten(raw: RawMessage): boolean {
  return raw.type === MessageType.Default || raw.type === MessageType.Reply
}

/** The key of a message, the same in every delivery. */
export function keyOf(guildId: string, messageId: string): string {
  return mentionKey('discord', guildId, messageId)
}

/** A message of Discord in our words; throws where it lacks what no message can lack. */
export function readMessage(raw: RawMessage, reading: ReadingOf): Mention {
  const { guildId, ourId, names, receivedAt } = reading
  if (!/^\d+$/.test(raw.id) || typeof raw.content !== 'string')
    throw new Error('The message has no id or no text.')
  const createdAt = timeOfMessageId(raw.id)
  const editedAt = readTime(raw.edited_timestamp)
  const text = plainText(raw, reading)
  const answered = isReply(raw) ? raw.message_reference?.message_id : undefined
  return {
    key: keyOf(guildId, raw.id),
    network: 'discord',
    connectionId: reading.connectionId,
    nativeId: raw.id,
    revision: editedAt === null ? 'first' : String(editedAt),
    kind: answered === undefined ? 'message' : 'reply',
    trigger: readTrigger(raw, ourId),
    url: `https://discord.com/channels/${guildId}/${raw.channel_id}/${raw.id}`,
    text,
    ...titleOf(raw, names),
    lang: null,
    author: readAuthor(raw, reading),
    parents: parentsOf(raw, answered, reading),
    media: (raw.attachments ?? []).map(readAttachment),
    links: [...new Set(text.match(LINK))],
    hashtags: tagsOf(raw, names),
    mentionedHandles: (raw.mentions ?? []).map((user) => user.username),
    metrics: readMetrics(raw, receivedAt),
    rating: null,
    visibility: 'community',
    sensitive: false,
    createdAt,
    editedAt,
    observedAt: editedAt ?? createdAt,
    receivedAt,
    replyRef: { guildId, channelId: raw.channel_id },
  }
}

function parentsOf(
  raw: RawMessage,
  answered: string | undefined,
  reading: ReadingOf,
): Mention['parents'] {
  const { names } = reading
  const name = names.channel(raw.channel_id)
  const quoted = raw.referenced_message
  return {
    ...(answered === undefined ? {} : { replyTo: answered }),
    ...(names.isThread(raw.channel_id) ? { root: raw.channel_id } : {}),
    container: { id: raw.channel_id, ...(name === null ? {} : { name: `#${name}` }) },
    ...(quoted ? { replyToText: plainText(quoted, reading) } : {}),
  }
}

/** The message that opens a post in a forum has the number of its thread, and bears its title and tags. */
function openedPost(raw: RawMessage, names: Names): ReturnType<Names['forumPost']> {
  return raw.id === raw.channel_id ? names.forumPost(raw.channel_id) : null
}

function titleOf(raw: RawMessage, names: Names): { title?: string } {
  const post = openedPost(raw, names)
  return post === null ? {} : { title: cleanName(post.title, 300) }
}

function tagsOf(raw: RawMessage, names: Names): string[] {
  return openedPost(raw, names)?.tags.map((tag) => cleanName(tag)) ?? []
}

function readTime(word: string | null | undefined): number | null {
  const time = Date.parse(word ?? '')
  return Number.isNaN(time) ? null : time
}

function isReply(raw: RawMessage): boolean {
  const type = raw.message_reference?.type ?? MessageReferenceType.Default
  return raw.type === MessageType.Reply && type === MessageReferenceType.Default
}

function readTrigger(raw: RawMessage, ourId: string): TriggerType {
  if (raw.referenced_message?.author.id === ourId) return 'reply_to_us'
  return raw.mentions?.some((user) => user.id === ourId) ? 'tag' : 'keyword'
}

function readAuthor({ author, webhook_id: webhookId }: RawMessage, { ourId, ours }: ReadingOf) {
  return {
    id: author.id,
    handle: author.username,
    name: cleanName(author.global_name ?? author.username),
    ...(author.avatar
      ? { avatarUrl: `https://cdn.discordapp.com/avatars/${author.id}/${author.avatar}.png` }
      : {}),
    followers: null,
    verified: null,
    isBot: author.bot === true || webhookId !== undefined,
    isSelf: author.id === ourId || ours.has(author.id),
  }
}

/** Reactions of every kind together, as they are now. */
export function readMetrics({ reactions }: RawMessage, asOf: number): Mention['metrics'] {
  if (reactions === undefined) return { likes: 0, asOf }
  return { likes: reactions.reduce((sum, { count }) => sum + count, 0), asOf }
}

/** Addresses of attachments are signed and run out, so they are never kept. */
function readAttachment(attachment: APIAttachment): Media {
  const kind = /^(image|video|audio)\//.exec(attachment.content_type ?? '')?.[1]
  return {
    type: (kind as 'image' | 'video' | 'audio' | undefined) ?? 'file',
    url: attachment.url,
    ...(attachment.description ? { alt: attachment.description } : {}),
    storable: false,
  }
}

/** The text as people in the channel see it: names instead of ids, emoji by their name. */
function plainText(raw: RawMessage, { guildId, names }: ReadingOf): string {
  const users = new Map((raw.mentions ?? []).map((user) => [user.id, user]))
  const person = (id: string) => {
    const user = users.get(id)
    return user === undefined ? '@someone' : `@${user.global_name ?? user.username}`
  }
  return cleanText(
    (raw.content ?? '')
      .replace(/<@!?(\d+)>/g, (_all, id: string) => person(id))
      .replace(/<@&(\d+)>/g, (_all, id: string) => `@${names.role(guildId, id) ?? 'role'}`)
      .replace(/<#(\d+)>/g, (_all, id: string) => `#${names.channel(id) ?? 'channel'}`)
      .replace(/<a?:(\w+):\d+>/g, ':$1:')
      .replace(/<\/([^:>]+):\d+>/g, '/$1')
      .replace(/<(https?:\/\/[^>\s]+)>/g, '$1'),
  )
}
