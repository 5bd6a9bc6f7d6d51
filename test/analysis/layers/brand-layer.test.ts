import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adjustShares } from '../../../analysis/layers/brand-layer.ts'
import { fitHead, type Lesson } from '../../../analysis/layers/fit-layer.ts'
import type { Ground } from '../../../analysis/layers/ground.ts'
import { readLayer, roundHead, writeLayer } from '../../../analysis/layers/layer-text.ts'
import { learnLayer } from '../../../analysis/layers/learn-layer.ts'

const [NEGATIVE, NEUTRAL, POSITIVE] = [0, 1, 2]

/** A post of some words, each a column of its own. */
function aGround(...words: number[]): Pick<Ground, 'columns' | 'values'> {
  const value = 1 / Math.sqrt(Math.max(1, words.length))
  return { columns: Uint16Array.from(words), values: Float32Array.from(words, () => value) }
}

function aLesson(key: string, truth: number, shares: number[], ...words: number[]): Lesson {
  return { key, truth, shares, ground: aGround(...words) }
}

/** The trained head takes word 7 for praise; this brand's customers mean a complaint. */
const slang = Array.from({ length: 60 }, (_, n) =>
  n % 2 === 0
    ? aLesson(`s${n}`, NEGATIVE, [0.2, 0.2, 0.6], 7, 100 + n)
    : aLesson(`s${n}`, POSITIVE, [0.2, 0.2, 0.6], 9, 100 + n),
)

const shares3 = fc
  .tuple(...[0, 1, 2].map(() => fc.double({ min: 0.01, max: 1, noNaN: true })))
  .map((list) => list.map((one) => one / list.reduce((a, b) => a + b, 0)))
const words = fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 8 })
const lessons = (truth: fc.Arbitrary<number>, count: { minLength: number; maxLength: number }) =>
  fc
    .array(fc.record({ truth, shares: shares3, words }), count)
    .map((list) => list.map((one, n) => aLesson(`k${n}`, one.truth, one.shares, ...one.words)))

describe('a brand without corrections', () => {
  it('is judged by the trained head to the last digit', () => {
    const shares = [0.2, 0.3, 0.5]
    const { layer } = learnLayer('m', new Map())
    expect(adjustShares(layer.heads.get('sentiment'), shares, aGround(1, 2))).toBe(shares)
  })

  it('has no layer from two words, which could be two slips', () => {
    expect(fitHead(slang.slice(0, 2), 3).head).toBeNull()
  })
})

describe('a brand that was put right', () => {
  it('is read as its customers mean it, and other posts as before', () => {
    const { head, test } = fitHead(slang, 3)
    expect(test).toMatchObject({ lessons: 60, holds: true })
    expect(test.after).toBeGreaterThan(test.before + 0.3)
    const meant = adjustShares(head ?? undefined, [0.2, 0.2, 0.6], aGround(7))
    expect(meant.indexOf(Math.max(...meant))).toBe(NEGATIVE)
    const other = adjustShares(head ?? undefined, [0.2, 0.2, 0.6], aGround(2000))
    expect(other.indexOf(Math.max(...other))).toBe(POSITIVE)
  })

  it('learns yes and no as well', () => {
    const list = slang.map(({ key, ground, truth }) => ({
      key,
      ground,
      truth: truth === NEGATIVE ? 1 : 0,
      shares: [0.5],
    }))
    const { head } = fitHead(list, 1)
    expect(adjustShares(head ?? undefined, [0.5], aGround(7))[0]).toBeGreaterThan(0.6)
    expect(adjustShares(head ?? undefined, [0.5], aGround(9))[0]).toBeLessThan(0.4)
  })

  it('is the same in whatever order people clicked', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(slang, { minLength: 60, maxLength: 60 }), (order) => {
        expect(fitHead(order, 3)).toEqual(fitHead(slang, 3))
      }),
      { numRuns: 20 },
    )
  })

  it('is as before when a correction is taken back', () => {
    const before = fitHead(slang, 3)
    const wrong = aLesson('wrong', NEUTRAL, [0.1, 0.1, 0.8], 9)
    expect(fitHead([...slang, wrong], 3)).not.toEqual(before)
    expect(fitHead([...slang, wrong].slice(0, -1), 3)).toEqual(before)
  })

  it('judges the same after it was stored and read', () => {
    const { head } = fitHead(slang, 3)
    if (head === null) throw new Error('the layer did not hold')
    const layer = { model: 'm', heads: new Map([['sentiment', roundHead(head)]]) }
    const read = readLayer(writeLayer(layer))
    expect(read).toEqual(layer)
    const rough = adjustShares(read.heads.get('sentiment'), [0.2, 0.2, 0.6], aGround(7, 130))
    adjustShares(head, [0.2, 0.2, 0.6], aGround(7, 130)).forEach((share, k) => {
      expect(rough[k]).toBeCloseTo(share, 1)
    })
  })
})

describe('wrong clicks', () => {
  it('ten of them move no decision that was sure', () => {
    fc.assert(
      fc.property(
        lessons(fc.constantFrom(NEGATIVE, NEUTRAL, POSITIVE), { minLength: 3, maxLength: 10 }),
        words,
        fc.constantFrom(NEGATIVE, NEUTRAL, POSITIVE),
        (clicks, post, sure) => {
          const shares = [0.1, 0.1, 0.1].with(sure, 0.8)
          const { head } = fitHead(clicks, 3)
          const after = adjustShares(head ?? undefined, shares, aGround(...post))
          expect(after.indexOf(Math.max(...after))).toBe(sure)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('ten about a mood that all say the same turn none but what was a toss-up', () => {
    const clicks = Array.from({ length: 10 }, (_, n) =>
      aLesson(`k${n}`, POSITIVE, [0.8, 0.1, 0.1], 5, n),
    )
    const { head } = fitHead(clicks, 3)
    const after = adjustShares(head ?? undefined, [0.45, 0.2, 0.35], aGround(5))
    expect(after.indexOf(Math.max(...after))).toBe(NEGATIVE)
    expect(after[POSITIVE]).toBeGreaterThan(0.35)
  })

  it('a hundred that all say the same move it no further than ten', () => {
    const clicks = Array.from({ length: 100 }, (_, n) => aLesson(`k${n}`, 0, [0.9], 5, n))
    const { head } = fitHead(clicks, 1)
    expect(adjustShares(head ?? undefined, [0.9], aGround(5))[0]).toBeGreaterThan(0.8)
    expect(adjustShares(head ?? undefined, [0.65], aGround(5))[0]).toBeLessThan(0.65)
  })

  it('are learnt only where posts not seen are judged no worse for it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 40 }), fc.nat(), (n, seed) => {
        const clicks = Array.from({ length: n }, (_, i) =>
          aLesson(`k${i}`, (i * 7919 + seed * 31 + (i >> 1)) % 3, [0.34, 0.33, 0.33], i),
        )
        const { test } = fitHead(clicks, 3)
        if (test.holds) expect(test.after).toBeGreaterThanOrEqual(test.before)
        else expect(fitHead(clicks, 3).head).toBeNull()
      }),
      { numRuns: 20 },
    )
  })
})
