import type { Desk, MethodTable } from './desk.ts'
import { type JsonObject, textOf } from './json.ts'
import { channelFor, requireMember } from './posting.ts'
import { refuseMissing, SlackRefusal } from './refusal.ts'
import { isOn } from './request-body.ts'
import { wireChannel, wireMessage } from './wire.ts'
import type { FakeChannel, FakeMessage } from './words.ts'
import { findMessage, openDirect } from './workspace.ts'

const FAMILY = { public: 'channels', private: 'groups', im: 'im', mpim: 'mpim' } as const

function scopeOf(right: 'read' | 'history') {
  return (desk: Desk, args: JsonObject): string[] => {
    const channel = desk.workspace.channels.get(textOf(args['channel']))
    return [`${FAMILY[channel?.kind ?? 'public']}:${right}`]
  }
}

function scopesOfList(_desk: Desk, args: JsonObject): string[] {
  const types = textOf(args['types']) || 'public_channel'
  const scopes = {
    public_channel: 'channels:read',
    private_channel: 'groups:read',
    im: 'im:read',
    mpim: 'mpim:read',
  } as const
  return types.split(',').map((type) => {
    const scope = scopes[type.trim() as keyof typeof scopes]
    if (scope === undefined) throw new SlackRefusal('invalid_types')
    return scope
  })
}

/** The conversations.* methods. */
export const CONVERSATION_METHODS: MethodTable = {
  'conversations.history': {
    token: 'bot',
    scopes: scopeOf('history'),
    perMinute: 50,
    run: history,
  },
  'conversations.replies': {
    token: 'bot',
    scopes: scopeOf('history'),
    perMinute: 50,
    run: replies,
  },
  'conversations.info': {
    token: 'bot',
    scopes: scopeOf('read'),
    perMinute: 50,
    run: (desk, args) => ({ channel: wireChannel(desk.workspace, seen(desk, args)) }),
  },
  'conversations.members': { token: 'bot', scopes: scopeOf('read'), perMinute: 100, run: members },
  'conversations.list': {
    token: 'bot',
    scopes: scopesOfList,
    perMinute: 20,
    run: (desk, args) => list(desk, args),
  },
  'users.conversations': { token: 'bot', scopes: scopesOfList, perMinute: 50, run: ownList },
  'conversations.join': { token: 'bot', scopes: ['channels:join'], perMinute: 50, run: join },
  'conversations.open': { token: 'bot', scopes: ['im:write'], perMinute: 50, run: open },
}

function seen(desk: Desk, args: JsonObject): FakeChannel {
  const channel = desk.workspace.channels.get(textOf(args['channel']))
  const isHidden =
    channel?.kind !== 'public' && channel?.members.has(desk.workspace.botUser) !== true
  if (channel === undefined || isHidden) throw new SlackRefusal('channel_not_found')
  return channel
}

function page<T>(items: readonly T[], args: JsonObject, most: number) {
  const wanted = Number(textOf(args['limit']) || 100)
  if (!Number.isInteger(wanted) || wanted < 1) throw new SlackRefusal('invalid_limit')
  const cursor = textOf(args['cursor'])
  const start = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString('utf8'))
  if (!Number.isInteger(start) || start < 0) throw new SlackRefusal('invalid_cursor')
  const end = start + Math.min(wanted, most)
  const hasMore = end < items.length
  const next = hasMore ? Buffer.from(String(end)).toString('base64') : ''
  return { items: items.slice(start, end), hasMore, next }
}

function answerPage(desk: Desk, messages: readonly FakeMessage[], args: JsonObject): JsonObject {
  const within = messages.filter((message) => isWithin(message.ts, args))
  const { items, hasMore, next } = page(
    within,
    args,
    desk.workspace.settings.distributed ? 15 : 999,
  )
  const withMetadata = isOn(args['include_all_metadata'])
  return {
    messages: items.map((message) => wireMessage(desk.workspace, message, withMetadata)),
    has_more: hasMore,
    response_metadata: { next_cursor: next },
  }
}

