import type { Calibration } from './weights-file.ts'

/** Turns raw scores into calibrated probabilities. */
export function toProbabilities(
  kind: 'one' | 'any',
  scores: ArrayLike<number>,
  { slopes, shifts }: Calibration,
): number[] {
  const shares = Array.from(scores, (score, k) => score * (slopes[k] ?? 1) + (shifts[k] ?? 0))
  if (kind === 'any') return shares.map((share) => 1 / (1 + Math.exp(-share)))
  const most = Math.max(...shares)
  const weights = shares.map((share) => Math.exp(share - most))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}
