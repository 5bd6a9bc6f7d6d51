import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { FaultKind } from '../support/fake-slack/faults.ts'
import { objectOf, textOf } from '../support/fake-slack/json.ts'
import { aButton, call, createSlacks, openSocket, post } from './fake-slack-support.ts'

const { setUp } = createSlacks()

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
    const { slack, clock } = await setUp({ ackTimeoutMs: 500 })
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
