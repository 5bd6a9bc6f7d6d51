import { readContent } from './content.ts'
import type { Desk, MethodTable } from './desk.ts'
import { type JsonObject, textOf } from './json.ts'
import { channelFor, editMessage, postAsBot, removeMessage, requireMember } from './posting.ts'
import { refuseMissing, SlackRefusal } from './refusal.ts'
import { isOn } from './request-body.ts'
import { wireMessage } from './wire.ts'
import type { FakeChannel, FakeMessage } from './words.ts'
import { findMessage, openDirect } from './workspace.ts'

const WRITE = ['chat:write']

/** The chat.* methods. */
export const CHAT_METHODS: MethodTable = {
  'chat.postMessage': { token: 'bot', scopes: WRITE, perMinute: 300, run: post },
  'chat.update': { token: 'bot', scopes: WRITE, perMinute: 50, run: update },
  'chat.delete': { token: 'bot', scopes: WRITE, perMinute: 50, run: remove },
  'chat.postEphemeral': { token: 'bot', scopes: WRITE, perMinute: 100, run: postEphemeral },
  'chat.getPermalink': { token: 'bot', scopes: [], perMinute: 300, run: permalink },
}

function post(desk: Desk, args: JsonObject): JsonObject {
  const { workspace } = desk
  const channel = targetOf(desk, textOf(args['channel']))
  requireMember(workspace, channel, channel.kind === 'public' ? 'chat:write.public' : undefined)
  const content = readContent(workspace, 'chat.postMessage', args)
  if (!content.hasText && !content.blocks?.length && !content.attachments?.length) {
    throw new SlackRefusal('no_text')
  }
  const threadTs = threadOf(desk, channel, args)
  const isBroadcast = isOn(args['reply_broadcast']) && threadTs !== null
  const subtype = isBroadcast ? { subtype: 'thread_broadcast' } : {}
  const message = postAsBot(desk, channel, { threadTs, content, args, ...subtype })
  const wire = wireMessage(workspace, message, true)
  return { channel: channel.id, ts: message.ts, message: wire }
}

function targetOf(desk: Desk, id: string): FakeChannel {
  if (id === '') throw new SlackRefusal('channel_not_found')
  const user = desk.workspace.users.get(id)
  if (user === undefined) return channelFor(desk.workspace, id)
  if (user.deleted) throw new SlackRefusal('user_disabled')
  return openDirect(desk.workspace, id)
}

function threadOf(desk: Desk, channel: FakeChannel, args: JsonObject): string | null {
  const threadTs = textOf(args['thread_ts'])
  if (threadTs === '') return null
  if (!/^\d+\.\d{6}$/.test(threadTs)) throw new SlackRefusal('invalid_thread_ts')
  const root = findMessage(desk.workspace, channel.id, threadTs)
  if (root === undefined) throw new SlackRefusal('thread_not_found')
  return root.threadTs ?? root.ts
}

function ownMessage(desk: Desk, channel: FakeChannel, ts: string, refusal: string): FakeMessage {
  const message = findMessage(desk.workspace, channel.id, ts)
  if (message === undefined || message.subtype === 'tombstone') {
    throw new SlackRefusal('message_not_found')
  }
  if (message.botId !== desk.workspace.botId) throw new SlackRefusal(refusal)
  return message
}

function update(desk: Desk, args: JsonObject): JsonObject {
  const channel = channelFor(desk.workspace, textOf(args['channel']), 'is_inactive')
  requireMember(desk.workspace, channel)
  const message = ownMessage(desk, channel, textOf(args['ts']), 'cant_update_message')
  const content = readContent(desk.workspace, 'chat.update', args)
  if (!content.hasText && content.blocks === undefined && content.attachments === undefined) {
    throw new SlackRefusal('no_text')
  }
  editMessage(desk, channel, message, content)
  return {
    channel: channel.id,
    ts: message.ts,
    text: message.text,
    message: wireMessage(desk.workspace, message, true),
  }
}

function remove(desk: Desk, args: JsonObject): JsonObject {
  const channel = channelFor(desk.workspace, textOf(args['channel']), 'is_inactive')
  const message = ownMessage(desk, channel, textOf(args['ts']), 'cant_delete_message')
  removeMessage(desk, channel, message)
  return { channel: channel.id, ts: message.ts }
}

function postEphemeral(desk: Desk, args: JsonObject): JsonObject {
  const { workspace } = desk
  const channel = channelFor(workspace, textOf(args['channel']))
  requireMember(workspace, channel)
  const user = textOf(args['user'])
  if (user === '') throw refuseMissing('user')
  if (!channel.members.has(user)) throw new SlackRefusal('user_not_in_channel')
  const content = readContent(workspace, 'chat.postEphemeral', args)
  if (!content.hasText && !content.blocks?.length) throw new SlackRefusal('no_text')
  const ts = workspace.mintTs()
  workspace.ephemerals.push({
    channel: channel.id,
    ts,
    user,
    threadTs: textOf(args['thread_ts']) || null,
    via: 'chat.postEphemeral',
    text: content.text,
    blocks: content.blocks ?? [],
    removed: false,
  })
  workspace.changed()
  return { message_ts: ts }
}

function permalink(desk: Desk, args: JsonObject): JsonObject {
  const { workspace } = desk
  const channel = workspace.channels.get(textOf(args['channel']))
  if (channel === undefined) throw new SlackRefusal('channel_not_found')
  const ts = textOf(args['message_ts'])
  const message = findMessage(workspace, channel.id, ts)
  if (message === undefined) throw new SlackRefusal('message_not_found')
  const base = `https://${workspace.team.domain}.slack.com/archives/${channel.id}`
  const thread = message.threadTs === null ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`
  return { channel: channel.id, permalink: `${base}/p${ts.replace('.', '')}${thread}` }
}
