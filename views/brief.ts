import { cleanName, clip } from '../core/hostile-text.ts'
import type { Part } from './card.ts'
import { linesAnswer } from './command-answers.ts'
import type { SlackBlock, SlackMessage } from './slack-blocks.ts'
import { count, duration } from './words.ts'

/** A brand's day so far, from counters. */
export interface BriefDay {
  brandName: string
  mentions: number
  negative: number
  positive: number
  open: number
  late: number
  answered: number
  typicalAnswerMin: number | null
  /** What people talk about more than usual. */
  rising: readonly string[]
}

/** A source as the team hears of it. */
export interface BriefSource {
  id: string
  state: string | null
  detail: string | null
}

const FINE = new Set(['live', 'quiet', 'catching_up', 'starting'])
const PROBLEMS_SHOWN = 5

const ALL_SOURCES: SlackBlock = {
  type: 'actions',
  block_id: 'sources',
  elements: [
    {
      type: 'button',
      action_id: 'source.list',
      text: { type: 'plain_text', text: 'All sources…', emoji: false },
      accessibility_label: 'How all sources are, and what was not seen',
    },
  ],
}

/** Today in a few lines: what was said, what waits, what is wrong. */
export function briefAnswer(
  days: readonly BriefDay[],
  sources: readonly BriefSource[],
): SlackMessage {
  if (days.length === 0)
    return linesAnswer([[{ text: 'No brand is set up yet. Run: earshot apply' }]])
  return linesAnswer([...days.flatMap(dayLines), ...sourceLines(sources)], 'Today in a few lines')
}

/** How things stand: what waits for each brand, and every source. */
export function statusAnswer(
  days: readonly BriefDay[],
  sources: readonly BriefSource[],
): SlackMessage {
  if (days.length === 0)
    return linesAnswer([[{ text: 'No brand is set up yet. Run: earshot apply' }]])
  const waits = days.map((day) => [name(day), { text: waiting(day) }])
  const { text, blocks } = linesAnswer([...waits, ...sourceLines(sources)], 'How things stand')
  return sources.length === 0 ? { text, blocks } : { text, blocks: [...blocks, ALL_SOURCES] }
}

function dayLines(day: BriefDay): Part[][] {
  const said =
    day.mentions === 0
      ? 'Nobody wrote about us today.'
      : `${count(day.mentions, 'mention')} today, ${day.negative} unhappy and ${day.positive} happy.`
  const wait =
    day.typicalAnswerMin === null
      ? ''
      : `, typically after ${duration(day.typicalAnswerMin * 60_000)}`
  const rising = day.rising.map((topic) => clip(cleanName(topic), 40)).join(', ')
  return [
    [name(day), { text: said }],
    [{ text: `${waiting(day)} ${count(day.answered, 'case')} answered today${wait}.` }],
    ...(rising === '' ? [] : [[{ text: `More than usual about: ${rising}.` }]]),
  ]
}

function waiting({ open, late }: BriefDay): string {
  if (open === 0) return 'No open case.'
  return late === 0
    ? `${count(open, 'open case')}, none late.`
    : `${count(open, 'open case')}, ${late} late.`
}

function sourceLines(sources: readonly BriefSource[]): Part[][] {
  if (sources.length === 0) return [[{ text: 'No source is connected.' }]]
  const bad = sources.filter(({ state }) => state === null || !FINE.has(state))
  if (bad.length === 0)
    return [
      [
        {
          text: `${sources.length === 1 ? 'The one source is' : `All ${sources.length} sources are`} fine.`,
        },
      ],
    ]
  return [
    [{ text: `${bad.length} of ${count(sources.length, 'source')} in trouble:`, bold: true }],
    ...bad.slice(0, PROBLEMS_SHOWN).map(({ id, state, detail }): Part[] => [
      {
        text: `${cleanName(id, 60)}: ${clip(cleanName(detail ?? state?.replaceAll('_', ' ') ?? 'not heard yet', 200), 200)}`,
      },
    ]),
  ]
}

function name({ brandName }: BriefDay): Part {
  return { text: `${cleanName(brandName, 60)}: `, bold: true }
}
