import { describe, expect, it } from 'vitest'
import type { FakeSlack } from '../support/fake-slack/fake-slack.ts'
import { type JsonObject, objectOf, textOf } from '../support/fake-slack/json.ts'
import { call, createSlacks, post } from './fake-slack-support.ts'
import { plain, section } from './slack-blocks.ts'

const { setUp } = createSlacks()

describe('tokens and scopes', () => {
  it('refuses no token, an unknown one, the wrong kind and an unknown method', async () => {
    const { slack } = await setUp()
    const ask = async (method: string, token: string) =>
      (await call(slack, method, {}, token))['error']
    expect(await ask('auth.test', '')).toBe('not_authed')
    expect(await ask('auth.test', 'made-up')).toBe('invalid_auth')
    expect(await ask('chat.postMessage', slack.appToken)).toBe('not_allowed_token_type')
    expect(await ask('apps.connections.open', slack.botToken)).toBe('not_allowed_token_type')
    expect(await ask('chat.shout', slack.botToken)).toBe('unknown_method')
    expect(slack.history.map(({ token }) => token)).toEqual([
      'none',
      'unknown',
      'app',
      'bot',
      'bot',
    ])
  })

  it.each([
    ['chat.postMessage', 'chat:write'],
    ['chat.update', 'chat:write'],
    ['users.info', 'users:read'],
    ['conversations.history', 'channels:history'],
    ['conversations.list', 'channels:read'],
    ['conversations.open', 'im:write'],
    ['conversations.join', 'channels:join'],
    ['reactions.add', 'reactions:write'],
    ['reactions.get', 'reactions:read'],
    ['files.getUploadURLExternal', 'files:write'],
    ['team.info', 'team:read'],
  ])('%s names the scope it lacks', async (method, scope) => {
    const { slack } = await setUp({ scopes: ['commands'] })
    const answer = await call(slack, method, { channel: 'C1' })
    expect(answer).toMatchObject({ error: 'missing_scope', needed: scope, provided: 'commands' })
  })

  it('asks for groups:history in a private channel', async () => {
    const { slack } = await setUp({ scopes: ['channels:history'] })
    slack.addChannel({ id: 'G1', name: 'secret', kind: 'private' })
    const answer = await call(slack, 'conversations.history', { channel: 'G1' })
    expect(answer['needed']).toBe('groups:history')
  })

  it('shows the granted scopes with auth.test', async () => {
    const { slack } = await setUp({ scopes: ['chat:write', 'commands'] })
    const response = await fetch(`${slack.apiUrl}auth.test`, {
      headers: { authorization: `Bearer ${slack.botToken}` },
    })
    expect(response.headers.get('x-oauth-scopes')).toBe('chat:write,commands')
    expect(await response.json()).toMatchObject({ user_id: slack.botUserId, team_id: slack.teamId })
  })

  it('refuses a revoked token until it is restored or a new one is given', async () => {
    const { slack } = await setUp()
    slack.revokeToken('bot')
    expect((await call(slack, 'auth.test'))['error']).toBe('token_revoked')
    slack.restoreToken('bot')
    expect((await call(slack, 'auth.test'))['ok']).toBe(true)
    slack.revokeToken('bot', 'account_inactive')
    const old = slack.botToken
    slack.issueToken('bot')
    expect((await call(slack, 'auth.test', {}, old))['error']).toBe('account_inactive')
    expect((await call(slack, 'auth.test'))['ok']).toBe(true)
  })

  it('takes JSON bodies, and refuses broken JSON and unknown kinds of body', async () => {
    const { slack } = await setUp()
    const send = async (type: string, body: string) => {
      const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
        method: 'POST',
        headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': type },
        body,
      })
      const answer: unknown = await response.json()
      return objectOf(answer)
    }
    const json = JSON.stringify({ channel: 'C1', text: 'Hi', blocks: [{ type: 'divider' }] })
    expect(await send('application/json; charset=utf-8', json)).toMatchObject({ ok: true })
    expect(await send('application/json', '{')).toMatchObject({ error: 'invalid_json' })
    expect(await send('application/json', '[]')).toMatchObject({ error: 'json_not_object' })
    expect(await send('text/plain', 'x')).toMatchObject({ error: 'invalid_post_type' })
  })
})