/** Timestamps have six decimals and equal width, so they compare as text without rounding. */
function isWithin(ts: string, args: JsonObject): boolean {
  const edge = (key: string) => {
    const [seconds = '0', micros = ''] = (textOf(args[key]) || '0').split('.')
    return `${seconds.padStart(10, '0')}.${micros.padEnd(6, '0').slice(0, 6)}`
  }
  const oldest = edge('oldest')
  const latest = textOf(args['latest']) === '' ? '9999999999.999999' : edge('latest')
  return isOn(args['inclusive']) ? ts >= oldest && ts <= latest : ts > oldest && ts < latest
}

function history(desk: Desk, args: JsonObject): JsonObject {
  const channel = seen(desk, args)
  requireMember(desk.workspace, channel)
  const all = desk.workspace.messages.get(channel.id) ?? []
  const shown = all.filter((m) => m.threadTs === null || m.subtype === 'thread_broadcast')
  return answerPage(desk, shown.toReversed(), args)
}

function replies(desk: Desk, args: JsonObject): JsonObject {
  const channel = seen(desk, args)
  requireMember(desk.workspace, channel)
  const asked = findMessage(desk.workspace, channel.id, textOf(args['ts']))
  if (asked === undefined) throw new SlackRefusal('thread_not_found')
  const rootTs = asked.threadTs ?? asked.ts
  const all = desk.workspace.messages.get(channel.id) ?? []
  const thread = all.filter((m) => m.ts === rootTs || m.threadTs === rootTs)
  return answerPage(desk, thread, args)
}

function members(desk: Desk, args: JsonObject): JsonObject {
  const { items, next } = page([...seen(desk, args).members], args, 1000)
  return { members: items, response_metadata: { next_cursor: next } }
}

/** Only the conversations that the bot is in. */
function ownList(desk: Desk, args: JsonObject): JsonObject {
  return list(desk, args, (channel) => channel.members.has(desk.workspace.botUser))
}

function list(desk: Desk, args: JsonObject, isAsked = (_channel: FakeChannel) => true): JsonObject {
  const types = (textOf(args['types']) || 'public_channel').split(',').map((type) => type.trim())
  const isWanted = (channel: FakeChannel) =>
    types.includes(channel.kind.endsWith('im') ? channel.kind : `${channel.kind}_channel`) &&
    (channel.kind === 'public' || channel.members.has(desk.workspace.botUser)) &&
    !(isOn(args['exclude_archived']) && channel.is_archived)
  const all = [...desk.workspace.channels.values()].filter((one) => isWanted(one) && isAsked(one))
  const { items, next } = page(all, args, 1000)
  return {
    channels: items.map((channel) => wireChannel(desk.workspace, channel)),
    response_metadata: { next_cursor: next },
  }
}

function join(desk: Desk, args: JsonObject): JsonObject {
  const channel = channelFor(desk.workspace, textOf(args['channel']))
  if (channel.kind !== 'public') {
    throw new SlackRefusal('method_not_supported_for_channel_type')
  }
  const isAlready = channel.members.has(desk.workspace.botUser)
  channel.members.add(desk.workspace.botUser)
  const wire = wireChannel(desk.workspace, channel)
  return isAlready ? { channel: wire, warning: 'already_in_channel' } : { channel: wire }
}

function open(desk: Desk, args: JsonObject): JsonObject {
  const [id = '', ...others] = textOf(args['users']).split(',')
  if (id === '') throw refuseMissing('users')
  if (others.length > 0) throw new SlackRefusal('method_not_supported_for_channel_type')
  const user = desk.workspace.users.get(id)
  if (user === undefined) throw new SlackRefusal('user_not_found')
  if (user.deleted) throw new SlackRefusal('user_disabled')
  const channel = openDirect(desk.workspace, id)
  return { channel: { id: channel.id } }
}
