import { createHash } from 'node:crypto'
import { CASE_KINDS } from './case.ts'
import { ASPECTS } from './judgement.ts'
import type { Playbook } from './playbook.ts'
import { idOf, linesOf, readFactLines, readGiveLines } from './playbook-lines.ts'

/** A playbook as it is kept: also whether it is offered as a draft. */
export type KeptPlaybook = Playbook & { enabled: boolean }

/** A form that nobody has filled in. */
export const NEW_PLAYBOOK: KeptPlaybook = {
  id: '',
  name: '',
  brand: null,
  kinds: [],
  aspects: [],
  steps: [],
  breakTheRule: '',
  answer: '',
  formal: '',
  ask: '',
  facts: [],
  gives: [],
  enabled: true,
}

/** What was typed, in Slack or on the desk: what stands in a field, or all that is ticked in it. */
type TypedIn = (field: string) => readonly string[]

/**
 * What was typed as a playbook. `brand` is empty for every brand and undefined where nobody was asked; `known` is the
 * playbook that it changes, null for a new one.
 */
export function readPlaybook(
  typedIn: TypedIn,
  brand: string | undefined,
  known: KeptPlaybook | null,
): KeptPlaybook {
  const text = (field: string) => (typedIn(field)[0] ?? '').replaceAll('\r\n', '\n').trim()
  const name = text('name')
  const chosen = brand === undefined ? known?.brand : brand
  return {
    id: known?.id ?? idOf(name),
    name,
    brand: chosen === undefined || chosen === '' ? null : chosen,
    kinds: CASE_KINDS.filter((kind) => typedIn('kinds').includes(kind)),
    aspects: ASPECTS.filter((aspect) => typedIn('aspects').includes(aspect)),
    steps: linesOf(text('steps')),
    breakTheRule: text('breakTheRule'),
    answer: text('answer'),
    formal: text('formal'),
    ask: text('ask'),
    facts: readFactLines(text('facts')),
    gives: readGiveLines(text('gives'), known?.gives ?? []),
    enabled: typedIn('enabled').length > 0,
  }
}

/** Tells one state of a playbook from another, so that nobody writes over what they did not see. */
export function markOf(playbook: KeptPlaybook): string {
  const { id: _, name, brand, enabled, ...rest } = playbook
  const parts = Object.entries(rest)
    .filter(([key]) => key !== 'isStarter')
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify([name, brand, enabled, parts])
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
