import { describe, expect, it } from 'vitest'
import { createUnderstander } from '../../../analysis/understand/model-understander.ts'
import { readWeights } from '../../../cli/weights.ts'
import { PUFFIN } from './puffin.ts'

const reader = createUnderstander(readWeights())

describe('reasons', () => {
  it('names the words and the rule that carried a decision', () => {
    const text = 'My lawyer will be in touch about this. Worst service ever.'
    const input = { text, brand: PUFFIN }
    const why = reader.why(input, reader.understand(input))
    expect(why).toContainEqual(
      expect.objectContaining({
        label: 'emergency',
        rule: 'press-or-lawyer',
        words: ['my lawyer will'],
      }),
    )
    expect(why).toContainEqual(expect.objectContaining({ label: 'complaint', rule: 'bad-service' }))
    const negative = why.find(({ label }) => label === 'negative')
    expect(negative?.words).toContain('Worst')
  })

  it('names no word twice, no part of what it names whole, and not the brand itself for a mood', () => {
    const brand = { ...PUFFIN, name: 'Puffin Bakery', keywords: ['rye bread', 'rye', 'bread'] }
    const input = {
      text: 'Puffin Bakery rye bread: stale, stale, STALE. @puffinbakes it is awful and I am done with Puffin Bakery',
      brand,
    }
    const why = reader.why(input, reader.understand(input))
    expect(why.find(({ rule }) => rule === 'brand-words')?.words).toEqual([
      '@puffinbakes',
      'rye bread',
    ])
    for (const { words, rule } of why.filter(({ label }) => label !== 'relevant')) {
      const plain = words.map((word) => word.toLowerCase())
      expect(new Set(plain).size).toBe(plain.length)
      if (rule === undefined)
        for (const word of ['puffin', 'bakery', '@puffinbakes']) expect(plain).not.toContain(word)
    }
    expect(why.find(({ label }) => label === 'negative')?.words).toContain('awful')
  })

  it.each([
    ['en', "I've told them that there's no bread, and that's it", /^(?:I've|that's|there's)$/i],
    [
      'es',
      'El pan de la tienda es un horror y la cajera es muy grosera',
      /^(?:de|la|es|un|el|y)$/i,
    ],
    ['de', 'Das Brot ist hart und die Verkäuferin war unfreundlich', /^(?:das|ist|und|die|war)$/i],
  ])('names no small words in %s where others carry it', (lang, text, small) => {
    const input = { text, brand: PUFFIN, lang }
    const words = reader.why(input, reader.understand(input)).flatMap((reason) => reason.words)
    expect(words.filter((word) => small.test(word))).toEqual([])
    expect(words.length).toBeGreaterThan(0)
  })

  it('never names a rule for what was not decided', () => {
    const input = { text: 'Lovely pies, thanks to all of you!', brand: PUFFIN }
    const found = reader.understand(input)
    const said = new Set<string>([
      ...found.labels,
      found.urgency.label,
      'relevant',
      'irrelevant',
      found.sentiment.label,
    ])
    for (const { label } of reader.why(input, found)) expect(said).toContain(label)
  })
})
