import { createHash } from 'node:crypto'
import { CASE_KINDS } from './case.ts'
import { ASPECTS } from './judgement.ts'
import type { Playbook } from './playbook.ts'
import { idOf, linesOf, readFactLines, readGiveLines } from './playbook-lines.ts'

/** A playbook as it is kept: also whether it is offered as a draft. */
export type KeptPlaybook = Playbook & { enabled: boolean }

/** A playbook as people type it, in Slack and on the desk: lists are lines. */
export interface TypedPlaybook {
  name: string
  /** Empty for every brand; undefined where nobody was asked. */
  brand: string | undefined
  kinds: readonly string[]
  aspects: readonly string[]
  steps: string
  breakTheRule: string
  answer: string
  formal: string
  ask: string
  facts: string
  gives: string
  enabled: boolean
}

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

/** What was typed as a playbook; `known` is the one that it changes, null for a new one. */
export function readPlaybook(typed: TypedPlaybook, known: KeptPlaybook | null): KeptPlaybook {
  const name = tidy(typed.name)
  const brand = typed.brand === undefined ? known?.brand : typed.brand
  return {
    id: known?.id ?? idOf(name),
    name,
    brand: brand === undefined || brand === '' ? null : brand,
    kinds: CASE_KINDS.filter((kind) => typed.kinds.includes(kind)),
    aspects: ASPECTS.filter((aspect) => typed.aspects.includes(aspect)),
    steps: linesOf(tidy(typed.steps)),
    breakTheRule: tidy(typed.breakTheRule),
    answer: tidy(typed.answer),
    formal: tidy(typed.formal),
    ask: tidy(typed.ask),
    facts: readFactLines(tidy(typed.facts)),
    gives: readGiveLines(tidy(typed.gives), known?.gives ?? []),
    enabled: typed.enabled,
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

function tidy(text: string): string {
  return text.replaceAll('\r\n', '\n').trim()
}
