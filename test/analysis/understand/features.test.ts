import { describe, expect, it } from 'vitest'
import { measure } from '../../../analysis/understand/feature-dense.ts'
import { createFeaturiser, DENSE } from '../../../analysis/understand/featurise.ts'
import { createPostReader } from '../../../analysis/understand/read-post.ts'
import type { BrandProfile, UnderstandInput } from '../../../analysis/understand/understanding.ts'
import { openWordMeaning } from '../../../analysis/understand/word-meaning.ts'

const read = createPostReader(new Map([['good', 0.5]]))
const meaning = openWordMeaning('pie\ntart', Int8Array.from([64, 0, 60, 20]), 2)
const featurise = createFeaturiser(meaning)

function aBrand(name: string, handle: string): BrandProfile {
  return {
    id: name.toLowerCase(),
    name,
    description: 'Bakery with pies and bread.',
    handles: [handle],
    keywords: ['pie', 'sourdough loaf'],
    not: ['the sea bird'],
  }
}
function featuresOf(input: UnderstandInput) {
  const { words, pieces, signs, dense } = featurise(read(input))
  return {
    words: [...words.hash.subarray(0, words.count)],
    pieces: [...pieces.hash.subarray(0, pieces.count)],
    signs: [...signs.hash.subarray(0, signs.count)],
    dense: [...dense],
  }
}

describe('features of a post', () => {
  it('look the same for every brand, so that what is learnt of one holds for all', () => {
    const puffin = featuresOf({
      text: 'The Puffin pie was good, thanks @puffinbakes',
      brand: aBrand('Puffin', '@puffinbakes'),
    })
    const heron = featuresOf({
      text: 'The Grey Heron pie was good, thanks @greyheron',
      brand: aBrand('Grey Heron', '@greyheron'),
    })
    expect(heron).toEqual(puffin)
  })

  it('tell a word from the same word under a not', () => {
    const [plain, negated] = ['it is good', 'it is not good'].map((text) => featuresOf({ text }))
    const good = featuresOf({ text: 'good' }).words
    expect(plain?.words).toContain(good[0])
    expect(negated?.words).not.toContain(good[0])
  })

  it('tell the post that shares a word with what the brand is not', () => {
    const brand = aBrand('Puffin', '@puffinbakes')
    const [bird, shop] = ['a puffin, my favourite bird', 'a puffin, my favourite meal'].map(
      (text) => featuresOf({ text, brand }),
    )
    expect(bird?.signs).not.toEqual(shop?.signs)
  })

  it('write as many measured numbers as the heads expect', () => {
    expect(measure(read({ text: 'good' }), new Float32Array(DENSE * 2))).toBe(DENSE)
  })

  it('stay within their room for the longest posts', () => {
    const text = 'ab '.repeat(5_000)
    expect(() => featuresOf({ text, brand: aBrand('Ab', '@ab') })).not.toThrow()
  })

  it('are finite whatever is written', () => {
    for (const text of [
      '',
      ' ',
      '\u0000',
      '🙃',
      '@@@',
      '???',
      '\uD83D',
      '#',
      "'''",
      '…'.repeat(400),
    ])
      for (const value of featuresOf({ text, parent: text, brand: aBrand('', '') }).dense)
        expect(Number.isFinite(value)).toBe(true)
  })
})

describe('what words mean', () => {
  const meaningOf = (text: string, lang = 'en') => featuresOf({ text, lang }).dense.slice(DENSE)

  it('is the sum of the words that are known, over the root of their number', () => {
    expect(meaningOf('a pie')).toEqual([0.25, 0])
    expect(meaningOf('a pie, a pie')).toEqual([expect.closeTo(0.5 / Math.SQRT2), 0])
    expect(meaningOf('the tart')[1]).toBeGreaterThan(0)
  })

  it('is told word by word as well, for the reasons', () => {
    const { words } = read({ text: 'tart, pie and bread' })
    const weights = [2, -1]
    const parts = meaning.partsOf(words, weights)
    const whole = meaningOf('tart, pie and bread')
    const sum = parts.reduce((total, part) => total + part, 0)
    expect(sum).toBeCloseTo(2 * (whole[0] ?? 0) - (whole[1] ?? 0))
    expect(parts.filter((part) => part !== 0)).toHaveLength(2)
  })

  it('is another where the word is negated, and nothing where that is not known', () => {
    const knows = openWordMeaning('pie\n¬pie', Int8Array.from([64, 0, -32, 0]), 2)
    const reads = createFeaturiser(knows)
    expect(reads(read({ text: 'not a pie', lang: 'en' })).dense[DENSE]).toBe(-0.125)
    expect(meaningOf('not a pie')).toEqual([0, 0])
  })

  it('is nothing of a post without a known word, and of another language', () => {
    expect(meaningOf('bread')).toEqual([0, 0])
    expect(meaningOf('eine pie ist doch auch nur ein Kuchen mit Deckel, oder nicht', 'de')).toEqual(
      [0, 0],
    )
  })
})
