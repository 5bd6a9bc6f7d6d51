/** Terms smaller than this part of the sum change nothing. */
const NEGLIGIBLE = 1e-12
/** Below this a chance is none: near the smallest number there is, a shrinking term rounds back to itself for ever. */
const NO_CHANCE = 1e-300

/**
 * Adds the chance of `start`, which is given, and of all counts further out, where they only get smaller; `growth` is
 * P(n + 1) / P(n), 0 at the largest count that there can be.
 */
export function sumTail(
  chance: number,
  start: number,
  step: 1 | -1,
  growth: (n: number) => number,
): number {
  let term = chance
  let sum = term
  for (let n = start; term > Math.max(sum * NEGLIGIBLE, NO_CHANCE); ) {
    if (step === -1 && n === 0) break
    term *= step === 1 ? growth(n) : 1 / growth(n - 1)
    n += step
    sum += term
  }
  return Math.min(1, sum)
}
