import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createNearCopyIndex } from '../../../analysis/near-copies/near-copy-index.ts'
import { likeness, sketchOf } from '../../../analysis/near-copies/sketch.ts'

const POST =
  'The new branch of Juniper on Mill Street lost my order twice this week and nobody there seems to care at all.'

const sure = (text: string) => {
  const sketch = sketchOf(text)
  if (sketch === null) throw new Error('too short for a sketch')
  return sketch
}

/** The Jaccard index of five-letter shingles, the slow and certain way. */
function jaccard(a: string, b: string): number {
  const shingles = (text: string) =>
    new Set(Array.from({ length: text.length - 4 }, (_, i) => text.slice(i, i + 5)))
  const [x, y] = [shingles(a), shingles(b)]
  const both = [...x].filter((shingle) => y.has(shingle)).length
  return both / (x.size + y.size - both)
}

describe('near-copies', () => {
  it.each([
    `RT @somebody: ${POST}`,
    `${POST.toUpperCase()} https://example.org/1`,
    `@friend ${POST} 😡😡`,
    POST.replace('seems to care', 'seems to mind'),
  ])('knows %j as the same post', (copy) => {
    const index = createNearCopyIndex(10)
    index.add(1, sure(POST))
    expect(index.find(sure(copy))).toBe(1)
  })

  it.each([
    'The new branch of Juniper on Mill Street is lovely, quiet in the morning, and the staff remembered my name.',
    'Juniper on Mill Street lost my order. I waited forty minutes and then they told me the kitchen was closed already.',
  ])('does not take %j for a copy', (other) => {
    const index = createNearCopyIndex(10)
    index.add(1, sure(POST))
    expect(index.find(sure(other))).toBeNull()
  })

  it('has no sketch of a short text: those join only where they are the same', () => {
    expect(
      sketchOf('love it @juniper https://example.org/a/very/long/link/that/is/no/words/at/all'),
    ).toBeNull()
  })

  it('estimates what two texts share', () => {
    const word = fc.stringMatching(/^[a-z]{3,8}$/)
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 30, maxLength: 60 }),
        fc.array(word, { minLength: 30, maxLength: 60 }),
        fc.nat(30),
        (own, others, shared) => {
          const a = own.join(' ')
          const b = [...own.slice(0, shared), ...others.slice(shared)].join(' ')
          // Five standard errors of 64 draws.
          expect(Math.abs(likeness(sure(a), sure(b)) - jaccard(a, b))).toBeLessThan(0.32)
        },
      ),
    )
  })

  it('forgets the oldest where it is full, and finds the rest', () => {
    const index = createNearCopyIndex(100)
    const post = (i: number) =>
      sure(Array.from({ length: 20 }, (_, j) => ((i + 1) * 7919 * (j + 3)).toString(36)).join(' '))
    for (let i = 0; i < 250; i++) index.add(i, post(i))
    expect(index.size).toBe(100)
    expect(index.find(post(10))).toBeNull()
    for (let i = 150; i < 250; i++) expect(index.find(post(i))).toBe(i)
  })

  it('gives the earliest of equals, in whatever order they came', () => {
    for (const order of [
      [3, 1, 2],
      [1, 2, 3],
    ]) {
      const index = createNearCopyIndex(10)
      for (const id of order) index.add(id, sure(POST))
      expect(index.find(sure(POST))).toBe(1)
    }
  })
})
