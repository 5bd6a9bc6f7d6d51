import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { FaultKind } from '../support/fake-slack/faults.ts'
import { objectOf, textOf } from '../support/fake-slack/json.ts'
import type { FakeSlackOptions } from '../support/fake-slack/options.ts'
import {
  aButton,
  aDialog,
  aSlack,
  call,
  createCloser,
  openSocket,
  post,
} from './fake-slack-support.ts'

const closer = createCloser()
afterEach(() => closer.close())

async function setUp(options?: FakeSlackOptions) {
  const { slack, clock } = await aSlack(options)
  closer.later(() => slack.close())
  return { slack, clock }
}

describe('faults of calls', () => {
  const posting = (slack: { apiUrl: string; botToken: string }, signal?: AbortSignal) =>
    fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}` },
      body: new URLSearchParams({ channel: 'C1', text: 'x' }),
      ...(signal === undefined ? {} : { signal }),
    })

  it.each([
    [30, '30'],
    ['missing', null],
    ['bad', 'soon'],
    ['date', 'Tue, 24 Nov 2026 09:00:30 GMT'],
  ] as const)('429 with Retry-After %s, without posting', async (retryAfter, header) => {
    const { slack } = await setUp()
    slack.fail('chat.postMessage', { how: 'rate_limited', retryAfter })
    const response = await posting(slack)
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, header])
    expect(slack.messages('C1')).toEqual([])
    expect((await posting(slack)).status).toBe(200)
  })

  it.each<[FaultKind, number, string]>([
    ['http_500', 500, '<!DOCTYPE html>'],
    ['http_408', 408, '<!DOCTYPE html>'],
    ['html', 200, '<!DOCTYPE html>'],
    ['broken_json', 200, '{"ok":true,'],
    ['ok_false:fatal_error', 200, '{"ok":false,"error":"fatal_error"}'],
  ])('%s, without posting', async (how, status, start) => {
    const { slack } = await setUp()
    slack.fail('*', { how, times: 2 })
    for (let n = 0; n < 2; n++) {
      const response = await posting(slack)
      expect(response.status).toBe(status)
      expect((await response.text()).startsWith(start)).toBe(true)
    }
    expect(slack.messages('C1')).toEqual([])
    expect((await posting(slack)).status).toBe(200)
    expect(slack.history.map(({ processed }) => processed)).toEqual([false, false, true])
  })

  it('cuts the connection before the call counts, or after it has counted', async () => {
    const { slack } = await setUp()
    slack.fail('chat.postMessage', { how: 'reset_before' })
    await expect(posting(slack)).rejects.toThrow('fetch failed')
    expect(slack.messages('C1')).toEqual([])
    slack.fail('chat.postMessage', { how: 'reset_after' })
    await expect(posting(slack)).rejects.toThrow('fetch failed')
    expect(slack.messages('C1')).toHaveLength(1)
    expect(slack.history.map(({ processed, status }) => [processed, status])).toEqual([
      [false, null],
      [true, null],
    ])
  })

  it.each([
    ['hang', 0],
    ['hang_after', 1],
  ] as const)('%s: no answer ever comes', async (how, posted) => {
    const { slack } = await setUp()
    slack.fail('chat.postMessage', { how })
    const giveUp = new AbortController()
    const answer = posting(slack, giveUp.signal)
    await slack.until(() => slack.calls('chat.postMessage').length === 1)
    giveUp.abort()
    await expect(answer).rejects.toThrow('aborted')
    expect(slack.messages('C1')).toHaveLength(posted)
  })

  it('hits a share of the calls, and stops when mended', async () => {
    const { slack } = await setUp({ rateLimits: 'off' })
    slack.fail('*', { how: 'rate_limited', share: 0.8, times: 1000 })
    const statuses: number[] = []
    for (let n = 0; n < 50; n++) statuses.push((await posting(slack)).status)
    const hit = statuses.filter((status) => status === 429).length
    expect(hit).toBeGreaterThan(30)
    expect(hit).toBeLessThan(50)
    slack.mend()
    expect((await posting(slack)).status).toBe(200)
  })
})

describe('sockets', () => {
  it('greets, sends envelopes to one connection, and notes how the ack came', async () => {
    const { slack } = await setUp()
    const first = await openSocket(slack)
    const second = await openSocket(slack)
    expect(first.frames[0]).toMatchObject({ type: 'hello', num_connections: 1 })
    expect(second.frames[0]).toMatchObject({ num_connections: 2 })
    const told = await slack.say('U1', 'C1', 'hello')
    expect(told).toMatchObject({ acked: true, via: 'socket', why: null })
    expect(told.ackMs).toBeGreaterThan(0)
    const events = [first, second].flatMap(({ frames }) => frames.slice(1))
    expect(events).toMatchObject([
      {
        type: 'events_api',
        retry_attempt: 0,
        accepts_response_payload: false,
        payload: { type: 'event_callback', event: { type: 'message', text: 'hello', user: 'U1' } },
      },
    ])
    expect(slack.sockets).toMatchObject({ open: 2, opened: 2 })
  })

  it('gives a ticket for one connection only', async () => {
    const { slack } = await setUp()
    const opened = await call(slack, 'apps.connections.open', {}, slack.appToken)
    const url = textOf(opened['url'])
    const knock = (link: string) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(link)
        socket.on('message', (data) => resolve(String(data)))
        socket.on('error', (error) => resolve(error.message))
      })
    expect(await knock(url)).toContain('"type":"hello"')
    expect(await knock(url)).toBe('Unexpected server response: 401')
    expect(await knock(url.replace(/ticket=[^&]+/, 'ticket=made-up'))).toContain('401')
    expect(slack.sockets.opened).toBe(1)
  })

  it('calls an ack of nothing, a second ack and a payload nobody reads violations', async () => {
    const { slack } = await setUp()
    const socket = await openSocket(slack)
    socket.autoAck = false
    const envelope = socket.next('events_api')
    const told = slack.say('U1', 'C1', 'hello')
    socket.ack(await envelope, { text: 'thanks' })
    await told
    socket.ack(await envelope)
    socket.send('{"envelope_id":"made-up"}')
    socket.send('no JSON')
    socket.close()
    await socket.closed
    await slack.until(() => slack.sockets.open === 0)
    expect(slack.violations).toEqual([
      'an ack of events_api carried a payload Slack ignores',
      expect.stringMatching(/^envelope \S+ was acked twice$/),
      'the app sent something that is no ack of an envelope',
      'the app sent something that is no ack of an envelope',
    ])
  })

  it('counts a press without an ack as a violation, and tells the person nothing happened', async () => {
    const { slack } = await setUp({ ackTimeoutMs: 20 })
    const socket = await openSocket(slack)
    socket.autoAck = false
    const ts = await post(slack, { blocks: [{ type: 'actions', elements: [aButton('a')] }] })
    const answer = await slack.press('U1', { channel: 'C1', ts, actionId: 'a' })
    expect(answer).toMatchObject({ acked: false, why: 'no_answer_in_time' })
    expect(slack.violations).toEqual(['no ack in time: block_actions'])
  })

  it('tells an event again at once, after 1 and after 5 minutes, with the same event_id', async () => {
    const { slack, clock } = await setUp({ ackTimeoutMs: 20 })
    const socket = await openSocket(slack)
    socket.autoAck = false
    await slack.say('U1', 'C1', 'hello')
    await slack.until(() => slack.deliveries.filter(({ answer }) => answer !== null).length === 2)
    await slack.until(() => clock.sleepers === 1)
    await clock.advance(60_000)
    await slack.until(() => slack.deliveries.filter(({ answer }) => answer !== null).length === 3)
    await slack.until(() => clock.sleepers === 1)
    await clock.advance(300_000)
    await slack.until(() => slack.lostEvents.length === 1)
    expect(slack.deliveries.map(({ attempt }) => attempt)).toEqual([0, 1, 2, 3])
    expect(new Set(slack.deliveries.map(({ eventId }) => eventId)).size).toBe(1)
    expect(socket.frames.at(-1)).toMatchObject({ retry_attempt: 3, retry_reason: 'http_timeout' })
  })

  it('stops telling once the app has acked', async () => {
    const { slack, clock } = await setUp({ ackTimeoutMs: 20 })
    const socket = await openSocket(slack)
    socket.autoAck = false
    const told = slack.say('U1', 'C1', 'hello')
    await socket.next('events_api')
    socket.autoAck = true
    await told
    await slack.until(() => slack.deliveries.at(-1)?.answer?.acked === true)
    await clock.advance(3_600_000)
    expect(slack.deliveries).toHaveLength(2)
  })

  it('sends an event that met no connection to the next one', async () => {
    const { slack, clock } = await setUp()
    const told = await slack.say('U1', 'C1', 'hello')
    expect(told.why).toBe('no_connection')
    const socket = await openSocket(slack)
    await slack.until(() => clock.sleepers === 1)
    const event = socket.next('events_api')
    await clock.advance(60_000)
    expect(await event).toMatchObject({ retry_attempt: 2, payload: { event: { text: 'hello' } } })
  })

  it('cuts all connections; what was under way counts as not acked', async () => {
    const { slack } = await setUp({ retryWaitsMs: [] })
    const socket = await openSocket(slack)
    socket.autoAck = false
    const told = slack.say('U1', 'C1', 'hello')
    await socket.next('events_api')
    slack.dropAll()
    expect(await told).toMatchObject({ acked: false, why: 'connection_dropped' })
    expect(await socket.closed).toBe(1006)
  })

  it('refuses connections: bad token, 503, at the upgrade, too many', async () => {
    const { slack } = await setUp()
    slack.refuseSockets('invalid_auth', 1)
    expect(await call(slack, 'apps.connections.open', {}, slack.appToken)).toMatchObject({
      error: 'invalid_auth',
    })
    slack.refuseSockets('503', 1)
    const response = await fetch(`${slack.apiUrl}apps.connections.open`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.appToken}` },
    })
    expect(response.status).toBe(503)
    slack.refuseSockets('upgrade_503', 1)
    expect(await (await openSocket(slack)).closed).toBe(1006)
    slack.refuseSockets('too_many_websockets')
    const turnedAway = await openSocket(slack)
    expect(turnedAway.frames).toMatchObject([{ type: 'disconnect', reason: 'too_many_websockets' }])
    expect(await turnedAway.closed).toBe(1008)
    slack.acceptSockets()
    expect((await openSocket(slack)).frames).toMatchObject([{ type: 'hello' }])
  })

  it('lets an app have 10 connections and turns the eleventh away', async () => {
    const { slack } = await setUp()
    for (let n = 0; n < 10; n++) await openSocket(slack)
    const eleventh = await openSocket(slack)
    expect(eleventh.frames).toMatchObject([{ reason: 'too_many_websockets' }])
    expect(slack.sockets.open).toBe(10)
  })

  it('warns of a refresh, and closes when it refreshes', async () => {
    const { slack } = await setUp()
    const socket = await openSocket(slack)
    const warned = socket.next('disconnect')
    slack.disconnect('warning')
    expect(await warned).toMatchObject({ reason: 'warning' })
    expect(slack.sockets.open).toBe(1)
    slack.disconnect('refresh_requested')
    expect(await socket.closed).toBe(1000)
    expect(socket.frames.at(-1)).toMatchObject({ reason: 'refresh_requested' })
  })

  it('goes silent both ways without closing', async () => {
    const { slack } = await setUp({ ackTimeoutMs: 20, retryWaitsMs: [] })
    const socket = await openSocket(slack)
    slack.halfOpen()
    expect((await slack.say('U1', 'C1', 'hello')).why).toBe('no_answer_in_time')
    expect(socket.frames).toHaveLength(1)
    // Slack gives the connection up and tells the next one; this end of it hears nothing of that.
    expect(slack.sockets.open).toBe(0)
    const turn = new Promise((resolve) => setImmediate(() => resolve('open')))
    expect(await Promise.race([socket.closed, turn])).toBe('open')
  })

  it('sends garbage and the app_rate_limited envelope, which has no inner event', async () => {
    const { slack } = await setUp()
    const socket = await openSocket(slack)
    slack.sendGarbage()
    expect((await slack.sendAppRateLimited()).acked).toBe(true)
    expect(socket.raw.slice(1, 3)).toEqual(['this is no JSON', '{"envelope_id":'])
    expect(socket.frames.at(-1)).toMatchObject({
      type: 'events_api',
      payload: { type: 'app_rate_limited' },
    })
    expect(objectOf(socket.frames.at(-1)?.['payload'])['event']).toBeUndefined()
  })

  it('tells the last ones again with the same ids and retry number 0', async () => {
    const { slack } = await setUp()
    const socket = await openSocket(slack)
    await slack.say('U1', 'C1', 'one')
    await slack.say('U1', 'C1', 'two')
    await slack.redeliver(2)
    const ids = socket.frames
      .slice(1)
      .map((frame) => [
        frame['envelope_id'],
        objectOf(frame['payload'])['event_id'],
        frame['retry_attempt'],
      ])
    expect(ids.slice(2)).toEqual(ids.slice(0, 2))
    expect(slack.violations).toEqual([])
  })
})

