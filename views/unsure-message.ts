import { cleanText, clip } from '../core/hostile-text.ts'
import { networkName } from '../core/network.ts'
import type { Part } from './card.ts'
import { sayButtons, viewPost } from './case-buttons.ts'
import { authorName } from './case-card.ts'
import { oneLine } from './case-lines.ts'
import type { CaseView } from './case-view.ts'
import { escapeSlack, type SlackBlock, type SlackMessage } from './slack-blocks.ts'
import { slackButtons, slackLine, slackQuote } from './slack-card.ts'
import { ago, count } from './words.ts'

/** Posts that the analysis cannot tell; a person says with one press what each is. */
export interface UnsureView {
  askedIn: number
  /** Changes whenever it is drawn again. */
  version: number
  /** How many it asked about, and how many nobody has told yet. */
  all: number
  open: number
  /** The first of those, at most three: eight blocks hold no more (facts on Slack, A1). */
  shown: readonly CaseView[]
}

export const SHOWN_POSTS = 3
const QUOTE_MAX = 300
const PARENT_MAX = 120

/** One message for all of them; whoever was told makes room for the next, and at the end one line is left. */
export function unsureMessage(view: UnsureView, now: number): SlackMessage {
  const id = (name: string) => `unsure:${view.askedIn}:${view.version}:${name}`
  const told = view.all - view.open
  if (view.open === 0) {
    const line = `⚪ The team said what ${count(view.all, 'post')} ${view.all === 1 ? 'is' : 'are'}. Nothing is left to say here.`
    return { text: line, blocks: [slackLine(id('head'), [{ text: line }])] }
  }
  const head = `We are unsure about ${count(view.open, 'post')}.`
  const ask = `Say with one press what ${view.open === 1 ? 'it is' : 'each is'}. Until then ${view.open === 1 ? 'it counts' : 'they count'} for no side.`
  const tail = tailOf(told, view.open - view.shown.length)
  return {
    text: escapeSlack(
      clip(cleanText([head, ask, ...view.shown.map((one) => said(one))].join(' ')), 500),
    ),
    blocks: [
      slackLine(id('head'), [{ text: '⚪ ' }, { text: head, bold: true }, { text: ` ${ask}` }]),
      ...view.shown.flatMap((one) => postBlocks(one, now, id)),
      ...(tail === '' ? [] : [slackLine(id('tail'), [{ text: tail }])]),
    ],
  }
}

function postBlocks(view: CaseView, now: number, id: (name: string) => string): SlackBlock[] {
  const who = authorName(view)
  const place: Part[] = [
    { text: who, bold: true },
    { text: ` · ${networkName(view.network)} · ${ago(view.postedAt, now, view.zone)}` },
    ...(view.parentText === null
      ? []
      : [{ text: `\nIn answer to: ${clip(oneLine(view.parentText), PARENT_MAX)}` }]),
  ]
  return [
    slackQuote(id(`post:${view.id}`), place, clip(view.text, QUOTE_MAX)),
    slackButtons(id(`say:${view.id}`), view.id, [...sayButtons(view, who), ...viewPost(view)]),
  ]
}

function said(view: CaseView): string {
  return `${authorName(view)} on ${networkName(view.network)}: ${clip(oneLine(view.text), 80)}`
}

function tailOf(told: number, more: number): string {
  const parts = [
    ...(more > 0 ? [`${count(more, 'more post')} after these.`] : []),
    ...(told > 0 ? [`${told} told already.`] : []),
  ]
  return parts.join(' ')
}
