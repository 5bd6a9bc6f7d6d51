import type { Playbook } from '../core/playbook.ts'
import { KIND_WORDS } from './kind-words.ts'

/** What each field of a playbook is called, in Slack and on the desk. */
export const FIELD_LABELS = {
  name: 'Name',
  steps: 'Steps, one a line',
  breakTheRule: 'When to break the rule',
  answer: 'Answer',
  formal: 'Answer to somebody who is addressed formally, where it differs',
  ask: 'Question that asks for details',
  facts: 'Facts, one a line',
  gives: 'What an agent may give on the spot, one a line',
} as const

/** How to fill it in, where it does not say so itself. */
export const FIELD_HELP: Readonly<Partial<Record<keyof typeof FIELD_LABELS, string>>> = {
  answer:
    '{greeting}, {name}, {brand}, {agent}, {network} and the names of facts are filled in. Whatever else stands in braces waits for whoever answers.',
  facts:
    'For example: refund_time = 14 days | refund, money back. An answer that speaks of a refund and names another time is pointed out.',
  gives: 'For example: A free coffee | 4.50. Behind the bar stands the most it may be worth.',
}

/** "complaints about delivery or the app, Juniper Coffee". */
export function forWords(
  { kinds, aspects, brand }: Pick<Playbook, 'kinds' | 'aspects' | 'brand'>,
  brandNames: ReadonlyMap<string, string>,
): string {
  const what =
    kinds.length === 0
      ? 'all cases'
      : list(
          kinds.map((kind) => KIND_WORDS[kind].counted[1]),
          'and',
        )
  const about = aspects.length === 0 ? '' : ` about ${list(aspects, 'or')}`
  return `${what}${about}${brand === null ? '' : `, ${brandNames.get(brand) ?? brand}`}`
}

/** The first letter large. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function list(words: readonly string[], joint: string): string {
  return words.length < 2
    ? (words[0] ?? '')
    : `${words.slice(0, -1).join(', ')} ${joint} ${words.at(-1)}`
}
