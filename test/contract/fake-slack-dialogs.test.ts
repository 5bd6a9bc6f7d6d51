import { describe, expect, it } from 'vitest'
import type { FakeSlack } from '../support/fake-slack/fake-slack.ts'
import { type JsonObject, objectOf, textOf } from '../support/fake-slack/json.ts'
import type { FakeSlackOptions } from '../support/fake-slack/options.ts'
import { aButton, aDialog, call, createSlacks, openSocket, post } from './fake-slack-support.ts'
import { actions, plain, section } from './slack-blocks.ts'

const { setUp } = createSlacks()

describe('dialogs', () => {
  async function withTrigger(options?: FakeSlackOptions) {
    const { slack, clock } = await setUp(options)
    const socket = await openSocket(slack)
    const ts = await post(slack, { blocks: [actions(aButton('a'))] })
    const press = async () => {
      await slack.press('U1', { channel: 'C1', ts, actionId: 'a' })
      return textOf(objectOf(slack.deliveries.at(-1)?.body)['trigger_id'])
    }
    const open = (trigger_id: string, view: JsonObject = aDialog()) =>
      call(slack, 'views.open', { trigger_id, view })
    return { slack, clock, socket, press, open }
  }

  it('opens one dialog for one press, within 3 seconds', async () => {
    const { slack, clock, press, open } = await withTrigger()
    const spent = await press()
    expect((await open(spent))['ok']).toBe(true)
    expect((await open(spent))['error']).toBe('exchanged_trigger_id')
    const late = await press()
    await clock.advance(3001)
    expect((await open(late))['error']).toBe('expired_trigger_id')
    expect((await open('1.2.made-up'))['error']).toBe('invalid_trigger_id')
    expect((await call(slack, 'views.open', { view: aDialog() }))['error']).toBe(
      'invalid_arguments',
    )
    expect(slack.violations).toEqual(['a trigger_id was used twice'])
  })

  it.each<readonly [string, JsonObject]>([
    ['a title of 25', { title: plain('x'.repeat(25)) }],
    ['no title', { title: undefined }],
    ['a submit label of 25', { submit: plain('x'.repeat(25)) }],
    ['a close label of 25', { close: plain('x'.repeat(25)) }],
    ['private_metadata of 3,001', { private_metadata: 'x'.repeat(3001) }],
    ['a callback_id of 256', { callback_id: 'x'.repeat(256) }],
    ['an input without a submit button', { submit: undefined }],
    ['101 blocks', { blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) }],
    ['no blocks', { blocks: [] }],
    ['the wrong type', { type: 'home' }],
    ['a table', { blocks: [{ type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] }] }],
  ])('refuses a dialog with %s, without spending the trigger', async (_name, extra) => {
    const { slack, press, open } = await withTrigger()
    const trigger = await press()
    expect((await open(trigger, aDialog(extra)))['error']).toBe('invalid_arguments')
    expect(slack.violations).toHaveLength(1)
    expect((await open(trigger))['ok']).toBe(true)
  })

  it('refuses a view over 250 KB', async () => {
    const { press, open } = await withTrigger()
    const blocks = Array.from({ length: 100 }, () => section(plain('x'.repeat(2900))))
    expect((await open(await press(), aDialog({ blocks })))['error']).toBe('view_too_large')
  })

  it('updates only with the hash of what is shown, and not what is closed', async () => {
    const { slack, press, open } = await withTrigger()
    const opened = objectOf((await open(await press()))['view'])
    const [view_id, hash] = [textOf(opened['id']), textOf(opened['hash'])]
    const update = (args: JsonObject) =>
      call(slack, 'views.update', { view: aDialog(), view_id, ...args })
    expect((await update({ hash: 'old' }))['error']).toBe('hash_conflict')
    expect((await update({ hash }))['ok']).toBe(true)
    expect((await update({ hash }))['error']).toBe('hash_conflict')
    await slack.closeView('U1')
    expect((await update({}))['error']).toBe('not_found')
    expect((await update({ view_id: '' }))['error']).toBe('invalid_arguments')
  })

  it('keeps what was typed over an update that keeps the ids, and loses it with other ids', async () => {
    const { slack, press, open } = await withTrigger()
    const { id } = objectOf((await open(await press()))['view'])
    const update = (view: JsonObject) => call(slack, 'views.update', { view_id: textOf(id), view })
    slack.fill('U1', undefined, { text: 'We are sorry' })
    await update(aDialog({ title: plain('Again') }))
    expect(slack.views('U1')[0]?.typed).toMatchObject({ text: { text: { value: 'We are sorry' } } })
    const element = { type: 'plain_text_input', action_id: 'text' }
    const blocks = [{ type: 'input', block_id: 'other', label: plain('Reply'), element }]
    await update(aDialog({ blocks }))
    await expect(slack.submit('U1', undefined)).rejects.toThrow('text is empty')
  })

  it('pushes two dialogs on the first and no more', async () => {
    const { slack, press, open } = await withTrigger()
    const view = aDialog({ blocks: [actions(aButton('more'))] })
    await open(await press(), view)
    const push = async () => {
      await slack.press('U1', { actionId: 'more' })
      const trigger_id = textOf(objectOf(slack.deliveries.at(-1)?.body)['trigger_id'])
      return call(slack, 'views.push', { trigger_id, view })
    }
    expect((await push())['ok']).toBe(true)
    expect((await push())['ok']).toBe(true)
    expect((await push())['error']).toBe('push_limit_reached')
    expect(slack.views('U1')).toHaveLength(3)
    await slack.closeView('U1')
    expect(slack.views('U1')).toHaveLength(2)
    await slack.closeView('U1', undefined, { all: true })
    expect(slack.views('U1')).toEqual([])
  })

  it('publishes a Home tab for a known person, guarded by its hash', async () => {
    const { slack } = await setUp()
    const view = { type: 'home', blocks: [section(plain('Yours'))] }
    const publish = (args: JsonObject) =>
      call(slack, 'views.publish', { user_id: 'U1', view, ...args })
    expect((await publish({ user_id: 'U9' }))['error']).toBe('user_not_found')
    const first = objectOf((await publish({}))['view'])
    expect((await publish({ hash: 'old' }))['error']).toBe('hash_conflict')
    expect((await publish({ hash: first['hash'] }))['ok']).toBe(true)
    expect(slack.home('U1')).toMatchObject({ updates: 1, type: 'home' })
    expect((await publish({ view: aDialog() }))['error']).toBe('invalid_arguments')
  })

  it('keeps people from submitting what its window would not let them', async () => {
    const { slack, press, open } = await withTrigger()
    const element = { type: 'plain_text_input', action_id: 'text', max_length: 5 }
    const input = { type: 'input', block_id: 't', label: plain('Text'), element }
    await open(await press(), aDialog({ blocks: [input] }))
    await expect(slack.submit('U1', undefined)).rejects.toThrow('text is empty')
    await expect(slack.submit('U1', undefined, { text: 'too long' })).rejects.toThrow(
      'longer than 5',
    )
    await expect(slack.submit('U1', undefined, { nope: 'x' })).rejects.toThrow('has no field nope')
    expect((await slack.submit('U1', undefined, { text: 'fine' })).outcome).toBe('closed')
    await expect(slack.submit('U1', undefined)).rejects.toThrow('sees no such view')
  })

  it('does what the answer to a submission asks, and reports answers Slack would not take', async () => {
    const { slack, socket, press, open } = await withTrigger()
    const submit = async (payload: JsonObject | undefined) => {
      await open(await press())
      socket.autoAck = false
      const told = socket.next('interactive')
      const outcome = slack.submit('U1', undefined, { text: 'x' })
      socket.ack(await told, payload)
      socket.autoAck = true
      return outcome
    }
    const fill = { response_action: 'update', view: aDialog({ title: plain('Done') }) }
    expect((await submit(fill)).view?.title).toBe('Done')
    expect(await submit({ ...fill, response_action: 'push' })).toMatchObject({ outcome: 'pushed' })
    expect(await submit({ response_action: 'clear' })).toMatchObject({
      outcome: 'cleared',
      view: null,
    })
    expect(slack.violations).toEqual([])
    expect(await submit({ response_action: 'errors', errors: { other: 'No.' } })).toMatchObject({
      outcome: 'errors',
    })
    expect(
      await submit({ response_action: 'update', view: aDialog({ blocks: [] }) }),
    ).toMatchObject({ outcome: 'kept' })
    expect(await submit({ response_action: 'dance' })).toMatchObject({ outcome: 'kept' })
    expect(slack.violations.join('\n')).toMatch(
      /put under other[\s\S]*update was refused[\s\S]*response_action dance/,
    )
  })

  it('tells of a closed dialog only when the app asked to know', async () => {
    const { slack, press, open } = await withTrigger()
    await open(await press(), aDialog({ notify_on_close: true }))
    slack.fill('U1', undefined, { text: 'draft' })
    expect((await slack.closeView('U1')).acked).toBe(true)
    expect(slack.deliveries.at(-1)?.body).toMatchObject({
      type: 'view_closed',
      is_cleared: false,
      view: { state: { values: { text: { text: { value: 'draft' } } } } },
    })
    await open(await press())
    expect((await slack.closeView('U1')).why).toBe('not_subscribed')
  })
})

