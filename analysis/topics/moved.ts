import { logGamma } from '../signals/log-gamma.ts'
import { sumTail } from '../signals/sum-tail.ts'
import type { TermCounts } from './log-odds.ts'

/** Of phrases said to have moved so many may have done so by chance. */
const FALSE_SHARE = 0.2
/** A phrase so rare that its chance would not be under this if all its posts were of today can show nothing. */
const CAN_SHOW = 0.002

/**
 * The chance below which a phrase has moved (Benjamini & Hochberg 1995): of thousands of phrases some always stand
 * in more posts today, as of a thousand coins some fall on the same side ten times. 0 where none moved.
 */
export function chanceOfMoved(phrases: readonly TermCounts[]): number {
  const chances = phrases
    .filter(
      ({ now, ofNow, before, ofBefore }) =>
        (ofNow / (ofNow + ofBefore)) ** (now + before) <= CAN_SHOW,
    )
    .map(chanceOfShare)
    .toSorted((a, b) => a - b)
  const last = chances.findLastIndex(
    (chance, at) => chance <= (FALSE_SHARE * (at + 1)) / chances.length,
  )
  return chances[last] ?? 0
}

/** Chance of a share of posts so far from that of before, to either side, were it the same (binomial). */
export function chanceOfShare({ now, ofNow, before, ofBefore }: TermCounts): number {
  const all = ofNow + ofBefore
  const share = all === 0 ? 0 : ofNow / all
  const count = now + before
  if (share <= 0 || share >= 1) return 1
  const odds = share / (1 - share)
  const further = now >= count * share ? 1 : -1
  const tail = sumTail(
    Math.exp(logChance(now, count, share)),
    now,
    further,
    (n) => (odds * (count - n)) / (n + 1),
  )
  return Math.min(1, 2 * tail)
}

/** Logarithm of the chance of `n` of `count`. */
function logChance(n: number, count: number, share: number): number {
  return (
    logGamma(count + 1) -
    logGamma(n + 1) -
    logGamma(count - n + 1) +
    n * Math.log(share) +
    (count - n) * Math.log1p(-share)
  )
}
