import { type CaseKind, isOpen } from '../core/case.ts'
import { cleanName, clip } from '../core/hostile-text.ts'
import { networkName } from '../core/network.ts'
import { deadlineState } from '../core/promise.ts'
import { type Card, type Part, plain } from './card.ts'
import { CLOSED_WORDS, closedButtons, closedMenu, openButtons, openMenu } from './case-buttons.ts'
import { historyLine, oneLine, staffPart, stateLines, whyLine } from './case-lines.ts'
import type { CaseView } from './case-view.ts'
import { caseHead, KIND_DOTS, KIND_WORDS } from './kind-words.ts'
import { ago, count, dayTime, duration } from './words.ts'

/** Quotes on a card are clipped here; the whole post is one press away (facts on Slack, first paragraph). */
const QUOTE_MAX = 300
const PARENT_MAX = 120

/** What a case is and from whom, as a heading. */
export function caseTitle(view: CaseView): string {
  return caseHead(view.kind, authorName(view))
}

/** The card of a case in the state it is in now. */
export function caseCard(view: CaseView, now: number): Card {
  return isOpen(view.status) ? openCard(view, now) : closedCard(view, now)
}

function openCard(view: CaseView, now: number): Card {
  const who = authorName(view)
  const [word, join] = KIND_WORDS[view.kind].head
  const headline: Part[] = [
    { text: word, bold: true },
    { text: join },
    { text: who, bold: true },
    ...standing(view),
  ]
  const place: Part[] = [{ text: `${placeOf(view)} · ${ago(view.postedAt, now, view.zone)}` }]
  place.push({ text: ' · ' }, { text: dueWords(view, now), bold: true })
  const why = view.removed ? [{ text: 'The author removed this post.' }] : whyLine(view)
  const lines = [why, historyLine(view, now), ...stateLines(view, now)].filter(
    (line) => line.length > 0,
  )
  return {
    caseId: view.id,
    version: view.version,
    dot: KIND_DOTS[view.kind],
    headline,
    place,
    parent: view.parentText === null ? null : clip(oneLine(view.parentText), PARENT_MAX),
    quote: view.removed ? null : clip(view.text, QUOTE_MAX),
    lines,
    buttons: openButtons(view, who),
    menu: openMenu(view, who),
    text: clip(
      `${plain(headline)}, ${plain(place)}. ${view.removed ? 'The author removed the post' : clip(oneLine(view.text), 140)}`,
      400,
    ),
  }
}

function closedCard(view: CaseView, now: number): Card {
  const who = authorName(view)
  const headline = closedHeadline(view, who, now)
  const kept =
    view.answeredAt === null
      ? []
      : [deadlineState(view, now) === 'achieved' ? 'Promise kept.' : 'Answered late.']
  const plans =
    view.followUpAt === null ? [] : [`Follow-up at ${dayTime(view.followUpAt, now, view.zone)}.`]
  const opened = `Opened ${dayTime(view.openedAt, now, view.zone)}.`
  return {
    caseId: view.id,
    version: view.version,
    dot: 'grey',
    headline,
    place: [{ text: [...kept, opened, ...plans].join(' ') }],
    parent: null,
    quote: null,
    lines: [],
    buttons: closedButtons(view, who),
    menu: closedMenu(view),
    text: `${plain(headline)}.`,
  }
}

function closedHeadline(view: CaseView, who: string, now: number): Part[] {
  const place = ` · ${who} on ${networkName(view.network)}`
  if (view.mergedInto !== null)
    return [{ text: `Joined with case ${view.mergedInto}`, bold: true }, { text: place }]
  if (view.status === 'closed_by_author')
    return [{ text: 'Removed by its author', bold: true }, { text: place }]
  const why = CLOSED_WORDS[view.resolution ?? '']
  return [
    ...(why === undefined ? [] : [{ text: why, bold: true }, { text: ' · ' }]),
    { text: view.answeredAt === null ? 'Resolved' : 'Answered', bold: true },
    { text: ` in ${duration((view.answeredAt ?? view.resolvedAt ?? now) - view.openedAt)}` },
    ...(view.owner === null ? [] : ([{ text: ' by ' }, staffPart(view.owner)] as const)),
    { text: place },
  ]
}

const COMPLAINTS: ReadonlySet<CaseKind> = new Set(['complaint', 'at_risk', 'emergency'])

function standing(view: CaseView): Part[] {
  const parts: Part[] = []
  if (view.author.advocate) parts.push({ text: ', an advocate' })
  if (view.author.strikes >= 2 && COMPLAINTS.has(view.kind))
    parts.push({ text: ', ' }, { text: `bad experience number ${view.author.strikes}`, bold: true })
  if (view.mentions > 1) parts.push({ text: `, ${count(view.mentions, 'post')}` })
  return parts
}

function placeOf(view: CaseView): string {
  const followers = view.author.followers
  return [
    networkName(view.network),
    ...(view.place === null ? [] : [clip(cleanName(view.place), 60)]),
    ...(followers === null ? [] : [count(followers, 'follower')]),
  ].join(' · ')
}

/** The promise and how it stands; a card in Slack is drawn anew when that changes, so it names no distance in time. */
function dueWords(view: CaseView, now: number): string {
  if (view.removed && view.answeredAt === null) return 'nothing is left to answer'
  if (view.kind === 'unsure') return 'nobody waits for an answer yet'
  const due = dayTime(view.dueAt, now, view.zone)
  return {
    pending: `answer due ${due}`,
    warning: `answer due soon, ${due}`,
    breached: view.answeredAt === null ? `late since ${due}` : 'answered late',
    achieved: 'answered in time',
  }[deadlineState(view, now)]
}

/** Name and handle, or either of them. */
export function authorName(view: CaseView): string {
  const name = view.author.name === null ? '' : cleanName(view.author.name, 40)
  const handle =
    view.author.handle === null ? '' : `@${cleanName(view.author.handle, 40).replace(/^@/, '')}`
  if (name !== '' && handle !== '') return `${name} (${handle})`
  return name || handle || 'somebody unnamed'
}
