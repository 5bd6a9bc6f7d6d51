import type { Content } from './content.ts'
import type { Desk } from './desk.ts'
import { tellDeleted, tellEdited, tellPosted } from './events.ts'
import { copyOf, type JsonObject, objectsOf, textOf } from './json.ts'
import { SlackRefusal } from './refusal.ts'
import { wireMessage } from './wire.ts'
import type { FakeChannel, FakeMessage } from './words.ts'
import type { Workspace } from './workspace.ts'

/** The conversation an app may act in; throws Slack's refusal when it may not. */
export function channelFor(
  workspace: Workspace,
  id: string,
  archived = 'is_archived',
): FakeChannel {
  const channel =
    workspace.channels.get(id) ??
    [...workspace.channels.values()].find((c) => c.kind !== 'im' && `#${c.name}` === id)
  if (channel === undefined) throw new SlackRefusal('channel_not_found')
  const isMember = channel.members.has(workspace.botUser)
  if (!isMember && channel.kind !== 'public') throw new SlackRefusal('channel_not_found')
  if (channel.is_archived) throw new SlackRefusal(archived)
  return channel
}

/** Refuses a bot that is not in the channel, unless one of the scopes lets it. */
export function requireMember(workspace: Workspace, channel: FakeChannel, scope?: string): void {
  const isFree = scope !== undefined && workspace.settings.scopes.includes(scope)
  if (!channel.members.has(workspace.botUser) && !isFree) throw new SlackRefusal('not_in_channel')
}

export interface NewMessage {
  readonly user: string
  readonly botId: string | null
  readonly threadTs: string | null
  readonly content: Pick<Content, 'text' | 'blocks' | 'attachments' | 'metadata'>
  readonly args: JsonObject
  readonly files?: JsonObject[]
  readonly subtype?: string
}

/** Puts a message into a channel, without telling the app. */
export function addMessage(desk: Desk, channel: FakeChannel, post: NewMessage): FakeMessage {
  const { workspace } = desk
  const message: FakeMessage = {
    channel: channel.id,
    ts: workspace.mintTs(),
    threadTs: post.threadTs,
    user: post.user,
    botId: post.botId,
    subtype: post.subtype ?? null,
    text: post.content.text,
    blocks: post.content.blocks ?? [],
    attachments: post.content.attachments ?? [],
    metadata: post.content.metadata ?? null,
    edited: null,
    reactions: [],
    files: post.files ?? [],
    args: post.args,
    revisions: [],
    at: workspace.now(),
  }
  const list = workspace.messages.get(channel.id) ?? []
  list.push(message)
  workspace.messages.set(channel.id, list)
  workspace.changed()
  return message
}

/** Posts as the bot and tells the app its own message, as Slack does. */
export function postAsBot(
  desk: Desk,
  channel: FakeChannel,
  post: Omit<NewMessage, 'user' | 'botId'>,
) {
  const { botUser, botId } = desk.workspace
  const message = addMessage(desk, channel, { ...post, user: botUser, botId })
  void tellPosted(desk, channel, message)
  return message
}

/** Replaces what a message says; blocks that were not given stay. */
export function editMessage(
  desk: Desk,
  channel: FakeChannel,
  message: FakeMessage,
  content: Content,
): void {
  const { workspace } = desk
  const before = copyOf(wireMessage(workspace, message, true))
  const { text, blocks } = message
  message.revisions.push({ at: workspace.now(), text, blocks })
  warnOfKeptIds(workspace, message, content)
  if (content.hasText || content.blocks === undefined) message.text = content.text
  if (content.blocks !== undefined) message.blocks = content.blocks
  if (content.attachments !== undefined) message.attachments = content.attachments
  if (content.metadata !== undefined) message.metadata = content.metadata
  message.edited = { user: workspace.botUser, ts: workspace.mintTs() }
  void tellEdited(desk, channel, message, before)
  workspace.changed()
}

/** Slack's types ask for a new block_id with every update; input already typed sticks to an old one. */
function warnOfKeptIds(workspace: Workspace, message: FakeMessage, content: Content): void {
  const old = new Set(objectsOf(message.blocks).map((block) => textOf(block['block_id'])))
  const kept = (content.blocks ?? []).map((b) => textOf(b['block_id'])).filter((id) => old.has(id))
  if (kept.length > 0) {
    workspace.warnings.push(`an update kept block_id: ${kept.join(', ')}`)
  }
}

/** Takes a message away; a thread's root with replies leaves a tombstone. */
export function removeMessage(desk: Desk, channel: FakeChannel, message: FakeMessage): void {
  const { workspace } = desk
  const list = workspace.messages.get(channel.id) ?? []
  void tellDeleted(desk, channel, message)
  if (list.some((other) => other.threadTs === message.ts)) {
    message.subtype = 'tombstone'
    message.text = 'This message was deleted.'
    message.blocks = []
    message.attachments = []
    message.metadata = null
  } else {
    list.splice(list.indexOf(message), 1)
  }
  workspace.changed()
}
