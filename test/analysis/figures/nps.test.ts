import fc from 'fast-check'
import { expect, it } from 'vitest'
import { measureNps } from '../../../analysis/figures/nps.ts'

const counts = (...pairs: [number, number][]) => new Map(pairs)

it.each([
  [counts([10, 5], [9, 5], [8, 5], [6, 5]), 25, 20],
  [counts([7, 30]), 0, 30],
  [counts([0, 10], [6, 10]), -100, 20],
  [counts([9, 21]), 100, 21],
])('is promoters less detractors, with everybody in the base', (given, score, n) => {
  const nps = measureNps(given)
  expect([nps.score, nps.n, nps.isEnough]).toEqual([score, n, true])
  expect(nps.interval.low).toBeLessThanOrEqual(score)
  expect(nps.interval.high).toBeGreaterThanOrEqual(score)
})

it('says that nineteen answers are too few, and nothing where nobody answered', () => {
  expect(measureNps(counts([10, 19]))).toMatchObject({ n: 19, isEnough: false })
  expect(measureNps(counts())).toMatchObject({ n: 0, score: null, isEnough: false })
})

it('stays within −100 and 100, and turns with its signs', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40), { minLength: 11, maxLength: 11 }), (list) => {
      const nps = measureNps(new Map(list.map((n, score) => [score, n])))
      expect(nps.promoters + nps.passives + nps.detractors).toBe(nps.n)
      if (nps.score === null) return
      expect(nps.interval.low).toBeGreaterThanOrEqual(-100 - 1e-9)
      expect(nps.interval.high).toBeLessThanOrEqual(100 + 1e-9)
      const turned = measureNps(
        new Map([
          [0, nps.promoters],
          [8, nps.passives],
          [10, nps.detractors],
        ]),
      )
      expect(turned.score).toBeCloseTo(-nps.score, 9)
    }),
  )
})
