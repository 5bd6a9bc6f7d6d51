import { networkName } from '../core/network.ts'
import type { CardButton } from './card.ts'
import type { CaseView } from './case-view.ts'
import { isWebAddress } from './web-address.ts'

/** Cases that closed because we had read their post wrong. */
export const CLOSED_WORDS: Readonly<Record<string, string>> = {
  not_us: 'Not about us',
  no_work: 'Nothing to do',
  ignored: 'Author ignored',
}

/** Back to where it was; before it what still waits for a second person, whose writer should hear of it. */
export function closedButtons(view: CaseView, who: string): CardButton[] {
  const review = reviewButton(view)
  return [...(review === null ? [] : [{ ...review, primary: true }]), ...backButtons(view, who)]
}

/** What is still done with a case that is over: how it ended, what was mended, whom it praises. */
export function closedMenu(view: CaseView): CardButton[] {
  return isGone(view) ? [] : [readAll(view), moreVerbs(view)]
}

/** Neither its post nor its case is here any more. */
function isGone(view: CaseView): boolean {
  return view.status === 'closed_by_author' || view.mergedInto !== null
}

function readAll({ id }: CaseView): CardButton {
  return { action: 'case.read', label: 'Read all', accessible: `Read case ${id} whole` }
}

function moreVerbs({ id }: CaseView): CardButton {
  return {
    action: 'case.verbs',
    label: 'More…',
    accessible: `Everything you can do with case ${id}`,
  }
}

function backButtons(view: CaseView, who: string): CardButton[] {
  if (isGone(view)) return []
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

/** The next step, the answer and the post itself: no more than three, so that a glance is enough. */
export function openButtons(view: CaseView, who: string): CardButton[] {
  const claim: CardButton = {
    action: 'case.claim',
    label: 'Claim',
    accessible: `Claim case ${view.id} of ${who}`,
  }
  const resolve: CardButton = {
    action: 'case.resolve',
    label: 'Resolve',
    accessible: `Resolve case ${view.id} of ${who}`,
  }
  const answer = answerButton(view, who)
  const next = nextStep(view, { claim, resolve, answer })
  const second = [answer, view.owner === null ? claim : resolve].flatMap((one) =>
    one === null || one.action === next.action ? [] : [{ ...one, primary: false }],
  )
  return [
    { ...next, primary: true },
    ...second.slice(0, 1),
    ...(view.removed ? [] : viewPost(view)),
  ]
}

/** The way to the post on its network; nothing where it has no address that a browser may follow. */
export function viewPost({ url, network }: Pick<CaseView, 'url' | 'network'>): CardButton[] {
  if (!isWebAddress(url)) return []
  const accessible = `View the post on ${networkName(network)}`
  return [{ action: 'case.view_post', label: 'View post', url, accessible }]
}

/** What a person can say of a post with one press. */
export function sayButtons(view: Pick<CaseView, 'id'>, who: string): CardButton[] {
  const say = (action: string, label: string, what: string): CardButton => ({
    action,
    label,
    accessible: `Case ${view.id}: ${who} ${what}`,
  })
  return [
    say('case.say_unhappy', 'Unhappy', 'is unhappy'),
    say('case.say_happy', 'Happy', 'is happy'),
    say('case.say_neither', 'Neither', 'is neither happy nor unhappy'),
    say('case.not_us', 'Not about us', 'does not write about us'),
  ]
}

/** The four that are pressed most, and the way to all the others. */
export function openMenu(view: CaseView, who: string): CardButton[] {
  const more = moreVerbs(view)
  if (view.kind === 'unsure' && !view.removed) return [...sayButtons(view, who), more]
  const menu: CardButton[] = []
  if (openButtons(view, who).every(({ action }) => action !== 'case.resolve'))
    menu.push({ action: 'case.resolve', label: 'Resolve', accessible: `Resolve case ${view.id}` })
  menu.push(
    readAll(view),
    { action: 'case.not_us', label: 'Not about us', accessible: `Case ${view.id} is not about us` },
    {
      action: 'case.label',
      label: 'Read wrong?',
      accessible: `Say whether we read the post of case ${view.id} right`,
    },
    more,
  )
  return menu
}

function answerButton(view: CaseView, who: string): CardButton | null {
  if (view.removed || !view.reply.may) return null
  return view.kind === 'praise'
    ? { action: 'case.thank', label: 'Thank…', accessible: `Thank ${who}, case ${view.id}` }
    : { action: 'case.reply', label: 'Reply…', accessible: `Reply to ${who}, case ${view.id}` }
}

/** Kinds whose card leads with the answer, as there is nothing to look into first. */
const ANSWER_FIRST: ReadonlySet<CaseView['kind']> = new Set(['praise', 'purchase'])

function nextStep(
  view: CaseView,
  by: { claim: CardButton; resolve: CardButton; answer: CardButton | null },
): CardButton {
  const review = reviewButton(view)
  if (review !== null) return review
  if (view.kind === 'unsure' && !view.removed)
    return {
      action: 'case.label',
      label: 'Say what it is…',
      accessible: `Say what the post of case ${view.id} is`,
    }
  if (view.removed) return by.resolve
  if (ANSWER_FIRST.has(view.kind) && by.answer !== null && view.lastReply === null) return by.answer
  if (view.owner === null) return by.claim
  return by.answer !== null && view.answeredAt === null ? by.answer : by.resolve
}

/** What waits for a second person; null for nothing. */
function reviewButton(view: CaseView): CardButton | null {
  if (view.waitingGrant !== null)
    return {
      action: 'grant.review',
      label: 'Review gift…',
      accessible: `Review the gift waiting in case ${view.id}`,
    }
  if (view.waitingReply !== null)
    return {
      action: 'reply.review',
      label: 'Review reply…',
      accessible: `Review the reply waiting in case ${view.id}`,
    }
  return null
}
