import { afterEach, describe, expect, it } from 'vitest'
import type { FakeSlack } from '../support/fake-slack/fake-slack.ts'
import { type JsonObject, objectOf, textOf } from '../support/fake-slack/json.ts'
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

const plain = (text: string): JsonObject => ({ type: 'plain_text', text })
const mrkdwn = (text: string): JsonObject => ({ type: 'mrkdwn', text })
const actions = (...elements: JsonObject[]): JsonObject => ({ type: 'actions', elements })
const section = (text: JsonObject): JsonObject => ({ type: 'section', text })
const options = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ text: plain(`o${n}`), value: `${n}` }))
const select = (extra: JsonObject): JsonObject => ({
  type: 'static_select',
  action_id: 's',
  ...extra,
})
const richText = (...elements: JsonObject[]): JsonObject => ({ type: 'rich_text', elements })

const BAD_BLOCKS: readonly (readonly [string, readonly JsonObject[]])[] = [
  ['51 blocks', Array.from({ length: 51 }, () => ({ type: 'divider' }))],
  ['an unknown block', [{ type: 'sparkles' }]],
  ['a key Slack does not know', [{ type: 'divider', color: 'red' }]],
  ['an empty text', [section(plain(''))]],
  ['3,001 characters in a section', [section(mrkdwn('x'.repeat(3001)))]],
  ['a section without text', [{ type: 'section' }]],
  ['11 fields', [{ type: 'section', fields: Array.from({ length: 11 }, () => plain('x')) }]],
  ['a field of 2,001', [{ type: 'section', fields: [plain('x'.repeat(2001))] }]],
  ['a header of 151', [{ type: 'header', text: plain('x'.repeat(151)) }]],
  ['a header in mrkdwn', [{ type: 'header', text: mrkdwn('x') }]],
  [
    '11 context elements',
    [{ type: 'context', elements: Array.from({ length: 11 }, () => plain('x')) }],
  ],
  ['26 buttons', [actions(...Array.from({ length: 26 }, (_, n) => aButton(`b${n}`)))]],
  ['no button in actions', [actions()]],
  ['a label of 76', [actions(aButton('a', 'x'.repeat(76)))]],
  ['an empty label', [actions(aButton('a', ''))]],
  ['a value of 2,001', [actions({ ...aButton('a'), value: 'x'.repeat(2001) })]],
  ['a url of 3,001', [actions({ ...aButton('a'), url: `https://x.example/${'x'.repeat(2990)}` })]],
  ['a url that is none', [actions({ ...aButton('a'), url: 'not a url' })]],
  [
    'an accessibility_label of 76',
    [actions({ ...aButton('a'), accessibility_label: 'x'.repeat(76) })],
  ],
  ['an unknown button style', [actions({ ...aButton('a'), style: 'warning' })]],
  ['one action_id twice in a block', [actions(aButton('a'), aButton('a'))]],
  ['an action_id of 256', [actions(aButton('x'.repeat(256)))]],
  ['a block_id of 256', [{ type: 'divider', block_id: 'x'.repeat(256) }]],
  [
    'one block_id twice',
    [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id: 'a' },
    ],
  ],
  ['6 overflow options', [actions({ type: 'overflow', action_id: 'o', options: options(6) })]],
  ['101 select options', [actions(select({ options: options(101) }))]],
  [
    'a select with options and groups',
    [actions(select({ options: options(1), option_groups: [] }))],
  ],
  [
    'an option of 76',
    [actions(select({ options: [{ text: plain('x'.repeat(76)), value: 'a' }] }))],
  ],
  [
    'an option value of 76',
    [actions(select({ options: [{ text: plain('x'), value: 'x'.repeat(76) }] }))],
  ],
  ['two options of one value', [actions(select({ options: [...options(1), ...options(1)] }))]],
  [
    'an initial option that is not there',
    [actions(select({ options: options(2), initial_option: { text: plain('o9'), value: '9' } }))],
  ],
  ['11 radio buttons', [actions({ type: 'radio_buttons', action_id: 'r', options: options(11) })]],
  [
    'a confirm title of 101',
    [actions({ ...aButton('a'), confirm: { title: plain('x'.repeat(101)), text: plain('x') } })],
  ],
  ['a text field outside an input', [actions({ type: 'plain_text_input', action_id: 'a' })]],
  [
    'a max_length of 3,001',
    [{ type: 'input', label: plain('x'), element: { type: 'plain_text_input', max_length: 3001 } }],
  ],
  ['an input without a label', [{ type: 'input', element: { type: 'plain_text_input' } }]],
  ['an image without alt text', [{ type: 'image', image_url: 'https://x.example/a.png' }]],
  ['an image of an unknown file', [{ type: 'image', slack_file: { id: 'F0' }, alt_text: 'x' }]],
  [
    '12,001 of markdown',
    [
      { type: 'markdown', text: 'x'.repeat(6001) },
      { type: 'markdown', text: 'x'.repeat(6001) },
    ],
  ],
  ['an alert in a message', [{ type: 'alert', text: plain('x') }]],
  ['a rich text without parts', [richText()]],
  ['a rich text part that is text', [richText({ type: 'text', text: 'x' })]],
  [
    'a rich text with an empty text',
    [richText({ type: 'rich_text_quote', elements: [{ type: 'text', text: '' }] })],
  ],
  [
    'a ping in preformatted',
    [richText({ type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U1' }] })],
  ],
  [
    'a list of no style',
    [richText({ type: 'rich_text_list', elements: [{ type: 'rich_text_section', elements: [] }] })],
  ],
  [
    'a rich text style Slack lacks',
    [
      richText({
        type: 'rich_text_section',
        elements: [{ type: 'text', text: 'x', style: { blink: true } }],
      }),
    ],
  ],
  [
    '101 table rows',
    [{ type: 'table', rows: Array.from({ length: 101 }, () => [{ type: 'raw_text', text: 'x' }]) }],
  ],
  [
    'a data_table without a caption',
    [{ type: 'data_table', rows: [[{ type: 'raw_text', text: 'x' }]] }],
  ],
  [
    'a chart title of 51',
    [
      {
        type: 'data_visualization',
        title: 'x'.repeat(51),
        chart: { type: 'pie', segments: [{ label: 'a', value: 1 }] },
      },
    ],
  ],
  [
    '7 pie segments',
    [
      {
        type: 'data_visualization',
        title: 'x',
        chart: {
          type: 'pie',
          segments: Array.from({ length: 7 }, () => ({ label: 'a', value: 1 })),
        },
      },
    ],
  ],
  ['an empty card', [{ type: 'card' }]],
  [
    '11 cards in a carousel',
    [
      {
        type: 'carousel',
        elements: Array.from({ length: 11 }, () => ({ type: 'card', body: plain('x') })),
      },
    ],
  ],
]

describe('blocks that Slack refuses', () => {
  it.each(BAD_BLOCKS)('%s', async (_name, blocks) => {
    const { slack } = await setUp()
    const answer = await call(slack, 'chat.postMessage', { channel: 'C1', text: 'Hi', blocks })
    expect(answer['error']).toBe('invalid_blocks')
    expect(
      textOf(objectOf(answer['response_metadata'])['messages']) || answer['errors'],
    ).toBeTruthy()
    expect(slack.messages('C1')).toEqual([])
    expect(slack.violations).toHaveLength(1)
  })

  it('a total over 13,200 characters', async () => {
    const { slack } = await setUp()
    const blocks = Array.from({ length: 5 }, () => section(plain('x'.repeat(2900))))
    const answer = await call(slack, 'chat.postMessage', { channel: 'C1', text: 'Hi', blocks })
    expect(answer['error']).toBe('msg_blocks_too_long')
  })

  it('blocks that are no JSON, and a message that says nothing', async () => {
    const { slack } = await setUp()
    const broken = await call(slack, 'chat.postMessage', { channel: 'C1', blocks: '[{' })
    expect(broken['error']).toBe('invalid_blocks_format')
    const empty = await call(slack, 'chat.postMessage', { channel: 'C1', text: '  ' })
    expect(empty['error']).toBe('no_text')
  })

  it('a block type that is still being rolled out, without calling it our mistake', async () => {
    const { slack } = await setUp({ unknownBlocks: ['data_visualization'] })
    const chart = {
      type: 'data_visualization',
      title: 'x',
      chart: { type: 'pie', segments: [{ label: 'a', value: 1 }] },
    }
    const answer = await call(slack, 'chat.postMessage', {
      channel: 'C1',
      text: 'Hi',
      blocks: [chart],
    })
    expect(answer['error']).toBe('invalid_blocks')
    expect(slack.violations).toEqual([])
  })

  it('takes a full card with rich text, menus, charts and tables', async () => {
    const { slack } = await setUp()
    const blocks = [
      { type: 'header', text: plain('Complaint') },
      richText({
        type: 'rich_text_quote',
        elements: [{ type: 'text', text: '<!channel> & <b>', style: { italic: true } }],
      }),
      {
        type: 'context',
        elements: [
          mrkdwn('why'),
          { type: 'image', image_url: 'https://x.example/a.png', alt_text: 'x' },
        ],
      },
      {
        ...section(mrkdwn('x')),
        accessory: { type: 'overflow', action_id: 'o', options: options(5) },
      },
      actions(
        aButton('a'),
        aButton('b'),
        select({ options: options(100), initial_option: options(1)[0] }),
      ),
      {
        type: 'data_visualization',
        title: 'Week',
        chart: {
          type: 'bar',
          series: [{ name: 'a', data: [{ label: 'Mon', value: 1 }] }],
          axis_config: { categories: ['Mon'] },
        },
      },
      { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] },
    ]
    const answer = await call(slack, 'chat.postMessage', { channel: 'C1', text: 'A card', blocks })
    expect(answer).toMatchObject({ ok: true })
    expect(slack.violations).toEqual([])
    expect(slack.liveTokens).toEqual([])
    const validated = await call(slack, 'blocks.validate', { blocks })
    expect(validated['ok']).toBe(true)
    const refused = await call(slack, 'blocks.validate', { blocks: [section(plain(''))] })
    expect(refused['errors']).toEqual([
      {
        code: 'invalid',
        message: 'must be more than 0 characters',
        pointer: '/blocks/0/text/text',
      },
    ])
  })

  it('warns of a block_id kept over an update and of an action_id used in two blocks', async () => {
    const { slack } = await setUp()
    const blocks = [
      { block_id: 'a:1', ...actions(aButton('open')) },
      { block_id: 'b:1', ...actions(aButton('open')) },
    ]
    const ts = await post(slack, { blocks })
    expect(slack.warnings).toEqual(['chat.postMessage: action_id repeated: open'])
    await call(slack, 'chat.update', { channel: 'C1', ts, text: 'Hi', blocks: blocks.slice(0, 1) })
    expect(slack.warnings).toContain('an update kept block_id: a:1')
    expect(slack.violations).toEqual([])
  })
})

describe('text that would come to life', () => {
  it('names every ping and link in text and mrkdwn, and counts a broadcast as a violation', async () => {
    const { slack } = await setUp({ ownHosts: ['desk.example.com'] })
    await post(slack, {
      text: 'Look <!channel> <@U1> <#C1|x> <https://evil.example/a|here> <https://desk.example.com/1>',
      parse: 'none',
      blocks: [
        section(mrkdwn('see shop.example and <!subteam^S1>')),
        section(plain('<@U2> quiet')),
      ],
    })
    expect(slack.liveTokens.map(({ kind, value }) => `${kind} ${value}`)).toEqual([
      'broadcast !channel',
      'user @U1',
      'channel #C1',
      'link https://evil.example/a',
      'link https://desk.example.com/1',
      'usergroup !subteam^S1',
      'auto_link shop.example',
    ])
    expect(slack.foreignLinks().map(({ value }) => value)).toEqual([
      'https://evil.example/a',
      'shop.example',
    ])
    expect(slack.violations).toEqual(['chat.postMessage/text: !channel would ping everybody'])
  })

  it('lets escaped text, verbatim text and rich_text be', async () => {
    const { slack } = await setUp()
    await post(slack, {
      text: '&lt;!channel&gt; @channel https://x.example',
      parse: 'none',
      blocks: [
        section({ type: 'mrkdwn', text: 'https://x.example', verbatim: true }),
        richText({ type: 'rich_text_quote', elements: [{ type: 'text', text: '<!here> <@U1>' }] }),
      ],
    })
    expect(slack.liveTokens).toEqual([])
  })

  it('sees @channel when names are linked, and pings inside rich_text', async () => {
    const { slack } = await setUp()
    await post(slack, {
      text: 'now @channel',
      link_names: true,
      blocks: [
        richText({ type: 'rich_text_section', elements: [{ type: 'broadcast', range: 'here' }] }),
      ],
    })
    expect(slack.liveTokens.map(({ value }) => value)).toEqual(['@channel', 'here'])
  })
})

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
