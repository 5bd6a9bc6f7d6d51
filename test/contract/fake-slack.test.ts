import type { AddressInfo } from 'node:net'
import { App, HTTPReceiver, LogLevel, SocketModeReceiver, webApi } from '@slack/bolt'
import { describe, expect, it } from 'vitest'
import { createSimulatedClock } from '../../core/clock.ts'
import type { FakeSlack } from '../support/fake-slack/fake-slack.ts'
import { objectOf, textOf } from '../support/fake-slack/json.ts'
import { aButton, createSlacks } from './fake-slack-support.ts'

const { closer, setUp } = createSlacks()

const quiet = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
}

const reconnecting = { clientPingTimeout: 300 }

async function boltBySocket(
  slack: FakeSlack,
  prepare: (app: App) => void = () => {},
): Promise<App> {
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logger: quiet,
    ...reconnecting,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  })
  const app = new App({
    token: slack.botToken,
    receiver,
    logger: quiet,
    clientOptions: { slackApiUrl: slack.apiUrl },
  })
  prepare(app)
  await app.start()
  closer.later(() => receiver.client.disconnect())
  return app
}

async function boltByHttp(slack: FakeSlack, prepare: (app: App) => void = () => {}): Promise<App> {
  const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, logger: quiet })
  const app = new App({
    token: slack.botToken,
    receiver,
    logger: quiet,
    clientOptions: { slackApiUrl: slack.apiUrl },
  })
  prepare(app)
  const server = await receiver.start(0)
  closer.later(() => receiver.stop())
  const { port } = server.address() as AddressInfo
  await slack.connectHttp(`http://127.0.0.1:${port}/slack/events`)
  return app
}

const transports = [
  ['Socket Mode', 'socket', boltBySocket],
  ['HTTP', 'http', boltByHttp],
] as const

describe.each(transports)('the real Bolt over %s', (_name, via, start) => {
  it('logs in, hears a message, acks it and answers', async () => {
    const { slack } = await setUp()
    await start(slack, (app) => {
      app.message('hello', async ({ message, say }) => {
        await say({ text: `heard ${message.ts}`, parse: 'none' })
      })
    })
    const told = await slack.say('U1', 'C1', 'hello there')
    expect(told).toMatchObject({ acked: true, via })
    await slack.until(() => slack.messages('C1').length === 2)
    expect(slack.messages('C1')[1]?.text).toBe(`heard ${told.ts}`)
    expect(slack.calls('auth.test').length).toBeGreaterThan(0)
    expect(slack.violations).toEqual([])
  })

  it('edits a card when pressed, opens a dialog, puts an error in it and takes the next try', async () => {
    const { slack } = await setUp()
    const app = await start(slack, prepareDesk)
    const posted = await app.client.chat.postMessage({
      channel: 'C1',
      text: 'A card',
      blocks: [{ type: 'actions', block_id: 'a:1', elements: [aButton('case.claim')] }],
    })
    const ts = posted.ts ?? ''
    const pressed = await slack.press('U1', { channel: 'C1', ts, actionId: 'case.claim' })
    expect(pressed).toMatchObject({ acked: true, via })
    await slack.until(() => slack.messages('C1')[0]?.text === 'claimed by U1')
    await slack.press('U1', { channel: 'C1', ts, label: 'Reply…' })
    await slack.until(() => slack.views('U1').length === 1)

    const refused = await slack.submit('U1', undefined)
    expect(refused).toMatchObject({ outcome: 'errors', errors: { text: 'Please say more.' } })
    const sent = await slack.submit('U1', undefined, { text: 'We are sorry' })
    expect(sent.outcome).toBe('closed')
    await slack.until(() => slack.messages('C1').length === 2)
    expect(slack.messages('C1')[1]?.text).toBe('U1 sent We are sorry')
    expect(slack.violations).toEqual([])
  })

  it('answers a command in its ack and by the response_url', async () => {
    const { slack } = await setUp()
    await start(slack, (app) => {
      app.command('/earshot', async ({ ack, command, respond }) => {
        await ack(`You asked: ${command.text}`)
        await respond({ text: 'And here it is.' })
      })
    })
    expect(await slack.command('U1', '/earshot status', 'C1')).toMatchObject({ acked: true, via })
    await slack.until(() => slack.ephemerals('U1').length === 2)
    expect(
      slack
        .ephemerals('U1')
        .map(({ text }) => text)
        .sort(),
    ).toEqual(['And here it is.', 'You asked: status'])
  })

  it('publishes a Home tab when it is opened, and acts on a shortcut and a reaction', async () => {
    const { slack } = await setUp()
    const seen: string[] = []
    const app = await start(slack, (prepared) => {
      prepared.event('app_home_opened', async ({ event, client }) => {
        const text = { type: 'plain_text' as const, text: 'Yours' }
        const view = { type: 'home' as const, blocks: [{ type: 'section' as const, text }] }
        await client.views.publish({ user_id: event.user, view })
      })
      prepared.event('reaction_added', async ({ event }) => void seen.push(event.reaction))
      prepared.shortcut('track', async ({ ack, shortcut }) => {
        await ack()
        seen.push(shortcut.type)
      })
    })
    await slack.openHome('U1')
    await slack.until(() => slack.home('U1') !== undefined)
    const ts = (await app.client.chat.postMessage({ channel: 'C1', text: 'x' })).ts ?? ''
    await slack.react('U1', 'C1', ts, 'eyes')
    await slack.shortcut('U1', 'track', { channel: 'C1', ts })
    expect(seen).toEqual(['eyes', 'message_action'])
  })
})