describe('response_url', () => {
  async function pressed() {
    const { slack, clock } = await setUp()
    await openSocket(slack)
    const ts = await post(slack, { blocks: [actions(aButton('a'))] })
    await slack.press('U1', { channel: 'C1', ts, actionId: 'a' })
    const url = textOf(slack.deliveries.at(-1)?.body['response_url'])
    const send = async (body: JsonObject) => {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
      const answer: unknown = await response.json()
      return { status: response.status, error: objectOf(answer)['error'] }
    }
    return { slack, clock, ts, send }
  }

  it('whispers, posts, replaces and deletes', async () => {
    const { slack, ts, send } = await pressed()
    await send({ text: 'only you' })
    expect(slack.ephemerals('U1')).toMatchObject([{ text: 'only you', via: 'response_url' }])
    await send({ text: 'all of you', response_type: 'in_channel' })
    await send({ text: 'changed', replace_original: true })
    expect(slack.messages('C1').map(({ text }) => text)).toEqual(['changed', 'all of you'])
    await send({ delete_original: true })
    expect(slack.messages('C1').some((message) => message.ts === ts)).toBe(false)
    expect(slack.responsePosts).toHaveLength(4)
  })

  it('is good for 5 posts', async () => {
    const { slack, send } = await pressed()
    for (let n = 0; n < 5; n++) expect((await send({ text: 'x' })).status).toBe(200)
    expect(await send({ text: 'x' })).toEqual({ status: 404, error: 'used_url' })
    expect(slack.violations).toEqual(['a response_url was used more than 5 times'])
  })

  it('is good for 30 minutes', async () => {
    const { clock, send } = await pressed()
    await clock.advance(30 * 60_000 + 1)
    expect(await send({ text: 'x' })).toEqual({ status: 404, error: 'expired_url' })
  })

  it('refuses bad blocks', async () => {
    const { slack, send } = await pressed()
    expect(await send({ text: 'x', blocks: [section(plain(''))] })).toEqual({
      status: 400,
      error: 'invalid_blocks',
    })
    expect(slack.violations).toHaveLength(1)
  })
})

