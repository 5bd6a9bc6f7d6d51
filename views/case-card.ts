import { type CaseKind, isOpen } from '../core/case.ts'
import { cleanName, clip } from '../core/hostile-text.ts'
import { networkName } from '../core/network.ts'
import { deadlineState } from '../core/promise.ts'
import { type Card, type CardButton, type Dot, type Part, plain } from './card.ts'
import { historyLine, oneLine, staffPart, stateLines, whyLine } from './case-lines.ts'
import type { CaseView } from './case-view.ts'
import { ago, count, dayTime, duration } from './words.ts'

/** Quotes on a card are clipped here; the whole post is one press away (facts on Slack, first paragraph). */
const QUOTE_MAX = 300
const PARENT_MAX = 120

const KIND_WORDS: Record<CaseKind, string> = {
  emergency: 'Emergency',
  complaint: 'Complaint',
  question: 'Question',
  praise: 'Kind words',
}

const DOTS: Record<CaseKind, Dot> = {
  emergency: 'red',
  complaint: 'red',
  question: 'amber',
  praise: 'blue',
}

/** What a case is and from whom, as a heading. */
export function caseTitle(view: CaseView): string {
  return `${KIND_WORDS[view.kind]} from ${authorName(view)}`
}

/** The card of a case in the state it is in now. */
export function caseCard(view: CaseView, now: number): Card {
  return isOpen(view.status) ? openCard(view, now) : closedCard(view, now)
}

function openCard(view: CaseView, now: number): Card {
  const who = authorName(view)
  const headline: Part[] = [
    { text: KIND_WORDS[view.kind], bold: true },
    { text: ' from ' },
    { text: who, bold: true },
    ...standing(view),
  ]
  const place: Part[] = [{ text: `${placeOf(view)} · ${ago(view.postedAt, now, view.zone)}` }]
  place.push({ text: ' · ' }, { text: dueWords(view, now), bold: true })
  const lines = [whyLine(view), historyLine(view, now), ...stateLines(view, now)].filter(
    (line) => line.length > 0,
  )
  return {
    caseId: view.id,
    version: view.version,
    dot: DOTS[view.kind],
    headline,
    place,
    parent: view.parentText === null ? null : clip(oneLine(view.parentText), PARENT_MAX),
    quote: view.removed ? null : clip(view.text, QUOTE_MAX),
    lines: view.removed ? [[{ text: 'The author removed this post.' }], ...lines.slice(1)] : lines,
    buttons: openButtons(view, who),
    menu: openMenu(view),
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
    view.followUpAt === null ? [] : [`Follow-up on ${dayTime(view.followUpAt, now, view.zone)}.`]
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
    menu: [],
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

/** One button at most: back to where it was. */
function closedButtons(view: CaseView, who: string): CardButton[] {
  if (view.status === 'closed_by_author' || view.mergedInto !== null) return []
  if (CLOSED_WORDS[view.resolution ?? ''] === undefined)
    return [
      { action: 'case.reopen', label: 'Reopen', accessible: `Reopen case ${view.id} of ${who}` },
    ]
  return [
    {
      action: view.resolution === 'ignored' ? 'case.heed_author' : 'case.unlabel',
      label: 'Undo',
      accessible: `Take back why case ${view.id} was closed and reopen it`,
    },
  ]
}

function openButtons(view: CaseView, who: string): CardButton[] {
  const claim: CardButton = {
    action: 'case.claim',
    label: 'Claim',
    accessible: `Claim case ${view.id} of ${who}`,
  }
  const answer: CardButton | null = view.removed
    ? null
    : view.reply.may
      ? view.kind === 'praise'
        ? { action: 'case.thank', label: 'Thank…', accessible: `Thank ${who}, case ${view.id}` }
        : { action: 'case.reply', label: 'Reply…', accessible: `Reply to ${who}, case ${view.id}` }
      : null
  const resolve: CardButton = {
    action: 'case.resolve',
    label: 'Resolve',
    accessible: `Resolve case ${view.id} of ${who}`,
  }
  const next = nextStep(view, claim, answer, resolve)
  const rest = [view.owner === null ? claim : null, answer, view.owner === null ? null : resolve]
  const visible = [next, ...rest.filter((b) => b !== null && b.action !== next.action)]
  const link: CardButton[] = httpUrl(view.url)
    ? [
        {
          action: 'case.view_post',
          label: 'View post',
          url: view.url,
          accessible: `View the post on ${networkName(view.network)}`,
        },
      ]
    : []
  return [
    ...visible.flatMap((b, i) => (b === null ? [] : [{ ...b, primary: i === 0 }])).slice(0, 3),
    ...link,
  ]
}

function nextStep(
  view: CaseView,
  claim: CardButton,
  answer: CardButton | null,
  resolve: CardButton,
): CardButton {
  if (view.waitingGrant !== null)
    return {
      action: 'grant.review',
      label: 'Review gift…',
      accessible: `Review the gift waiting in case ${view.id}`,
    }
  if (view.kind === 'praise' && answer !== null && view.lastReply === null) return answer
  if (view.owner === null) return claim
  if (answer !== null && view.answeredAt === null) return answer
  return resolve
}

/** The four that are pressed most, and the way to all the others. */
function openMenu(view: CaseView): CardButton[] {
  const menu: CardButton[] = []
  if (view.owner === null)
    menu.push({ action: 'case.resolve', label: 'Resolve', accessible: `Resolve case ${view.id}` })
  menu.push(
    { action: 'case.read', label: 'Read all', accessible: `Read case ${view.id} whole` },
    { action: 'case.not_us', label: 'Not about us', accessible: `Case ${view.id} is not about us` },
    {
      action: 'case.label',
      label: 'Read wrong?',
      accessible: `Say whether we read the post of case ${view.id} right`,
    },
    {
      action: 'case.verbs',
      label: 'More…',
      accessible: `Everything you can do with case ${view.id}`,
    },
  )
  return menu
}

/** Cases that closed because we had read their post wrong. */
const CLOSED_WORDS: Readonly<Record<string, string>> = {
  not_us: 'Not about us',
  no_work: 'Nothing to do',
  ignored: 'Author ignored',
}

function standing(view: CaseView): Part[] {
  const parts: Part[] = []
  if (view.author.advocate) parts.push({ text: ', an advocate' })
  if (view.author.strikes >= 2 && (view.kind === 'complaint' || view.kind === 'emergency'))
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
  const due = dayTime(view.dueAt, now, view.zone)
  return {
    pending: `answer due ${due}`,
    warning: `answer due soon, ${due}`,
    breached: view.answeredAt === null ? `late since ${due}` : 'answered late',
    achieved: 'answered in time',
  }[deadlineState(view, now)]
}

function authorName(view: CaseView): string {
  const name = view.author.name === null ? '' : cleanName(view.author.name, 40)
  const handle =
    view.author.handle === null ? '' : `@${cleanName(view.author.handle, 40).replace(/^@/, '')}`
  if (name !== '' && handle !== '') return `${name} (${handle})`
  return name || handle || 'somebody unnamed'
}

function httpUrl(url: string | null): url is string {
  return url !== null && /^https?:\/\/[^\s<>|]+$/.test(url) && url.length <= 3000
}
