import type { DigestFacts } from '../../core/digest.ts'
import type { Share } from './accuracy.ts'
import { type Feeling, judgeFeeling, summariseFeeling, type Verdict } from './feeling.ts'
import { wilson } from './intervals.ts'

/** What the numbers of a digest allow to say. */
export interface JudgedDigest {
  feeling: Feeling
  feelingBefore: Feeling
  change: Verdict['change']
  /** Posts that were about us, of those that a person checked. */
  precision: Share
  acted: Share
}

/** Judges the figures of a digest; every share comes with its 95 % interval. */
export function judgeDigest(facts: DigestFacts): JudgedDigest {
  const { checked, cards } = facts
  const shown = cards.reduce((all, one) => all + one.shown, 0)
  const acted = cards.reduce((all, one) => all + one.acted, 0)
  return {
    feeling: summariseFeeling(facts.feeling),
    feelingBefore: summariseFeeling(facts.feelingBefore),
    change: judgeFeeling(facts.feeling, facts.feelingBefore).change,
    precision: { ...checked, interval: wilson(checked.right, checked.n) },
    acted: { right: acted, n: shown, interval: wilson(acted, shown) },
  }
}