describe('channels and messages', () => {
  const error = async (slack: FakeSlack, method: string, args: JsonObject) =>
    (await call(slack, method, args))['error']

  it('refuses channels that are unknown, left, archived or not to be seen', async () => {
    const { slack } = await setUp()
    slack.addChannel({ id: 'C2', name: 'other', withBot: false })
    slack.addChannel({ id: 'G1', name: 'secret', kind: 'private', withBot: false })
    const text = 'Hi'
    expect(await error(slack, 'chat.postMessage', { channel: 'C9', text })).toBe(
      'channel_not_found',
    )
    expect(await error(slack, 'chat.postMessage', { channel: 'C2', text })).toBe('not_in_channel')
    expect(await error(slack, 'chat.postMessage', { channel: 'G1', text })).toBe(
      'channel_not_found',
    )
    expect(await error(slack, 'conversations.history', { channel: 'C2' })).toBe('not_in_channel')
    const ts = await post(slack)
    slack.archive('C1')
    expect(await error(slack, 'chat.postMessage', { channel: 'C1', text })).toBe('is_archived')
    expect(await error(slack, 'chat.update', { channel: 'C1', ts, text })).toBe('is_inactive')
    slack.unarchive('C1')
    slack.removeBot('C1')
    expect(await error(slack, 'chat.postMessage', { channel: 'C1', text })).toBe('not_in_channel')
    expect(await error(slack, 'chat.update', { channel: 'C1', ts, text })).toBe('not_in_channel')
    await call(slack, 'conversations.join', { channel: 'C1' })
    expect(await error(slack, 'chat.postMessage', { channel: 'C1', text })).toBeUndefined()
  })

  it('lets chat:write.public post where the bot is no member', async () => {
    const { slack } = await setUp({ scopes: ['chat:write', 'chat:write.public'] })
    slack.addChannel({ id: 'C2', name: 'other', withBot: false })
    expect((await call(slack, 'chat.postMessage', { channel: 'C2', text: 'Hi' }))['ok']).toBe(true)
  })

  it('edits and deletes only what is there and its own', async () => {
    const { slack } = await setUp()
    const { ts } = await slack.say('U1', 'C1', 'mine')
    const at = { channel: 'C1', text: 'x' }
    expect(await error(slack, 'chat.update', { ...at, ts })).toBe('cant_update_message')
    expect(await error(slack, 'chat.delete', { ...at, ts })).toBe('cant_delete_message')
    expect(await error(slack, 'chat.update', { ...at, ts: '1.000000' })).toBe('message_not_found')
    const own = await post(slack)
    slack.erase('C1', own)
    expect(await error(slack, 'chat.update', { ...at, ts: own })).toBe('message_not_found')
    expect(await error(slack, 'chat.delete', { ...at, ts: own })).toBe('message_not_found')
  })

  it('keeps blocks that an update does not name, and what the message said before', async () => {
    const { slack, clock } = await setUp()
    const ts = await post(slack, { text: 'one', blocks: [section(plain('one'))] })
    await clock.advance(1000)
    await call(slack, 'chat.update', { channel: 'C1', ts, text: 'two' })
    const [message] = slack.messages('C1')
    expect(message).toMatchObject({ ts, text: 'two', edited: { user: slack.botUserId } })
    expect(message?.blocks).toHaveLength(1)
    expect(message?.revisions).toMatchObject([{ at: clock.now(), text: 'one' }])
    await call(slack, 'chat.update', { channel: 'C1', ts, text: 'three', blocks: [] })
    expect(message?.blocks).toEqual([])
  })

  it('answers only in threads that exist, and leaves a tombstone for a deleted root', async () => {
    const { slack } = await setUp()
    const args = { channel: 'C1', text: 'x' }
    expect(await error(slack, 'chat.postMessage', { ...args, thread_ts: '5' })).toBe(
      'invalid_thread_ts',
    )
    expect(await error(slack, 'chat.postMessage', { ...args, thread_ts: '5.000000' })).toBe(
      'thread_not_found',
    )
    const root = await post(slack)
    await post(slack, { thread_ts: root })
    await call(slack, 'chat.delete', { channel: 'C1', ts: root })
    expect(slack.messages('C1').map(({ subtype }) => subtype)).toEqual(['tombstone', null])
    expect(await error(slack, 'chat.update', { ...args, ts: root })).toBe('message_not_found')
  })

  it('finds a message again by its metadata, only when asked for metadata', async () => {
    const { slack } = await setUp()
    const metadata = { event_type: 'earshot_card', event_payload: { row: 'o-1' } }
    const ts = await post(slack, { metadata })
    const args = { channel: 'C1', oldest: ts, inclusive: true }
    const bare = await call(slack, 'conversations.history', args)
    expect(bare['messages']).toMatchObject([{ ts }])
    expect(JSON.stringify(bare)).not.toContain('o-1')
    const full = await call(slack, 'conversations.history', { ...args, include_all_metadata: true })
    expect(full['messages']).toMatchObject([{ ts, metadata }])
  })

  it('refuses metadata of the wrong shape', async () => {
    const { slack } = await setUp()
    const refused = async (metadata: JsonObject | string) =>
      error(slack, 'chat.postMessage', { channel: 'C1', text: 'x', metadata })
    expect(await refused('{')).toBe('invalid_metadata_format')
    expect(await refused({ event_payload: {} })).toBe('invalid_metadata_schema')
    expect(await refused({ event_type: 'a', event_payload: { x: 'x'.repeat(17_000) } })).toBe(
      'metadata_too_large',
    )
  })

  it('pages history newest first, replies oldest first, and keeps to 15 for a distributed app', async () => {
    const { slack, clock } = await setUp({ rateLimits: 'off', distributed: true })
    const root = await post(slack, { text: 'root' })
    for (let n = 0; n < 20; n++) {
      await clock.advance(10)
      await post(slack, { text: `m${n}` })
      await post(slack, { text: `r${n}`, thread_ts: root })
    }
    const texts = (answer: JsonObject) =>
      (answer['messages'] as JsonObject[]).map((message) => textOf(message['text']))
    const first = await call(slack, 'conversations.history', { channel: 'C1', limit: 200 })
    expect(texts(first)).toHaveLength(15)
    expect(texts(first)[0]).toBe('m19')
    const cursor = objectOf(first['response_metadata'])['next_cursor']
    const second = await call(slack, 'conversations.history', { channel: 'C1', limit: 200, cursor })
    expect(texts(second)).toEqual(['m4', 'm3', 'm2', 'm1', 'm0', 'root'])
    expect(second['has_more']).toBe(false)
    const thread = await call(slack, 'conversations.replies', { channel: 'C1', ts: root, limit: 3 })
    expect(texts(thread)).toEqual(['root', 'r0', 'r1'])
    expect(await error(slack, 'conversations.replies', { channel: 'C1', ts: '1.0' })).toBe(
      'thread_not_found',
    )
  })

  it('whispers only to people in the channel', async () => {
    const { slack } = await setUp()
    slack.addUser({ id: 'U3' })
    const args = { channel: 'C1', text: 'Sam claimed this.' }
    expect(await error(slack, 'chat.postEphemeral', { ...args, user: 'U3' })).toBe(
      'user_not_in_channel',
    )
    expect(await error(slack, 'chat.postEphemeral', { ...args, user: 'U2' })).toBeUndefined()
    expect(slack.ephemerals('U2')).toMatchObject([{ text: 'Sam claimed this.' }])
    expect(slack.messages('C1')).toEqual([])
  })

  it('gives a permalink, direct messages, members, users, reactions and the bot itself', async () => {
    const { slack } = await setUp()
    const ts = await post(slack)
    const link = await call(slack, 'chat.getPermalink', { channel: 'C1', message_ts: ts })
    expect(link['permalink']).toContain(`/archives/C1/p${ts.replace('.', '')}`)
    expect(await error(slack, 'chat.getPermalink', { channel: 'C1', message_ts: '1.0' })).toBe(
      'message_not_found',
    )
    const direct = await call(slack, 'conversations.open', { users: 'U1' })
    await call(slack, 'chat.postMessage', {
      channel: textOf(objectOf(direct['channel'])['id']),
      text: 'a',
    })
    await call(slack, 'chat.postMessage', { channel: 'U1', text: 'b' })
    expect(slack.directMessages('U1').map(({ text }) => text)).toEqual(['a', 'b'])
    expect(await error(slack, 'conversations.open', { users: 'U9' })).toBe('user_not_found')
    slack.deactivate('U2')
    expect(await error(slack, 'conversations.open', { users: 'U2' })).toBe('user_disabled')
    expect(await call(slack, 'users.info', { user: 'U2' })).toMatchObject({
      user: { deleted: true },
    })
    expect(await error(slack, 'users.info', { user: 'U9' })).toBe('user_not_found')
    const members = await call(slack, 'conversations.members', { channel: 'C1' })
    expect(members['members']).toEqual(['U1', 'U2', slack.botUserId])
    const users = await call(slack, 'users.list', { limit: 2 })
    expect(users['members']).toHaveLength(2)
    expect(await call(slack, 'conversations.info', { channel: 'C1' })).toMatchObject({
      channel: { is_member: true },
    })
    expect(
      (await call(slack, 'conversations.list', { types: 'public_channel,im' }))['channels'],
    ).toHaveLength(2)
    expect(await error(slack, 'conversations.list', { types: 'nonsense' })).toBe('invalid_types')
    const reaction = { channel: 'C1', timestamp: ts, name: 'eyes' }
    expect(await error(slack, 'reactions.add', reaction)).toBeUndefined()
    expect(await error(slack, 'reactions.add', reaction)).toBe('already_reacted')
    expect(await error(slack, 'reactions.add', { ...reaction, name: 'BAD NAME' })).toBe(
      'invalid_name',
    )
    expect(await call(slack, 'reactions.get', reaction)).toMatchObject({
      message: { reactions: [{ name: 'eyes', count: 1 }] },
    })
    expect(await error(slack, 'reactions.remove', { ...reaction, name: 'wave' })).toBe(
      'no_reaction',
    )
    expect(await error(slack, 'reactions.remove', reaction)).toBeUndefined()
    expect(await call(slack, 'bots.info', { bot: slack.botId })).toMatchObject({
      bot: { app_id: slack.appId },
    })
    expect(await call(slack, 'team.info')).toMatchObject({ team: { id: slack.teamId } })
    expect(slack.violations).toEqual([])
  })
})
