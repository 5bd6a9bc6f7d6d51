import { App, LogLevel } from '@slack/bolt'
import { afterEach, describe, expect, it } from 'vitest'
import { type FakeSlack, startFakeSlack } from '../support/fake-slack/fake-slack.ts'

const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function aSlack(options: Parameters<typeof startFakeSlack>[0] = {}): Promise<FakeSlack> {
  const slack = await startFakeSlack({ ackTimeoutMs: 1000, ...options })
  closing.push(() => slack.close())
  slack.addUser({ id: 'U1', name: 'sam' })
  slack.addUser({ id: 'U2', name: 'kim' })
  slack.addChannel({ id: 'C1', name: 'mentions', members: ['U1', 'U2'] })
  return slack
}

function aBolt(slack: FakeSlack): App {
  const app = new App({
    token: slack.botToken,
    appToken: slack.appToken,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
  })
  closing.push(() => app.stop())
  return app
}

const button = (actionId: string, text = 'Claim') => ({
  type: 'button' as const,
  action_id: actionId,
  text: { type: 'plain_text' as const, text },
  value: 'case-1',
})

describe('the real Bolt over Socket Mode', () => {
  it('logs in, hears a message, acks it and answers', async () => {
    const slack = await aSlack()
    const app = aBolt(slack)
    app.message('hello', async ({ message, say }) => {
      await say({ text: `heard ${message.ts}`, parse: 'none' })
    })
    await app.start()
    const told = await slack.say('U1', 'C1', 'hello there')
    expect(told.acked).toBe(true)
    expect(told.via).toBe('socket')
    await slack.until(() => slack.messages('C1').length === 2)
    expect(slack.messages('C1')[1]?.text).toBe(`heard ${told.ts}`)
    expect(slack.violations).toEqual([])
  })

  it('edits a card when its button is pressed, and opens a dialog whose submission it takes', async () => {
    const slack = await aSlack()
    const app = aBolt(slack)
    app.action('case.claim', async ({ ack, body, client }) => {
      await ack()
      if (body.type !== 'block_actions' || body.channel === undefined) return
      await client.chat.update({
        channel: body.channel.id,
        ts: body.message?.ts ?? '',
        text: `claimed by ${body.user.id}`,
        blocks: [{ type: 'actions', block_id: 'a:2', elements: [button('case.reply', 'Reply…')] }],
      })
    })
    app.action('case.reply', async ({ ack, body, client }) => {
      await ack()
      if (body.type !== 'block_actions') return
      await client.views.open({
        trigger_id: body.trigger_id,
        view: {
          type: 'modal',
          callback_id: 'reply',
          title: { type: 'plain_text', text: 'Reply on X' },
          submit: { type: 'plain_text', text: 'Send' },
          blocks: [
            {
              type: 'input',
              block_id: 'text',
              label: { type: 'plain_text', text: 'Reply' },
              element: { type: 'plain_text_input', action_id: 'text', initial_value: 'Sorry' },
            },
          ],
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
    await app.start()
    const posted = await app.client.chat.postMessage({
      channel: 'C1',
      text: 'A card',
      blocks: [{ type: 'actions', block_id: 'a:1', elements: [button('case.claim')] }],
    })
    const ts = posted.ts ?? ''

    await slack.press('U1', { channel: 'C1', ts, actionId: 'case.claim' })
    await slack.until(() => slack.messages('C1')[0]?.text === 'claimed by U1')
    await slack.press('U1', { channel: 'C1', ts, label: 'Reply…' })
    await slack.until(() => slack.views('U1').length === 1)

    const refused = await slack.submit('U1', undefined)
    expect(refused.outcome).toBe('errors')
    expect(slack.views('U1')[0]?.errors).toEqual({ text: 'Please say more.' })
    const sent = await slack.submit('U1', undefined, { text: 'We are sorry' })
    expect(sent.outcome).toBe('closed')
    await slack.until(() => slack.messages('C1').length === 2)
    expect(slack.messages('C1')[1]?.text).toBe('U1 sent We are sorry')
    expect(slack.violations).toEqual([])
  })
})
