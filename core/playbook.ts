import { type CaseKind, SORT_OF } from './case.ts'
import type { Aspect } from './judgement.ts'

/** A value that everybody gives alike, such as how long a refund takes. */
export interface PlaybookFact {
  /** Also the variable that stands for it in an answer: `{refund_time}`. */
  name: string
  value: string
  /** Words by which a sentence is known to speak of it. */
  about: readonly string[]
}

/** What an agent may give on the spot to make good. */
export interface PlaybookGive {
  id: string
  name: string
  /** The most it may be worth, in the brand's own money; null where it has no price. */
  upTo: number | null
  /** Of `upTo`; left out where the settings name none. */
  currency?: string
}

/** How the team answers one kind of case. */
export interface Playbook {
  id: string
  name: string
  /** Null for every brand. */
  brand: string | null
  /** Kinds of case and aspects that it is for; none named is any. */
  kinds: readonly CaseKind[]
  aspects: readonly Aspect[]
  steps: readonly string[]
  /** When to leave the path. */
  breakTheRule: string
  answer: string
  /** The answer to somebody who is addressed formally; empty where the other one serves. */
  formal: string
  /** The question that asks for details; empty where there is none. */
  ask: string
  facts: readonly PlaybookFact[]
  gives: readonly PlaybookGive[]
}

/** The playbooks that fit a case, the closest first. */
export function choosePlaybooks<P extends Playbook>(
  playbooks: readonly P[],
  of: { brandId: string; kind: CaseKind; aspects: readonly string[] },
): P[] {
  return playbooks
    .flatMap((playbook) => {
      const closeness = closenessOf(playbook, of)
      return closeness === null ? [] : [{ playbook, closeness }]
    })
    .toSorted((a, b) => b.closeness - a.closeness || compare(a.playbook.id, b.playbook.id))
    .map(({ playbook }) => playbook)
}

/** An aspect says more than a kind, a kind more than a brand; null where it does not fit. */
function closenessOf(
  { brand, kinds, aspects }: Playbook,
  of: { brandId: string; kind: CaseKind; aspects: readonly string[] },
): number | null {
  if (brand !== null && brand !== of.brandId) return null
  const sort = closenessOfKind(kinds, of.kind)
  if (sort === null) return null
  const shared = aspects.filter((aspect) => of.aspects.includes(aspect)).length
  if (aspects.length > 0 && shared === 0) return null
  return Math.min(shared, 9) * 8 + sort + (brand === null ? 0 : 1)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A playbook of the very kind is closer than one of the kind that it is a sort of. */
function closenessOfKind(kinds: readonly CaseKind[], kind: CaseKind): number | null {
  if (kinds.length === 0) return 0
  if (kinds.includes(kind)) return 4
  const broader = SORT_OF[kind]
  return broader !== undefined && kinds.includes(broader) ? 2 : null
}