describe('the course of life', () => {
  it('is away: refuses every connection, and comes back on the same address', async () => {
    const { slack } = await setUp({ retryWaitsMs: [] })
    const socket = await openSocket(slack)
    const { apiUrl } = slack
    await slack.away(true)
    await socket.closed
    await expect(call(slack, 'auth.test')).rejects.toThrow('fetch failed')
    expect((await slack.openHome('U1')).why).toBe('slack_is_away')
    await slack.away(false)
    expect(slack.apiUrl).toBe(apiUrl)
    expect((await call(slack, 'auth.test'))['ok']).toBe(true)
    expect((await openSocket(slack)).frames).toMatchObject([{ type: 'hello' }])
  })

  it('tells only what the app subscribed to, has the scope for, and sits in', async () => {
    const { slack } = await setUp({
      scopes: ['chat:write', 'channels:history'],
      subscriptions: ['message.channels', 'reaction_added'],
    })
    await openSocket(slack)
    slack.addChannel({ id: 'C2', name: 'other', members: ['U1'], withBot: false })
    const { ts, acked } = await slack.say('U1', 'C1', 'heard')
    expect(acked).toBe(true)
    expect((await slack.say('U1', 'C2', 'not heard')).why).toBe('not_subscribed')
    expect((await slack.react('U1', 'C1', ts, 'eyes')).why).toBe('not_subscribed')
    expect((await slack.openHome('U1')).why).toBe('not_subscribed')
  })

  it('tells reactions, mentions, edits, deletions, Home, and the bot its own posts', async () => {
    const { slack } = await setUp()
    const socket = await openSocket(slack)
    const own = await post(slack)
    const { ts } = await slack.say('U1', 'C1', `<@${slack.botUserId}> hi`)
    await slack.react('U1', 'C1', own, 'eyes')
    await slack.unreact('U1', 'C1', own, 'eyes')
    await slack.edit('U1', 'C1', ts, 'hi')
    slack.erase('C1', ts)
    await slack.openHome('U1')
    await slack.settled()
    const events = socket.frames.slice(1).map((frame) => {
      const event = objectOf(objectOf(frame['payload'])['event'])
      return textOf(event['subtype']) || textOf(event['type'])
    })
    expect(events).toEqual([
      'message',
      'app_mention',
      'message',
      'reaction_added',
      'reaction_removed',
      'message_changed',
      'message_deleted',
      'app_home_opened',
    ])
    expect(slack.messages('C1').map((message) => message.ts)).toEqual([own])
  })

  it('tells of revoked tokens, archived channels, a removed bot and people who left', async () => {
    const { slack } = await setUp()
    const socket = await openSocket(slack)
    slack.revokeToken('bot')
    slack.archive('C1')
    slack.removeBot('C1')
    slack.deactivate('U2')
    await slack.settled()
    const types = socket.frames
      .slice(1)
      .map((frame) => textOf(objectOf(objectOf(frame['payload'])['event'])['type']))
    expect(types).toEqual(['tokens_revoked', 'channel_archive', 'channel_left', 'user_change'])
    await expect(slack.say('U2', 'C1', 'still here')).rejects.toThrow('deactivated')
  })

  it('sends commands and shortcuts the app registered, and no others', async () => {
    const { slack } = await setUp({ shortcuts: ['track', 'log'] })
    const socket = await openSocket(slack)
    const ts = await post(slack)
    await slack.command('U1', '/earshot who @ana', 'C1')
    await slack.shortcut('U1', 'log')
    await slack.shortcut('U1', 'track', { channel: 'C1', ts })
    const bodies = socket.frames.slice(2).map((frame) => objectOf(frame['payload']))
    expect(bodies).toMatchObject([
      { command: '/earshot', text: 'who @ana', channel_id: 'C1', user_id: 'U1' },
      { type: 'shortcut', callback_id: 'log' },
      { type: 'message_action', callback_id: 'track', message: { ts } },
    ])
    await expect(slack.command('U1', '/other')).rejects.toThrow('not a valid command')
    expect(() => slack.shortcut('U1', 'other')).toThrow('no shortcut other')
  })

  it('shows the answer to a command to the person alone, or to all', async () => {
    const { slack } = await setUp()
    const socket = await openSocket(slack)
    socket.autoAck = false
    const answer = async (payload: Parameters<typeof socket.ack>[1]) => {
      const told = socket.next('slash_commands')
      const done = slack.command('U1', '/earshot status', 'C1')
      socket.ack(await told, payload)
      await done
    }
    await answer({ text: 'All well.' })
    expect(slack.ephemerals('U1')).toMatchObject([{ text: 'All well.', via: 'command' }])
    await answer({ text: 'All well.', response_type: 'in_channel' })
    expect(slack.messages('C1')).toHaveLength(1)
  })

  it('lets people press, choose and type only what is there', async () => {
    const { slack } = await setUp()
    const socket = await openSocket(slack)
    const option = (value: string) => ({ text: { type: 'plain_text', text: value }, value })
    const menu = {
      type: 'overflow',
      action_id: 'more',
      options: [option('snooze'), option('escalate')],
    }
    const ts = await post(slack, {
      blocks: [{ type: 'actions', block_id: 'a:1', elements: [aButton('claim'), menu] }],
    })
    await slack.press('U1', { channel: 'C1', ts, actionId: 'more', value: 'snooze' })
    expect(objectOf(socket.frames.at(-1)?.['payload'])).toMatchObject({
      type: 'block_actions',
      user: { id: 'U1' },
      channel: { id: 'C1' },
      container: { message_ts: ts, is_ephemeral: false },
      actions: [{ action_id: 'more', block_id: 'a:1', selected_option: { value: 'snooze' } }],
    })
    expect(() =>
      slack.press('U1', { channel: 'C1', ts, actionId: 'more', value: 'dance' }),
    ).toThrow('more does not offer dance; it offers snooze, escalate')
    expect(() => slack.press('U1', { channel: 'C1', ts, actionId: 'gone' })).toThrow(
      'there is claim "Claim", more ""',
    )
    expect(() => slack.press('U1', { channel: 'C1', ts: '1.0', actionId: 'claim' })).toThrow(
      'there is no message 1.0',
    )
  })

  it('lets people press on what only they see, and on their Home', async () => {
    const { slack } = await setUp()
    const socket = await openSocket(slack)
    const blocks = [{ type: 'actions', elements: [aButton('take')] }]
    await call(slack, 'chat.postEphemeral', { channel: 'C1', user: 'U1', text: 'x', blocks })
    const ts = slack.ephemerals('U1')[0]?.ts ?? ''
    await slack.press('U1', { channel: 'C1', ts, actionId: 'take' })
    const payload = objectOf(socket.frames.at(-1)?.['payload'])
    expect(payload).toMatchObject({ container: { is_ephemeral: true, message_ts: ts } })
    expect(payload['message']).toBeUndefined()
    expect(() => slack.press('U2', { channel: 'C1', ts, actionId: 'take' })).toThrow('no message')

    await call(slack, 'views.publish', { user_id: 'U1', view: { type: 'home', blocks } })
    await slack.press('U1', { actionId: 'take' })
    expect(objectOf(socket.frames.at(-1)?.['payload'])).toMatchObject({
      container: { type: 'view' },
      view: { type: 'home' },
    })
  })

  it('reports every kind of field in the state of a submission', async () => {
    const { slack } = await setUp()
    const socket = await openSocket(slack)
    const ts = await post(slack, { blocks: [{ type: 'actions', elements: [aButton('a')] }] })
    await slack.press('U1', { channel: 'C1', ts, actionId: 'a' })
    const options = ['red', 'green'].map((value) => ({
      text: { type: 'plain_text', text: value },
      value,
    }))
    const input = (action_id: string, element: Record<string, unknown>) => ({
      type: 'input',
      block_id: action_id,
      optional: true,
      label: { type: 'plain_text', text: action_id },
      element: { action_id, ...element } as Record<string, string>,
    })
    const view = aDialog({
      blocks: [
        input('one', { type: 'static_select', options, initial_option: options[0] }),
        input('many', { type: 'checkboxes', options }),
        input('who', { type: 'users_select' }),
        input('when', { type: 'datepicker', initial_date: '2026-11-24' }),
        input('note', { type: 'plain_text_input' }),
      ],
    })
    const trigger_id = textOf(objectOf(socket.frames.at(-1)?.['payload'])['trigger_id'])
    expect(await call(slack, 'views.open', { trigger_id, view })).toMatchObject({ ok: true })
    await slack.submit('U1', undefined, { many: ['green'], who: 'U2' })
    const submitted = objectOf(objectOf(socket.frames.at(-1)?.['payload'])['view'])
    expect(submitted['state']).toMatchObject({
      values: {
        one: { one: { type: 'static_select', selected_option: { value: 'red' } } },
        many: { many: { selected_options: [{ value: 'green' }] } },
        who: { who: { selected_user: 'U2' } },
        when: { when: { selected_date: '2026-11-24' } },
        note: { note: { value: null } },
      },
    })
  })

  it('says in time that a wait was in vain', async () => {
    const { slack } = await setUp({ patienceMs: 10 })
    await expect(slack.until(() => false, 'a card')).rejects.toThrow(
      'a card did not come true within 10 ms',
    )
  })
})
