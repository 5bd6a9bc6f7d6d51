import { describe, expect, it } from 'vitest'
import { type JsonObject, objectOf, textOf } from '../support/fake-slack/json.ts'
import { aButton, call, createSlacks, post } from './fake-slack-support.ts'
import { actions, mrkdwn, options, plain, richText, section, select } from './slack-blocks.ts'

const { setUp } = createSlacks()

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
