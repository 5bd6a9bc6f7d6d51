/** Terms smaller than this part of the sum change nothing. */
const NEGLIGIBLE = 1e-12
/** Below this a chance is none: near the smallest number there is, a shrinking term rounds back to itself for ever. */
const NO_CHANCE = 1e-300
/** Lanczos approximation of the gamma function, g = 7. */
const LANCZOS = [
  0.999_999_999_999_809_9, 676.520_368_121_885_1, -1259.139_216_722_402_8, 771.323_428_777_653_1,
  -176.615_029_162_140_6, 12.507_343_278_686_905, -0.138_571_095_265_720_12,
  9.984_369_578_019_572e-6, 1.505_632_735_149_311_6e-7,
]

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
  let term = Math.exp(logChance(start, mean, dispersion))
  let sum = term
  for (let n = start; term > Math.max(sum * NEGLIGIBLE, NO_CHANCE); ) {
    if (step === -1 && n === 0) break
    term *= step === 1 ? growth(n, mean, dispersion) : 1 / growth(n - 1, mean, dispersion)
    n += step
    sum += term
  }
  return clamp(sum)
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

function logGamma(x: number): number {
  const z = x - 1
  let sum = LANCZOS[0] ?? 1
  for (let i = 1; i < LANCZOS.length; i++) sum += (LANCZOS[i] ?? 0) / (z + i)
  const t = z + LANCZOS.length - 1.5
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum)
}

function clamp(chance: number): number {
  return Math.min(1, Math.max(0, chance))
}
