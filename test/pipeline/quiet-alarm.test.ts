import { expect, it } from 'vitest'
import { isQuieterThanItself } from '../../pipeline/quiet-alarm.ts'
import { noisyWeeks } from '../support/noisy-weeks.ts'

const HOUR_MS = 3_600_000
const WEEK = 168
/** A Monday at midnight, in hours since 1970. */
const MONDAY = Date.UTC(2026, 8, 28) / HOUR_MS

/** Whether it is told at this hour of a source that speaks so and is silent from `diesAt` on. */
function isTold(counts: readonly number[], at: number, diesAt = at): boolean {
  const past = counts.slice(0, Math.min(at, diesAt))
  const heard = past.slice(0, past.findLastIndex((count) => count > 0) + 1)
  return isQuieterThanItself({ from: MONDAY, counts: heard }, (MONDAY + at) * HOUR_MS)
}

/** Hours after which the end of a source is told. */
function hoursUntilTold(counts: readonly number[], diesAt: number): number {
  let hours = 0
  while (!isTold(counts, diesAt + hours, diesAt)) hours++
  return hours
}

it('tells no ordinary night, weekend or bad day, whether much is said or little', () => {
  const told: string[] = []
  for (const base of [0.1, 0.5, 3, 20]) {
    const counts = noisyWeeks({ weeks: 7, base, dispersion: 0.3, seed: 1 })
    // A pause is the least likely in its last hour.
    for (let hour = 4 * WEEK; hour < counts.length; hour++)
      if (counts[hour - 1] === 0 && counts[hour]! > 0 && isTold(counts, hour))
        told.push(`${base} an hour, in hour ${hour}`)
  }
  expect(told).toEqual([])
})

it('tells the end of a source soon by day, in the morning where it ended at night, and of a rare one at last', () => {
  const busy = noisyWeeks({ weeks: 6, base: 20, dispersion: 0.3, seed: 4 })
  const noon = 5 * WEEK + 2 * 24 + 12
  expect(hoursUntilTold(busy, noon)).toBeLessThanOrEqual(12)
  const night = hoursUntilTold(busy, noon + 11)
  expect(night).toBeGreaterThan(4)
  expect(night).toBeLessThanOrEqual(24)
  const rare = noisyWeeks({ weeks: 6, base: 0.1, dispersion: 0.3, seed: 5 })
  expect(hoursUntilTold(rare, noon)).toBeLessThan(4 * WEEK)
})

it('is sure of no rhythm within the first week, and of an even one after two', () => {
  const even = (weeks: number) => Array.from({ length: weeks * WEEK }, () => 30)
  expect(isTold(even(1), WEEK + 24, WEEK)).toBe(false)
  expect(isTold(even(2), 2 * WEEK + 24, 2 * WEEK)).toBe(true)
})
