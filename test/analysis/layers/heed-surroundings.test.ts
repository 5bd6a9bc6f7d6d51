import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLayeredUnderstander } from '../../../analysis/layers/layered-understander.ts'
import type { BrandProfile, UnderstandInput } from '../../../analysis/understand/understanding.ts'
import { readWeights } from '../../../cli/weights.ts'

const PUFFIN: BrandProfile = {
  id: 'puffin',
  name: 'Puffin Bakery',
  description: 'Small chain of bakeries with bread, pies and coffee.',
  handles: ['@puffinbakes'],
  keywords: ['sourdough'],
  not: ['the sea bird on the cliffs', 'the island'],
}
const reader = createLayeredUnderstander(readWeights(), () => undefined)
const EITHER = 'popped into puffin today'

const odds = (more: Partial<UnderstandInput>, text = EITHER) => {
  const input = { text, brand: PUFFIN, ...more }
  const { label, confidence } = reader.understand(input, { abstain: false }).relevance
  const share = label === 'relevant' ? confidence : 1 - confidence
  return Math.log(share / (1 - share))
}
const by = (ours: number, others: number, isKnown = false) => ({
  author: { history: { ours, others, isKnown } },
})
const whyOf = (more: Partial<UnderstandInput>) => {
  const input = { text: EITHER, brand: PUFFIN, ...more }
  return reader.why(input, reader.understand(input))
}

describe('who wrote a post', () => {
  it('speaks for the brand the more they wrote about it, and says so', () => {
    const row = [0, 1, 4, 8].map((ours) => odds(by(ours, 0)))
    expect(row).toEqual(row.toSorted((a, b) => a - b))
    expect(new Set(row).size).toBe(4)
    expect(whyOf(by(4, 0))).toContainEqual({
      label: 'relevant',
      words: [],
      rule: 'author-history',
      weight: 0.8,
      note: 'wrote about you 4 times before',
    })
  })

  it('speaks against it where staff said that posts of theirs were not about it', () => {
    expect(odds(by(0, 1))).toBeLessThan(odds({}))
    expect(odds(by(0, 2))).toBeLessThan(odds(by(0, 1)))
    expect(odds(by(3, 2))).toBeLessThan(odds({}))
    expect(whyOf(by(0, 2))).toContainEqual(
      expect.objectContaining({
        label: 'irrelevant',
        note: '2 earlier posts of theirs were not about you',
      }),
    )
  })

  it('counts for more where they are one of the people of the brand', () => {
    expect(odds(by(1, 0, true))).toBeGreaterThan(odds(by(1, 0)))
  })

  it('says nothing where nothing is known', () => {
    expect(odds(by(0, 0))).toBe(odds({}))
    expect(whyOf(by(0, 0))).toEqual(whyOf({}))
  })
})

describe('a name of several words', () => {
  const text = 'the oven of Puffin Bakery in Hull is smoking and nobody comes'
  const short = { ...PUFFIN, name: 'Puffin' }

  it('speaks for the brand where it is spelt out, and says so', () => {
    expect(odds({}, text)).toBeGreaterThan(odds({ brand: short }, text))
    const input = { text, brand: PUFFIN }
    expect(reader.why(input, reader.understand(input))).toContainEqual({
      label: 'relevant',
      words: ['Puffin Bakery'],
      rule: 'full-name',
      weight: 0.8,
    })
  })

  it.each([
    'a puffin on the cliffs, a bakery in the village',
    'Puffin Bakery on the cliffs of the island',
    'giveaway: follow and rt to win, Puffin Bakery and more',
  ])('says nothing in "%s"', (other) => {
    const input = { text: other, brand: PUFFIN }
    const rules = reader.why(input, reader.understand(input)).map(({ rule }) => rule)
    expect(rules).not.toContain('full-name')
  })
})

describe('the query that found a post', () => {
  it('says more where it spells the brand out than where it is one general word', () => {
    const [spelt, handle, bare, general] = [
      ['"puffin bakery"'],
      ['@puffinbakes'],
      ['puffin'],
      ['pie'],
    ].map((matched) => odds({ matched }))
    expect(spelt).toBe(handle)
    expect(spelt).toBeGreaterThan(bare ?? 0)
    expect(bare).toBe(odds({}))
    expect(general).toBeLessThan(bare ?? 0)
    expect(odds({ matched: ['sourdough'] })).toBe(bare)
    expect(odds({ matched: ['pie', '#puffin'] })).toBe(bare)
  })
})

it('nothing around a post moves its odds by more than one nat', () => {
  const count = fc.nat({ max: 8 })
  const terms = fc.subarray(['"puffin bakery"', '@puffinbakes', 'puffin', 'pie', ''])
  fc.assert(
    fc.property(count, count, fc.boolean(), terms, (ours, others, isKnown, matched) => {
      const moved = odds({ ...by(ours, others, isKnown), matched }) - odds({})
      expect(Math.abs(moved)).toBeLessThanOrEqual(1 + 1e-9)
    }),
    { numRuns: 200 },
  )
})

it('without a brand there is nothing to be about', () => {
  const input = { text: EITHER, ...by(4, 0), matched: ['pie'] }
  expect(reader.understand(input)).toEqual(reader.understand({ text: EITHER }))
  expect(reader.why(input, reader.understand(input))).toEqual(
    reader.why({ text: EITHER }, reader.understand({ text: EITHER })),
  )
})
