import { logGamma } from './log-gamma.ts'
import { sumTail } from './sum-tail.ts'

/**
 * Chance of `count` or more posts where `mean` are usual. `dispersion` 0 is Poisson; above it the variance is
 * mean + dispersion × mean² (negative binomial), as posts call forth posts.
 */
export function chanceOfAtLeast(count: number, mean: number, dispersion: number): number {
  if (count <= 0) return 1
  if (count <= mean) return clamp(1 - chanceOfAtMost(count - 1, mean, dispersion))
  return sumFrom(count, mean, dispersion, 1)
}

/** Chance of `count` or fewer posts where `mean` are usual. */
export function chanceOfAtMost(count: number, mean: number, dispersion: number): number {
  if (count < 0) return 0
  if (count > mean) return clamp(1 - chanceOfAtLeast(count + 1, mean, dispersion))
  return sumFrom(count, mean, dispersion, -1)
}

/** Adds the chances from `start` outwards, where they only get smaller. */
function sumFrom(start: number, mean: number, dispersion: number, step: 1 | -1): number {
  if (mean <= 0) return start === 0 ? 1 : 0
  const chance = Math.exp(logChance(start, mean, dispersion))
  return sumTail(chance, start, step, (n) => growth(n, mean, dispersion))
}

/** P(n + 1) / P(n). */
function growth(n: number, mean: number, dispersion: number): number {
  if (dispersion <= 0) return mean / (n + 1)
  const spread = dispersion * mean
  return (((n + 1 / dispersion) / (n + 1)) * spread) / (1 + spread)
}

function logChance(n: number, mean: number, dispersion: number): number {
  if (dispersion <= 0) return n * Math.log(mean) - mean - logGamma(n + 1)
  const size = 1 / dispersion
  const spread = dispersion * mean
  return (
    logGamma(n + size) -
    logGamma(size) -
    logGamma(n + 1) -
    size * Math.log1p(spread) +
    n * (Math.log(spread) - Math.log1p(spread))
  )
}

function clamp(chance: number): number {
  return Math.min(1, Math.max(0, chance))
}
