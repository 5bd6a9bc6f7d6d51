import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { neededPieces } from '../../../analysis/understand/needed-pieces.ts'
import { createSieve, isSifted } from '../../../analysis/understand/rule-sieve.ts'
import { RULES } from '../../../analysis/understand/rules.ts'

describe('what every match of a pattern must hold', () => {
  it.each<[RegExp, readonly string[] | null]>([
    [/\b(?:cold|late) tea\b/u, ['cold tea', 'late tea']],
    [/colou?r/u, ['colour', 'color']],
    [/never (?:\w+ )?again/u, ['never ']],
    [/(?:ab|\w+)/u, null],
    [/(?<!\p{L})danke(?!\p{L})/u, ['danke']],
    [/a{0,3}/u, null],
    [/wait(?:ed)+ hours/u, ['wait']],
    [/what[^?]{3,}\?/u, ['?']],
  ])('%s', (pattern, pieces) => {
    const found = neededPieces(pattern.source)
    expect(found === null ? null : [...found].sort()).toEqual(
      pieces === null ? null : [...pieces].sort(),
    )
  })
})

describe('the sieve of the rules', () => {
  const sieve = createSieve(RULES.map(({ pattern }) => pattern))
  const letters = RULES.flatMap(({ pattern }) => neededPieces(pattern.source) ?? [])
  const text = fc
    .array(
      fc.oneof(
        fc.constantFrom(...letters),
        fc.constantFrom(' ', '?', '. ', 'my ', 'you '),
        fc.string({ maxLength: 4 }),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(''))

  it('never keeps back a rule that speaks', () => {
    fc.assert(
      fc.property(text, (words) => {
        const likely = sieve.sift(words)
        RULES.forEach(({ pattern, id }, number) => {
          if (pattern.test(words)) expect([id, isSifted(likely, number)]).toEqual([id, true])
        })
      }),
      { numRuns: 500 },
    )
  })

  it('keeps back most rules from a plain post', () => {
    const likely = sieve.sift('sunny morning on the hill with a flask of tea')
    const tried = RULES.filter((_, number) => isSifted(likely, number))
    expect(tried.length).toBeLessThan(RULES.length / 4)
  })
})
