import type { Desk, MethodTable } from './desk.ts'
import { type JsonObject, textOf } from './json.ts'
import { channelFor, requireMember } from './posting.ts'
import { refuseMissing, SlackRefusal, SlackTrouble } from './refusal.ts'
import { wireMessage, wireUser } from './wire.ts'
import type { FakeMessage } from './words.ts'
import { findMessage } from './workspace.ts'

/** Methods about the app, the team, its members and their reactions. */
export const PEOPLE_METHODS: MethodTable = {
  'api.test': { token: 'any', scopes: [], perMinute: 300, run: (_desk, args) => ({ args }) },
  'auth.test': { token: 'any', scopes: [], perMinute: 300, run: authTest },
  'apps.connections.open': {
    token: 'app',
    scopes: ['connections:write'],
    perMinute: 50,
    run: connectionsOpen,
  },
  'team.info': {
    token: 'bot',
    scopes: ['team:read'],
    perMinute: 50,
    run: (desk) => ({ team: { ...desk.workspace.team } }),
  },
  'bots.info': { token: 'bot', scopes: ['users:read'], perMinute: 50, run: botsInfo },
  'users.info': { token: 'bot', scopes: ['users:read'], perMinute: 100, run: usersInfo },
  'users.list': { token: 'bot', scopes: ['users:read'], perMinute: 20, run: usersList },
  'usergroups.users.list': {
    token: 'bot',
    scopes: ['usergroups:read'],
    perMinute: 20,
    run: groupMembers,
  },
  'reactions.add': { token: 'bot', scopes: ['reactions:write'], perMinute: 50, run: addReaction },
  'reactions.remove': {
    token: 'bot',
    scopes: ['reactions:write'],
    perMinute: 20,
    run: dropReaction,
  },
  'reactions.get': { token: 'bot', scopes: ['reactions:read'], perMinute: 50, run: getReactions },
}

function authTest(desk: Desk): JsonObject {
  const { team, botUser, botId } = desk.workspace
  return {
    url: `https://${team.domain}.slack.com/`,
    team: team.name,
    team_id: team.id,
    user: desk.workspace.users.get(botUser)?.name,
    user_id: botUser,
    bot_id: botId,
    is_enterprise_install: false,
  }
}

function connectionsOpen(desk: Desk): JsonObject {
  const refusal = desk.hub.refusalOfOpen()
  if (refusal === '503') throw new SlackTrouble(503)
  if (refusal !== null) throw new SlackRefusal(refusal)
  return { url: `${desk.origin().replace('http:', 'ws:')}${desk.hub.ticket()}` }
}

function botsInfo(desk: Desk, args: JsonObject): JsonObject {
  const { botId, botUser, appId } = desk.workspace
  const asked = textOf(args['bot'])
  if (asked !== '' && asked !== botId) throw new SlackRefusal('bot_not_found')
  return { bot: { id: botId, app_id: appId, user_id: botUser, name: 'earshot', deleted: false } }
}

function usersInfo(desk: Desk, args: JsonObject): JsonObject {
  const user = desk.workspace.users.get(textOf(args['user']))
  if (user === undefined) throw new SlackRefusal('user_not_found')
  return { user: wireUser(desk.workspace, user) }
}

function groupMembers(desk: Desk, args: JsonObject): JsonObject {
  const users = desk.workspace.groups.get(textOf(args['usergroup']))
  if (users === undefined) throw new SlackRefusal('no_such_subteam')
  return { users: [...users] }
}

function usersList(desk: Desk, args: JsonObject): JsonObject {
  const all = [...desk.workspace.users.values()]
  const start = Number(textOf(args['cursor']) || 0)
  const end = start + Number(textOf(args['limit']) || 1000)
  return {
    members: all.slice(start, end).map((user) => wireUser(desk.workspace, user)),
    cache_ts: Math.floor(desk.workspace.now() / 1000),
    response_metadata: { next_cursor: end < all.length ? String(end) : '' },
  }
}

function reactedMessage(desk: Desk, args: JsonObject): FakeMessage {
  const channel = channelFor(desk.workspace, textOf(args['channel']))
  requireMember(desk.workspace, channel)
  const message = findMessage(desk.workspace, channel.id, textOf(args['timestamp']))
  if (message === undefined) throw new SlackRefusal('message_not_found')
  return message
}

function emojiName(args: JsonObject): string {
  const name = textOf(args['name'])
  if (name === '') throw refuseMissing('name')
  if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) throw new SlackRefusal('invalid_name')
  return name
}

function addReaction(desk: Desk, args: JsonObject): JsonObject {
  if (!setReaction(reactedMessage(desk, args), emojiName(args), desk.workspace.botUser)) {
    throw new SlackRefusal('already_reacted')
  }
  desk.workspace.changed()
  return {}
}

function dropReaction(desk: Desk, args: JsonObject): JsonObject {
  if (!unsetReaction(reactedMessage(desk, args), emojiName(args), desk.workspace.botUser)) {
    throw new SlackRefusal('no_reaction')
  }
  desk.workspace.changed()
  return {}
}

function getReactions(desk: Desk, args: JsonObject): JsonObject {
  const message = reactedMessage(desk, args)
  return {
    type: 'message',
    channel: message.channel,
    message: wireMessage(desk.workspace, message, false),
  }
}

/** Adds a person's reaction; false when it was there. */
export function setReaction(message: FakeMessage, name: string, user: string): boolean {
  const found = message.reactions.find((reaction) => reaction.name === name)
  if (found === undefined) {
    message.reactions.push({ name, users: [user] })
    return true
  }
  if (found.users.includes(user)) return false
  found.users.push(user)
  return true
}

/** Takes a person's reaction away; false when there was none. */
export function unsetReaction(message: FakeMessage, name: string, user: string): boolean {
  const found = message.reactions.find((reaction) => reaction.name === name)
  if (found === undefined || !found.users.includes(user)) return false
  found.users.splice(found.users.indexOf(user), 1)
  if (found.users.length === 0) message.reactions.splice(message.reactions.indexOf(found), 1)
  return true
}
