import { cleanText, clip } from '../core/hostile-text.ts'
import type { Part } from './card.ts'
import type { DigestCard } from './digest-card.ts'
import { chartWords, digestText, FEELINGS, peopleWords } from './digest-text.ts'
import {
  escapeSlack,
  type SlackBlock,
  type SlackButton,
  type SlackChart,
  type SlackMessage,
} from './slack-blocks.ts'
import { slackLine, slackLines } from './slack-card.ts'

/** How the chart is shown: by Slack, as a picture of ours, or in numbers only. */
export type ChartMode = { by: 'slack' } | { by: 'picture'; fileId: string } | { by: 'numbers' }

/** Slack's limits (source: facts on Slack, A1): of a chart's title and labels, a button, and a picture's words. */
const TITLE_MAX = 50
const LABEL_MAX = 20
const BUTTON_TEXT = 75
const ALT_MAX = 1900
/** Slack refuses messages of about 13,200 characters of blocks; we stay well below. */
const BLOCKS_MAX = 10_000
const TEXT_MAX = 4000
const SHORT_QUOTE = 100

/** A digest as a Slack message: one, with a button for each thing to do. */
export function digestMessage(
  card: DigestCard,
  about: { id: number; version: number },
  chart: ChartMode,
): SlackMessage {
  const version = `${about.id}:${about.version}`
  let blocks = draw(card, version, chart)
  for (const shorter of shorten(card)) {
    if (JSON.stringify(blocks).length <= BLOCKS_MAX) break
    blocks = draw(shorter, version, chart)
  }
  return { text: escapeSlack(clip(cleanText(digestText(card)), TEXT_MAX)), blocks }
}

/** Ever shorter: shorter quotes, then fewer names. */
function* shorten(card: DigestCard): Generator<DigestCard> {
  const quote = (one: DigestCard['kindest']) =>
    one === null ? null : { ...one, text: clip(one.text, SHORT_QUOTE) }
  const now = { ...card, kindest: quote(card.kindest), sorest: quote(card.sorest) }
  yield now
  const people = now.people.map((line) => ({
    ...line,
    people: line.people.slice(0, 1),
    more: line.more + line.people.length - 1,
  }))
  yield { ...now, people }
}

function draw(card: DigestCard, version: string, chart: ChartMode): SlackBlock[] {
  const id = (name: string) => `digest:${version}:${name}`
  const head = slackLines(id('head'), [
    [{ text: card.title, bold: true }],
    [{ text: card.verdict }],
  ])
  const health = slackLines(id('health'), [
    [{ text: card.health.join(' ') }],
    [{ text: 'What we did not see: ', bold: true }, { text: card.unseen.join(' ') }],
  ])
  if (card.isEmpty) return [head, health]
  return [
    head,
    slackLines(
      id('figures'),
      card.figures.map(({ name, value, change, of }) => [
        { text: `${name}: `, bold: true },
        { text: `${value}; ${change} (${of})` },
      ]),
    ),
    ...chartBlock(card, id('chart'), chart),
    ...todoBlocks(card, id),
    ...(card.held === null
      ? []
      : [slackLines(id('held'), [[{ text: `${card.held.words} They stand in the thread.` }]])]),
    ...peopleBlocks(card, id),
    ...quoteBlock(id('kindest'), 'The kindest', card.kindest),
    ...quoteBlock(id('sorest'), 'The sorest', card.sorest),
    ...(card.kudos === null ? [] : [slackLines(id('kudos'), [card.kudos])]),
    health,
    ...filterBlocks(card, id),
  ]
}

function chartBlock(card: DigestCard, blockId: string, mode: ChartMode): SlackBlock[] {
  const numbers = slackLines(blockId, [[{ text: chartWords(card.chart) }]])
  if (mode.by === 'numbers') return [numbers]
  if (mode.by === 'picture')
    return [
      {
        type: 'image',
        block_id: `${blockId}:picture`,
        slack_file: { id: mode.fileId },
        alt_text: clip(`${PICTURE_WORDS} ${chartWords(card.chart)}`, ALT_MAX),
      },
      slackLines(blockId, [[{ text: `${PICTURE_WORDS} ` }, { text: chartWords(card.chart) }]]),
    ]
  return [slackChart(card, `${blockId}:drawn`), numbers]
}

