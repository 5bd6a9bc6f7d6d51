/** A seeded source of chance (mulberry32): the same weeks in every run. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Ordinary weeks: quiet nights, busy weekends, better and worse days; `base` posts an hour on average. */
export function noisyWeeks(options: {
  weeks: number
  base: number
  dispersion: number
  seed: number
}): number[] {
  const { weeks, base, dispersion, seed } = options
  const random = seededRandom(seed)
  const unevenness = () => gamma(2 / dispersion, random) * (dispersion / 2)
  let mood = 1
  return Array.from({ length: weeks * 168 }, (_, hour) => {
    if (hour % 24 === 0) mood = unevenness()
    return poisson(base * rhythm(hour) * mood * unevenness(), random)
  })
}

/** How busy an hour of the week is against the average hour. */
export function rhythm(hour: number): number {
  const day = 0.15 + 1.6 * Math.max(0, Math.sin((((hour % 24) - 6) / 16) * Math.PI))
  return day * (Math.floor(hour / 24) % 7 >= 5 ? 1.6 : 0.9)
}

function poisson(mean: number, random: () => number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)))
  const limit = Math.exp(-mean)
  let count = -1
  for (let product = 1; product > limit; product *= random()) count++
  return Math.max(0, count)
}

/** Marsaglia & Tsang 2000. */
function gamma(shape: number, random: () => number): number {
  const d = shape - 1 / 3
  for (;;) {
    const x = normal(random)
    const v = (1 + x / Math.sqrt(9 * d)) ** 3
    if (v > 0 && Math.log(random() + 1e-12) < (x * x) / 2 + d - d * v + d * Math.log(v))
      return d * v
  }
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random())
}
