import { logGamma } from '../signals/log-gamma.ts'
import type { TermCounts } from './log-odds.ts'

/** Of phrases said to have moved so many may have done so by chance. */
const FALSE_SHARE = 0.2
/** A phrase so rare that its chance would not be under this if all its posts were of today can show nothing. */
const CAN_SHOW = 0.002
/** Terms smaller than this part of the sum change nothing. */
const NEGLIGIBLE = 1e-12

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
  const isMore = now >= count * share
  return Math.min(1, 2 * sumFrom(now, count, share, isMore ? 1 : -1))
}

/** Adds the chances of `now` of `count` and of what is further out, where they only get smaller. */
function sumFrom(now: number, count: number, share: number, step: 1 | -1): number {
  const odds = share / (1 - share)
  let term = Math.exp(
    logGamma(count + 1) -
      logGamma(now + 1) -
      logGamma(count - now + 1) +
      now * Math.log(share) +
      (count - now) * Math.log1p(-share),
  )
  let sum = term
  for (let n = now; n + step >= 0 && n + step <= count && term > sum * NEGLIGIBLE; n += step) {
    term *= step === 1 ? (odds * (count - n)) / (n + 1) : n / (odds * (count - n + 1))
    sum += term
  }
  return sum
}