/** The picture itself has no letters. */
const PICTURE_WORDS =
  'From left to right one day each; unhappy at the bottom, neutral, happy on top.'

function slackChart(card: DigestCard, blockId: string): SlackChart {
  const categories = card.chart.points.map(({ label }) => clip(label, LABEL_MAX))
  return {
    type: 'data_visualization',
    block_id: blockId,
    title: clip(card.chart.title, TITLE_MAX),
    chart: {
      type: 'line',
      series: FEELINGS.map(([feeling, name]) => ({
        name,
        data: card.chart.points.map((point, i) => ({
          label: categories[i] ?? '',
          value: point[feeling],
        })),
      })),
      axis_config: { categories, y_label: 'Posts' },
    },
  }
}

function todoBlocks(card: DigestCard, id: (name: string) => string): SlackBlock[] {
  if (card.todo.length === 0 && card.todoMore === null) return []
  const intro: Part[] = [{ text: todoHead(card.todo.length), bold: true }]
  const more: Part[][] = card.todoMore === null ? [] : [[{ text: card.todoMore }]]
  return [
    slackLines(id('todo'), [intro]),
    ...card.todo.flatMap(({ caseId, text, button: b }, i): SlackBlock[] => [
      slackLines(id(`todo${i}`), [[{ text: `${i + 1}. ${text}` }]]),
      {
        type: 'actions',
        block_id: id(`todo${i}:acts`),
        elements: [button(b.action, b.label, b.accessible, String(caseId))],
      },
    ]),
    ...(more.length === 0 ? [] : [slackLines(id('more'), more)]),
  ]
}

function todoHead(n: number): string {
  return ['Nothing presses', 'One thing to do', 'Two things to do', 'Three things to do'][n] ?? ''
}

function peopleBlocks(card: DigestCard, id: (name: string) => string): SlackBlock[] {
  const all: Part[][] = [
    ...card.unusual.map((text): Part[] => [{ text }]),
    ...(card.topics === null ? [] : [[{ text: card.topics }]]),
    ...card.people.map((line): Part[] => [
      { text: `${line.label}: `, bold: true },
      { text: peopleWords(line) },
    ]),
  ]
  return all.length === 0 ? [] : [slackLines(id('people'), all)]
}

function quoteBlock(blockId: string, name: string, quote: DigestCard['kindest']): SlackBlock[] {
  if (quote === null) return []
  const words = cleanText(quote.text)
  const head = slackLine(blockId, [{ text: `${name}: `, bold: true }, { text: quote.who }])
  return [
    {
      ...head,
      elements: [
        ...head.elements,
        {
          type: 'rich_text_quote',
          elements: [{ type: 'text', text: words.trim() === '' ? '…' : words }],
        },
      ],
    },
  ]
}

function filterBlocks(card: DigestCard, id: (name: string) => string): SlackBlock[] {
  if (card.filter === null) return []
  const { words, tighteningId } = card.filter
  const accessible = 'Look at the tighter filter; an owner decides'
  return [
    slackLines(id('filter'), [[{ text: 'A tighter filter: ', bold: true }, { text: words }]]),
    {
      type: 'actions',
      block_id: id('filter:acts'),
      elements: [button('filter.review', 'Look at it…', accessible, String(tighteningId))],
    },
  ]
}

function button(action: string, label: string, accessible: string, value: string): SlackButton {
  return {
    type: 'button',
    action_id: action,
    text: { type: 'plain_text', text: clip(label, BUTTON_TEXT), emoji: false },
    value,
    accessibility_label: clip(cleanText(accessible), BUTTON_TEXT),
  }
}
