import { describe, expect, it } from 'vitest'
import { objectOf, textOf } from '../support/fake-slack/json.ts'
import { aButton, aDialog, call, createSlacks, openSocket, post } from './fake-slack-support.ts'

const { setUp } = createSlacks()

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
