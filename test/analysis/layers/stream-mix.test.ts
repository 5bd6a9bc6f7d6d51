import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLayeredUnderstander } from '../../../analysis/layers/layered-understander.ts'
import {
  LEAST_POSTS,
  learnMix,
  type StreamMix,
  weighByMix,
} from '../../../analysis/layers/stream-mix.ts'
import type { BrandProfile } from '../../../analysis/understand/understanding.ts'
import { readWeights } from '../../../cli/weights.ts'

const PUFFIN: BrandProfile = {
  id: 'puffin',
  name: 'Puffin',
  handles: ['@puffinbakes'],
  keywords: ['bakery'],
  not: [],
}
const moods = (negative: number, neutral: number, positive: number) => ({
  negative,
  neutral,
  positive,
})
const NOBODY = moods(0, 0, 0)
const anyMoods = fc.record({
  negative: fc.nat(5000),
  neutral: fc.nat(5000),
  positive: fc.nat(5000),
})

let mix: StreamMix | undefined
const reader = createLayeredUnderstander(
  readWeights(),
  () => undefined,
  ({ brand }) => (brand === undefined ? undefined : mix),
)
const read = (text: string, of: StreamMix | undefined, brand: BrandProfile | null = PUFFIN) => {
  mix = of
  const input = { text, ...(brand === null ? {} : { brand }) }
  const found = reader.understand(input)
  return { ...found.sentiment, why: reader.why(input, found) }
}

describe('the mix of a stream', () => {
  it('is not known from fewer than a hundred posts', () => {
    expect(learnMix(moods(LEAST_POSTS - 1, 0, 0), moods(20, 0, 0))).toBeNull()
    expect(learnMix(moods(LEAST_POSTS, 0, 0), NOBODY)).not.toBeNull()
  })

  it('is shares that keep every mood possible and make none a matter of course', () => {
    fc.assert(
      fc.property(anyMoods, anyMoods, (said, checked) => {
        const learnt = learnMix(said, checked)
        if (learnt === null) return
        expect(learnt.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
        for (const share of learnt) {
          expect(share).toBeGreaterThanOrEqual(0.09)
          expect(share).toBeLessThanOrEqual(0.81)
        }
      }),
    )
  })

  it('follows what we answered half-heartedly, and what people checked soon wholly', () => {
    const said = moods(100, 450, 450)
    const [alone = 0] = learnMix(said, NOBODY) ?? []
    const [week = 0] = learnMix(said, moods(12, 4, 4)) ?? []
    const [months = 0] = learnMix(said, moods(120, 40, 40)) ?? []
    expect(alone).toBeLessThan(0.25)
    expect(week).toBeGreaterThan(alone)
    expect(months).toBeGreaterThan(0.5)
  })

  it('moves a confidence no further than an even mix where all moods are as many', () => {
    const learnt = learnMix(moods(500, 500, 500), NOBODY) ?? []
    const shares = [0.5, 0.3, 0.2]
    for (const [k, share] of weighByMix(shares, learnt).entries())
      expect(Math.abs(share - (shares[k] ?? 0))).toBeLessThan(0.08)
  })
})

describe('how sure we are of a mood', () => {
  const ANGRY = 'half an hour in the queue at puffin'
  const mostlyHappy = learnMix(moods(10, 200, 800), moods(2, 20, 98)) ?? undefined
  const mostlyUnhappy = learnMix(moods(800, 150, 50), moods(90, 20, 10)) ?? undefined

  it('falls where the mood is seldom met and rises where it is common, while the mood stays', () => {
    const even = read(ANGRY, undefined)
    const seldom = read(ANGRY, mostlyHappy)
    const common = read(ANGRY, mostlyUnhappy)
    expect(seldom.confidence).toBeLessThan(even.confidence)
    expect(common.confidence).toBeGreaterThan(even.confidence)
    expect(seldom.scores).toEqual(even.scores)
    expect([even.label, common.label]).toEqual(['negative', 'negative'])
  })

  it('says what moved it', () => {
    const said = (of: StreamMix | undefined) =>
      read(ANGRY, of).why.filter(({ rule }) => rule === 'stream-mix')
    expect(said(undefined)).toEqual([])
    expect(said(mostlyHappy)).toEqual([
      expect.objectContaining({ words: [], note: 'sounds unhappy, as posts about you seldom are' }),
    ])
    expect(said(mostlyUnhappy)).toEqual([
      expect.objectContaining({
        label: 'negative',
        note: 'sounds unhappy, as posts about you often are',
      }),
    ])
  })

  it('can leave a post to a person that would have been answered', () => {
    expect(read(ANGRY, undefined).label).toBe('negative')
    expect(read(ANGRY, mostlyHappy)).toMatchObject({ label: 'unsure' })
  })

  it('hangs on the words alone where no brand is asked about', () => {
    expect(read(ANGRY, mostlyHappy, null)).toEqual(read(ANGRY, undefined, null))
  })
})
