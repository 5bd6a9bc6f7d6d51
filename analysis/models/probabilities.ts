import type { Calibration } from './weights-file.ts'

/** Turns raw scores into calibrated probabilities. */
export function toProbabilities(
  kind: 'one' | 'any',
  scores: ArrayLike<number>,
  { slopes, shifts }: Calibration,
): number[] {
  const shares: number[] = []
  for (let k = 0; k < scores.length; k += 1)
    shares.push((scores[k] ?? 0) * (slopes[k] ?? 1) + (shifts[k] ?? 0))
  return kind === 'any' ? eachBySelf(shares) : oneOfAll(shares)
}

/** Changes the list in place, as the next does. */
function eachBySelf(shares: number[]): number[] {
  for (let k = 0; k < shares.length; k += 1) shares[k] = 1 / (1 + Math.exp(-(shares[k] ?? 0)))
  return shares
}

function oneOfAll(shares: number[]): number[] {
  let most = Number.NEGATIVE_INFINITY
  for (const share of shares) most = Math.max(most, share)
  let sum = 0
  for (let k = 0; k < shares.length; k += 1) {
    const weight = Math.exp((shares[k] ?? 0) - most)
    shares[k] = weight
    sum += weight
  }
  for (let k = 0; k < shares.length; k += 1) shares[k] = (shares[k] ?? 0) / sum
  return shares
}