describe('pace', () => {
  const limited = async (slack: FakeSlack, args: JsonObject = {}) => {
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}` },
      body: new URLSearchParams({ channel: 'C1', text: 'x', ...(args as Record<string, string>) }),
    })
    return { status: response.status, after: response.headers.get('retry-after') }
  }

  it('strict: one post a second for each channel', async () => {
    const { slack, clock } = await setUp({ rateLimits: 'strict' })
    slack.addChannel({ id: 'C2', name: 'other' })
    expect((await limited(slack)).status).toBe(200)
    expect(await limited(slack)).toEqual({ status: 429, after: '1' })
    expect((await limited(slack, { channel: 'C2' })).status).toBe(200)
    await clock.advance(1000)
    expect((await limited(slack)).status).toBe(200)
    expect(slack.calls('chat.postMessage').filter((call) => call.processed)).toHaveLength(3)
  })

  it('burst: a few at once, then one a second', async () => {
    const { slack } = await setUp({ rateLimits: 'burst' })
    const statuses = []
    for (let n = 0; n < 6; n++) statuses.push((await limited(slack)).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
  })

  it('holds each method to its calls a minute', async () => {
    const { slack, clock } = await setUp({ perMinute: { 'users.info': 2 } })
    const ask = async () => (await call(slack, 'users.info', { user: 'U1' }))['error']
    expect([await ask(), await ask(), await ask()]).toEqual([undefined, undefined, 'ratelimited'])
    await clock.advance(30_000)
    expect([await ask(), await ask()]).toEqual([undefined, 'ratelimited'])
  })
})

describe('files', () => {
  it('takes an upload in three steps and shows it by its id', async () => {
    const { slack } = await setUp()
    const made = await call(slack, 'files.getUploadURLExternal', {
      filename: 'week.png',
      length: 3,
    })
    const id = textOf(made['file_id'])
    const files = [{ id, title: 'Week' }]
    const early = await call(slack, 'files.completeUploadExternal', { files })
    expect(early['error']).toBe('file_not_found')
    await fetch(textOf(made['upload_url']), { method: 'POST', body: 'png' })
    const done = await call(slack, 'files.completeUploadExternal', { files })
    expect(done['ok']).toBe(true)
    expect(slack.files.get(id)?.bytes?.toString()).toBe('png')
    const image = { type: 'image', slack_file: { id }, alt_text: 'Seven days of praise' }
    expect(
      (await call(slack, 'chat.postMessage', { channel: 'C1', text: 'x', blocks: [image] }))['ok'],
    ).toBe(true)
  })
})
