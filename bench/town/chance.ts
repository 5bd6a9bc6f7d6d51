import { createRandom } from '../../analysis/training/random.ts'

/** Seeded luck in the shapes that a town needs. */
export interface Chance {
  /** From 0 to 1. */
  roll(): number
  happens(share: number): boolean
  between(low: number, high: number): number
  whole(low: number, high: number): number
  /** Skewed as people are: half lie below the median, a few far above. */
  skewed(median: number, sigma: number): number
  /** Times of independent events at so many a day, between two days. */
  days(from: number, to: number, perDay: number): number[]
  pick<T>(values: readonly T[]): T
  weighted<T extends string>(weights: Partial<Record<T, number>>): T
}

/** Luck that a seed repeats. */
export function createChance(seed: number): Chance {
  const roll = createRandom(seed)
  const between = (low: number, high: number) => low + (high - low) * roll()
  return {
    roll,
    between,
    happens: (share) => roll() < share,
    whole: (low, high) => Math.floor(between(low, high + 1)),
    skewed(median, sigma) {
      const normal = Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll())
      return median * Math.exp(sigma * normal)
    },
    days(from, to, perDay) {
      const found: number[] = []
      if (perDay <= 0) return found
      for (let day = from; ; ) {
        day += -Math.log(1 - roll()) / perDay
        if (day >= to) return found
        found.push(day)
      }
    },
    pick(values) {
      const value = values[Math.floor(roll() * values.length)]
      if (value === undefined) throw new Error('nothing to pick from')
      return value
    },
    weighted<T extends string>(weights: Partial<Record<T, number>>): T {
      const entries = Object.entries(weights) as [T, number][]
      let left = roll() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [value, weight] of entries) {
        left -= weight
        if (left < 0) return value
      }
      const last = entries.at(-1)
      if (last === undefined) throw new Error('nothing to weigh')
      return last[0]
    },
  }
}
