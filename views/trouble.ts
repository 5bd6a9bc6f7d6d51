import { cleanText, clip } from '../core/hostile-text.ts'
import type { Missed, Trouble, TroubleKind } from '../core/trouble.ts'
import { DOT_MARKS, type Dot, type Part, plain } from './card.ts'
import { oneLine } from './case-lines.ts'
import {
  escapeSlack,
  type SlackBlock,
  type SlackButton,
  type SlackMessage,
} from './slack-blocks.ts'
import { slackLines } from './slack-card.ts'
import { sourceName } from './source-words.ts'
import { count, dayTime, duration } from './words.ts'

/** A trouble as it is drawn: with what was not seen meanwhile. */
export interface TroubleView extends Trouble {
  zone: string
  missed: readonly Missed[]
}

interface Kind {
  dot: Dot
  head: string
  /** What goes on meanwhile, and what to do. */
  mend: string
}

const DETAIL_MAX = 500
const TEXT_MAX = 900
const MISSED_SHOWN = 3
const ALL_ELSE = 'Everything else goes on.'
const DOCTOR = 'run npx earshot doctor where Earshot runs: it names the mend of each source.'

const KINDS: Readonly<Record<TroubleKind, Kind>> = {
  needs_person: {
    dot: 'red',
    head: 'A source has stopped and needs somebody.',
    mend: `${ALL_ELSE} To mend it, ${DOCTOR} Then press “Check now”; it catches up by itself.`,
  },
  away: {
    dot: 'amber',
    head: 'A source has not answered for an hour.',
    mend: `${ALL_ELSE} It is tried again by itself every few minutes and then catches up. If other programs reach the network, ${DOCTOR}`,
  },
  quiet: {
    dot: 'amber',
    head: 'A source is quieter than usual.',
    mend: `Look on the network whether people post. If they do, press “Check now”, or ${DOCTOR}`,
  },
  gap: {
    dot: 'amber',
    head: 'A source could not fetch everything.',
    mend: `${ALL_ELSE} Look on the network itself for what was written in that time.`,
  },
  long_wait: {
    dot: 'amber',
    head: 'A source was told to wait.',
    mend: `${ALL_ELSE} Nobody has to do anything. If it lasts for days, ${DOCTOR}`,
  },
}

/** What is wrong with a source and what to do; two lines once it is well again, or what it missed was fetched. Calls nobody. */
export function troubleMessage(view: TroubleView, now: number): SlackMessage {
  const isOver = view.about === 'gap' ? isFilled(view) : view.endedAt !== null
  const kind = KINDS[view.about]
  const lines = isOver ? overLines(view, now) : openLines(view, kind, now)
  const dot = DOT_MARKS[isOver ? 'green' : kind.dot]
  const id = (name: string) => `trouble:${view.id}:${view.version}:${name}`
  const [first = [], ...rest] = lines
  return {
    text: escapeSlack(clip(lines.map(plain).join(' '), TEXT_MAX)),
    blocks: [
      slackLines(id('head'), [[{ text: `${dot} ` }, ...first], ...rest]),
      acts(id('acts'), view, isOver || view.about === 'gap'),
    ],
  }
}

function openLines(view: TroubleView, kind: Kind, now: number): Part[][] {
  const { detail, beganAt, lookedAt, about, zone } = view
  const name = sourceName(view.sourceId, view.network)
  const said = clip(oneLine(cleanText(detail)), DETAIL_MAX)
  const since = about === 'gap' ? 'told at' : 'since'
  const again =
    lookedAt - beganAt < 60_000 || about === 'gap'
      ? ''
      : ` Looked again at ${dayTime(lookedAt, now, zone)}: it is still so.`
  return [
    [{ text: kind.head, bold: true }],
    [{ text: `${name}, ${since} ${dayTime(beganAt, now, zone)}.${again}` }],
    ...(said === '' ? [] : [[{ text: said }]]),
    ...missedLines(view, now),
    [{ text: 'What to do: ', bold: true }, { text: kind.mend }],
  ]
}

/** A gap is told when it is over, and mended when what was missing was fetched after all. */
function isFilled({ missed }: TroubleView): boolean {
  return missed.length > 0 && missed.every((one) => one.isFilled)
}

function overLines(view: TroubleView, now: number): Part[][] {
  if (view.about === 'gap') return filledLines(view, now)
  const { about, beganAt, zone, missed } = view
  const endedAt = view.endedAt ?? now
  const name = sourceName(view.sourceId, view.network)
  const away = duration(endedAt - beganAt)
  const verb = about === 'quiet' ? 'speaks' : 'listens'
  const lost = missed.some((one) => !one.isFilled)
  const was =
    about === 'quiet'
      ? `It was quiet for ${away} more after it was told here.`
      : lost
        ? `It was away for ${away}.`
        : `It was away for ${away}; what was written meanwhile has been fetched, so nothing was lost.`
  return [
    [{ text: `${name} ${verb} again since ${dayTime(endedAt, now, zone)}.`, bold: true }],
    [{ text: was }, ...(lost ? [{ text: ' ' }, ...missedLines(view, now).flat()] : [])],
  ]
}

function filledLines(view: TroubleView, now: number): Part[][] {
  const name = sourceName(view.sourceId, view.network)
  return [
    [{ text: `${name} has fetched what it could not before.`, bold: true }],
    [{ text: `${stretches(view.missed, view.zone, now)}: nothing of it was lost.` }],
  ]
}

function missedLines({ missed, zone }: TroubleView, now: number): Part[][] {
  const lost = missed.filter((one) => !one.isFilled)
  return lost.length === 0 ? [] : [[{ text: `Not seen: ${stretches(lost, zone, now)}.` }]]
}

function stretches(missed: readonly Missed[], zone: string, now: number): string {
  const shown = missed
    .slice(0, MISSED_SHOWN)
    .map(({ from, to }) =>
      to > now
        ? `from ${dayTime(from, now, zone)} on`
        : `${dayTime(from, now, zone)} to ${dayTime(to, now, zone)}`,
    )
  const more = missed.length - shown.length
  const rest = more === 0 ? '' : ` and ${count(more, 'stretch', 'stretches')} more`
  return `${shown.join('; ')}${rest}`
}

function acts(blockId: string, view: TroubleView, isPast: boolean): SlackBlock {
  const check = button(
    'source.check',
    'Check now',
    `Look at ${sourceName(view.sourceId, view.network)} again now`,
  )
  const list = button('source.list', 'All sources…', 'How all sources are, and what was not seen')
  return {
    type: 'actions',
    block_id: blockId,
    elements: isPast ? [list] : [{ ...check, value: view.sourceId }, list],
  }
}

function button(action: string, label: string, accessible: string): SlackButton {
  return {
    type: 'button',
    action_id: action,
    text: { type: 'plain_text', text: label, emoji: false },
    accessibility_label: clip(accessible, 75),
  }
}
