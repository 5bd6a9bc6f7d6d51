import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeFeeling, summariseFeeling } from '../../../analysis/figures/feeling.ts'
import { newcombe, wilson } from '../../../analysis/figures/intervals.ts'

describe('wilson', () => {
  it('gives the published interval of 81 out of 263', () => {
    const { low, high } = wilson(81, 263)
    expect(low).toBeCloseTo(0.2553, 4)
    expect(high).toBeCloseTo(0.3662, 4)
  })

  it('stays inside 0 and 1 and holds the share', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (hits, misses) => {
        const n = hits + misses
        const { low, high } = wilson(hits, n)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        if (n > 0) {
          expect(low).toBeLessThanOrEqual(hits / n + 1e-9)
          expect(high).toBeGreaterThanOrEqual(hits / n - 1e-9)
        }
      }),
    )
  })
})

describe('newcombe', () => {
  it('gives the published interval of 56/70 against 48/80', () => {
    const { low, high } = newcombe(56, 70, 48, 80)
    expect(low).toBeCloseTo(0.0524, 4)
    expect(high).toBeCloseTo(0.3339, 4)
  })
})

describe('summariseFeeling', () => {
  it('leaves the unsure out of the figure and says how many they were', () => {
    const feeling = summariseFeeling({ negative: 10, neutral: 20, positive: 30, unsure: 40 })
    expect(feeling).toMatchObject({ n: 60, counts: { unsure: 40 }, isEnough: true })
    expect(feeling.net).toBeCloseTo(1 / 3, 10)
  })

  it('has no figure where nobody was heard', () => {
    expect(summariseFeeling({ negative: 0, neutral: 0, positive: 0, unsure: 3 })).toMatchObject({
      net: null,
      n: 0,
      isEnough: false,
    })
  })

  it('keeps the net feeling inside its interval', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), fc.nat(300), (negative, neutral, positive) => {
        fc.pre(negative + neutral + positive > 0)
        const { net, interval } = summariseFeeling({ negative, neutral, positive })
        expect(interval.low).toBeLessThanOrEqual((net ?? 0) + 1e-9)
        expect(interval.high).toBeGreaterThanOrEqual((net ?? 0) - 1e-9)
        expect(interval.low).toBeGreaterThanOrEqual(-1)
        expect(interval.high).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('judgeFeeling', () => {
  const good = { negative: 10, neutral: 60, positive: 130 }
  const bad = { negative: 130, neutral: 60, positive: 10 }

  it('says better or worse only where the numbers leave no doubt', () => {
    expect(judgeFeeling(good, bad)).toMatchObject({ change: 'better', mood: 'warm' })
    expect(judgeFeeling(bad, good)).toMatchObject({ change: 'worse', mood: 'cool' })
    expect(judgeFeeling(good, { ...good, positive: 128 }).change).toBe('same')
  })

  it('says that small numbers are small', () => {
    const few = { negative: 0, neutral: 1, positive: 5 }
    expect(judgeFeeling(few, good)).toMatchObject({ change: 'too_few', mood: 'too_few' })
  })
})