function prepareDesk(app: App): void {
  app.action('case.claim', async ({ ack, body, client }) => {
    await ack()
    if (body.type !== 'block_actions' || body.channel === undefined) return
    await client.chat.update({
      channel: body.channel.id,
      ts: textOf(body.message?.ts),
      text: `claimed by ${body.user.id}`,
      blocks: [{ type: 'actions', block_id: 'a:2', elements: [aButton('case.reply', 'Reply…')] }],
    })
  })
  app.action('case.reply', async ({ ack, body, client }) => {
    await ack()
    if (body.type !== 'block_actions') return
    const text = (label: string) => ({ type: 'plain_text' as const, text: label })
    const element = { type: 'plain_text_input' as const, action_id: 'text', initial_value: 'Sorry' }
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'reply',
        title: text('Reply on X'),
        submit: text('Send'),
        blocks: [{ type: 'input', block_id: 'text', label: text('Reply'), element }],
      },
    })
  })
  app.view('reply', async ({ ack, view, body, client }) => {
    const text = view.state.values['text']?.['text']?.value ?? ''
    if (text.length < 6) {
      await ack({ response_action: 'errors', errors: { text: 'Please say more.' } })
      return
    }
    await ack()
    await client.chat.postMessage({ channel: 'C1', text: `${body.user.id} sent ${text}` })
  })
}

describe('the real client libraries', () => {
  it('reconnect after a drop and after a refresh, and hear what comes then', async () => {
    const { slack } = await setUp()
    const heard: string[] = []
    await boltBySocket(slack, (app) => {
      app.message(async ({ message }) => void heard.push(textOf(objectOf(message)['text'])))
    })
    slack.dropAll()
    await slack.until(() => slack.sockets.opened === 2)
    slack.sendGarbage()
    slack.disconnect('refresh_requested')
    await slack.until(() => slack.sockets.opened === 3)
    expect((await slack.say('U1', 'C1', 'still there?')).acked).toBe(true)
    expect(heard).toEqual(['still there?'])
  })

  it('read our refusals, rate limits and outages as those of Slack', async () => {
    const { slack } = await setUp()
    const client = new webApi.WebClient(slack.botToken, {
      slackApiUrl: slack.apiUrl,
      logger: quiet,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    })
    const post = (blocks: { type: string }[] = []) =>
      client.chat.postMessage({ channel: 'C1', text: 'x', blocks })
    await expect(post([{ type: 'sparkles' }])).rejects.toMatchObject({
      code: 'slack_webapi_platform_error',
      data: {
        error: 'invalid_blocks',
        response_metadata: { messages: [expect.stringContaining('[ERROR] unsupported type')] },
      },
    })
    slack.fail('chat.postMessage', { how: 'rate_limited', retryAfter: 30 })
    await expect(post()).rejects.toMatchObject({
      code: 'slack_webapi_rate_limited_error',
      retryAfter: 30,
    })
    slack.fail('chat.postMessage', { how: 'http_503' })
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_http_error', statusCode: 503 })
    slack.fail('chat.postMessage', { how: 'reset_after' })
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_request_error' })
    expect(slack.messages('C1')).toHaveLength(1)
    const { response_metadata } = await client.auth.test()
    expect(response_metadata?.scopes).toContain('chat:write')
  })

  it('upload a file in their own three steps', async () => {
    const { slack } = await setUp()
    const client = new webApi.WebClient(slack.botToken, {
      slackApiUrl: slack.apiUrl,
      logger: quiet,
    })
    const file = Buffer.from([1, 2, 3])
    await client.filesUploadV2({ channel_id: 'C1', filename: 'week.png', file, title: 'Week' })
    const [uploaded] = slack.files.values()
    expect(uploaded).toMatchObject({ name: 'week.png', title: 'Week', shared: true, channel: 'C1' })
    expect(uploaded?.bytes).toEqual(file)
    expect(slack.messages('C1')[0]?.files).toHaveLength(1)
  })
})

describe('HTTP mode', () => {
  it('is refused by Bolt when the signature is wrong or stale', async () => {
    const { slack } = await setUp({ retryWaitsMs: [] })
    await boltByHttp(slack)
    slack.forgeNext({ badSignature: true })
    expect(await slack.say('U1', 'C1', 'a')).toMatchObject({
      acked: false,
      why: 'refused',
      status: 401,
    })
    slack.forgeNext({ skewSeconds: -301 })
    expect(await slack.say('U1', 'C1', 'b')).toMatchObject({ acked: false, status: 401 })
    expect((await slack.say('U1', 'C1', 'c')).acked).toBe(true)
  })

  it('refuses a URL that does not return the challenge', async () => {
    const { slack } = await setUp()
    await expect(slack.connectHttp(`${slack.apiUrl}auth.test`)).rejects.toThrow('challenge')
  })

  it('tells an event again with the number and reason of the retry', async () => {
    const clock = createSimulatedClock(Date.UTC(2026, 10, 24, 9))
    const { slack } = await setUp({ clock })
    await boltByHttp(slack)
    slack.forgeNext({ badSignature: true })
    await slack.say('U1', 'C1', 'hello')
    await slack.until(() => slack.deliveries[1]?.answer !== null && slack.deliveries.length === 2)
    const [first, second] = slack.deliveries
    expect(second).toMatchObject({ attempt: 1, eventId: first?.eventId, answer: { acked: true } })
  })
})
