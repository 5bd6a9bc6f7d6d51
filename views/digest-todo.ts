import { CASE_KINDS } from '../core/case.ts'
import type { DigestFacts, TodoReason } from '../core/digest.ts'
import type { CaseWords, DigestWords } from '../core/digest-words.ts'
import { cleanName, clip } from '../core/hostile-text.ts'
import { networkName } from '../core/network.ts'
import { oneLine } from './case-lines.ts'
import type { DigestView } from './digest-view.ts'
import { caseHead, KIND_WORDS } from './kind-words.ts'
import { count, dayTime } from './words.ts'

/** Something to do, with the button that begins it. */
export interface DigestTodo {
  caseId: number
  text: string
  button: {
    action: 'case.reply' | 'case.thank' | 'case.verbs' | 'grant.review'
    label: string
    accessible: string
  }
}

/** A case that got no card of its own. */
export interface HeldCase {
  caseId: number
  title: string
  text: string
}

const NAME_MAX = 40
const HELD_TEXT = 90

/** The three things to do, and what waits besides. */
export function todoOf(view: DigestView): { todo: DigestTodo[]; todoMore: string | null } {
  const { facts, words } = view
  const todo = facts.todo.flatMap(({ why, caseId }): DigestTodo[] => {
    const one = words.cases.get(caseId)
    return one === undefined ? [] : [todoLine(view, why, one)]
  })
  const more = MORE.flatMap(([why, one, many]) => {
    const n = facts.waiting[why] - facts.todo.filter((thing) => thing.why === why).length
    return n > 0 ? [count(n, one, many)] : []
  })
  return { todo, todoMore: more.length === 0 ? null : `Also waiting: ${more.join(', ')}.` }
}

const MORE: readonly (readonly [TodoReason, string, string])[] = [
  ['emergency', 'emergency', 'emergencies'],
  ['late', 'late answer', 'late answers'],
  ['gift', 'gift to approve', 'gifts to approve'],
  ['follow_up', 'follow-up', 'follow-ups'],
  ['waiting', 'unanswered case', 'unanswered cases'],
  ['thank', 'kind word to thank for', 'kind words to thank for'],
]

function todoLine(view: DigestView, why: TodoReason, one: CaseWords): DigestTodo {
  const who = nameOf(one)
  const place = `${who} on ${networkName(one.network)}`
  const due = dayTime(one.dueAt, view.facts.to, view.facts.zone)
  const text = {
    emergency: `Answer ${place}: an emergency`,
    late: `Answer ${place}, late since ${due}`,
    gift: `Decide about the gift for ${place}`,
    follow_up: `Follow up with ${place}`,
    waiting: `Answer ${place}, due ${due}`,
    thank: `Thank ${place}`,
  }[why]
  return { caseId: one.id, text, button: buttonFor(view, why, one, who) }
}

function buttonFor(
  view: DigestView,
  why: TodoReason,
  one: CaseWords,
  who: string,
): DigestTodo['button'] {
  if (why === 'gift')
    return {
      action: 'grant.review',
      label: 'Review gift…',
      accessible: `Review the gift waiting in case ${one.id}`,
    }
  if (why === 'follow_up' || !view.mayReply(one.id))
    return { action: 'case.verbs', label: 'Open…', accessible: `Open case ${one.id} of ${who}` }
  return why === 'thank'
    ? { action: 'case.thank', label: 'Thank…', accessible: `Thank ${who}, case ${one.id}` }
    : { action: 'case.reply', label: 'Reply…', accessible: `Reply to ${who}, case ${one.id}` }
}

/** "14 open cases have no card of their own: 3 complaints, 11 kind words." */
export function heldWords({ held }: Pick<DigestFacts, 'held'>): string {
  const kinds = CASE_KINDS.flatMap((kind) => {
    const n = held.kinds[kind] ?? 0
    return n === 0 ? [] : [count(n, ...KIND_WORDS[kind].counted)]
  })
  return `${count(held.count, 'open case')} ${held.count === 1 ? 'has' : 'have'} no card of ${held.count === 1 ? 'its' : 'their'} own: ${kinds.join(', ')}.`
}

/** Held cases in their order, each in a line. */
export function heldCases(facts: Pick<DigestFacts, 'held'>, words: DigestWords): HeldCase[] {
  return facts.held.cases.flatMap((id): HeldCase[] => {
    const one = words.cases.get(id)
    if (one === undefined) return []
    const text =
      one.text === null ? 'the author removed the post' : `“${clip(oneLine(one.text), HELD_TEXT)}”`
    return [
      {
        caseId: id,
        title: `${caseHead(one.kind, nameOf(one))} on ${networkName(one.network)}`,
        text,
      },
    ]
  })
}

function nameOf(one: Pick<CaseWords, 'who'>): string {
  return (one.who === null ? '' : cleanName(one.who, NAME_MAX)) || 'somebody unnamed'
}
