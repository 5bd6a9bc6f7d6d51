import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chanceOfAtLeast, chanceOfAtMost } from '../../../analysis/signals/count-tail.ts'

/** The plainest way: every chance from 0 on, each from its definition. */
function naive(count: number, mean: number, dispersion: number): number[] {
  const chances: number[] = []
  for (let n = 0; n <= count; n++) {
    let chance = 1
    if (dispersion === 0) {
      chance = Math.exp(-mean)
      for (let i = 1; i <= n; i++) chance *= mean / i
    } else {
      const size = 1 / dispersion
      chance = (size / (size + mean)) ** size
      for (let i = 0; i < n; i++) chance *= ((size + i) / (i + 1)) * (mean / (size + mean))
    }
    chances.push(chance)
  }
  return chances
}
const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0)

describe('tail chances', () => {
  it('equal a naive exact sum', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.double({ min: 0.05, max: 30, noNaN: true }),
        fc.constantFrom(0, 0.03, 0.1, 0.5, 2),
        (count, mean, dispersion) => {
          const atMost = sum(naive(count, mean, dispersion))
          expect(chanceOfAtMost(count, mean, dispersion)).toBeCloseTo(atMost, 9)
          const fewer = sum(naive(count - 1, mean, dispersion))
          expect(chanceOfAtLeast(count, mean, dispersion)).toBeCloseTo(1 - fewer, 9)
        },
      ),
    )
  })

  it('stay exact where a difference from 1 would be lost', () => {
    const far = sum(naive(400, 4, 0.1).slice(60))
    expect(chanceOfAtLeast(60, 4, 0.1) / far).toBeCloseTo(1, 6)
  })

  it('of a count and its complement make one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0.01, max: 4000, noNaN: true }),
        fc.constantFrom(0, 0.05, 0.4),
        (count, mean, dispersion) => {
          const all =
            chanceOfAtLeast(count, mean, dispersion) + chanceOfAtMost(count - 1, mean, dispersion)
          expect(all).toBeCloseTo(1, 8)
        },
      ),
    )
  })

  it('come to an end where a chance is smaller than any number', () => {
    for (const [count, mean] of [
      [1250, 21.474615517869054],
      [2590, 53.605095662214616],
      [4588, 103.20406400799688],
    ] as const)
      expect(chanceOfAtLeast(count, mean, 0.05)).toBeLessThan(1e-300)
  })

  it('know what never and always are', () => {
    expect(chanceOfAtLeast(0, 3, 0.1)).toBe(1)
    expect(chanceOfAtMost(-1, 3, 0.1)).toBe(0)
    expect(chanceOfAtLeast(1, 0, 0.1)).toBe(0)
    expect(chanceOfAtMost(0, 0, 0.1)).toBe(1)
  })
})
