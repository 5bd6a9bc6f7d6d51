/** What is believed of a brand before its weeks are seen, and how much that weighs. */
const PRIOR = { dispersion: 0.1, windows: 10 }
/** No stream is as even as pure chance. */
const LEAST = 0.03

/**
 * How much windows vary beyond chance, by the method of moments over past windows of the same length:
 * variance = mean + dispersion × mean².
 */
export function measureDispersion(
  counts: readonly number[],
  expected: readonly number[],
): (hours: number) => number {
  const known = new Map<number, number>()
  return (hours) => {
    const found = known.get(hours)
    if (found !== undefined) return found
    const made = ofWindows(counts, expected, hours)
    known.set(hours, made)
    return made
  }
}

function ofWindows(counts: readonly number[], expected: readonly number[], hours: number): number {
  let beyond = 0
  let squares = 0
  let windows = 0
  for (let end = counts.length; end >= hours; end -= hours) {
    const had = sum(counts, end - hours, end)
    const awaited = sum(expected, end - hours, end)
    beyond += (had - awaited) ** 2 - awaited
    squares += awaited * awaited
    windows++
  }
  const usual = windows === 0 ? 1 : squares / windows
  const weight = PRIOR.windows * usual
  return Math.max(LEAST, (beyond + weight * PRIOR.dispersion) / (squares + weight))
}

function sum(list: readonly number[], from: number, to: number): number {
  let total = 0
  for (let i = from; i < to; i++) total += list[i] ?? 0
  return total
}
