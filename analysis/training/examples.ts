import type { UnderstandInput } from '../understand/understanding.ts'

/** A labelled post for one head. */
export interface Example {
  input: UnderstandInput
  /** Numbers of the classes that are true. */
  truth: readonly number[]
  /** Classes of which the row knows whether they are true; all where it is left out. */
  known?: readonly number[]
  weight: number
  /** What must not be split between learning and measuring: a brand. */
  group: string
  /** Slices to measure by. */
  lang: string
  network: string
}

/** A head to be learnt: on what, and on what it is calibrated and measured. */
export interface HeadSpec {
  name: string
  kind: 'one' | 'any'
  classes: readonly string[]
  train: readonly Example[]
  /** Rows that training does not see; empty where folds by brand are used instead. */
  check: readonly Example[]
  /** Bits of the word and piece tables. */
  bits: number
  pull: number
  /** Keeps every class as likely as the others: for texts of which no stream is known. */
  levelled?: boolean
  /** What it is measured on, in words. */
  measuredOn: string
  /** Sets and licences, for the card. */
  data: readonly string[]
}

/** Weighs rows so that each class counts the same, as a head without a prior needs. */
export function balance(examples: readonly Example[], classes: number): Example[] {
  const counts = Array.from({ length: classes }, () => 0)
  for (const { truth, weight } of examples)
    for (const k of truth) counts[k] = (counts[k] ?? 0) + weight
  const total = counts.reduce((sum, count) => sum + count, 0)
  return examples.map((example) => {
    const count = counts[example.truth[0] ?? 0] ?? 0
    return { ...example, weight: (example.weight * total) / classes / Math.max(1, count) }
  })
}
