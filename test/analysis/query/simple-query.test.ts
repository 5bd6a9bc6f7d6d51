import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateQuery } from '../../../analysis/query/evaluate-query.ts'
import { parseQuery } from '../../../analysis/query/parse-query.ts'
import { printQuery } from '../../../analysis/query/print-query.ts'
import { compileSimpleQuery, SimpleQueryError } from '../../../analysis/query/simple-query.ts'
import { aText } from './arbitraries.ts'

describe('compileSimpleQuery', () => {
  it('makes the tree that the same query written out makes', () => {
    const simple = compileSimpleQuery({
      any: ['acme', '@acme', 'flat white'],
      all: ['coffee'],
      none: ['#ad', 'gin tonic'],
    })
    const written = parseQuery(
      '(acme OR @acme OR "flat white") AND coffee AND NOT #ad AND NOT "gin tonic"',
    )
    expect(simple.root).toEqual(written.root)
  })

  it('looks for every word of a name that reads like an operator', () => {
    expect(
      printQuery(compileSimpleQuery({ any: ['OR', 'NEAR', 'site:x', '-tea', 'cof*fee'] })),
    ).toBe('"OR" OR "NEAR" OR "site:x" OR "-tea" OR "cof*fee"')
  })

  it('passes over empty entries and quotes', () => {
    expect(printQuery(compileSimpleQuery({ any: ['', '  ', '"flat white"'] }))).toBe('"flat white"')
  })

  it('refuses boxes with nothing to look for', () => {
    expect(() => compileSimpleQuery({ none: ['tea'] })).toThrow(/Add a word to look for/)
  })

  it('says which entry of which box is wrong', () => {
    const error = caught(() => compileSimpleQuery({ any: ['tea'], none: ['milk', '€'] }))
    expect(error).toBeInstanceOf(SimpleQueryError)
    expect(error).toMatchObject({ box: 'none', entry: 1 })
  })

  it('means any, all and none', () => {
    fc.assert(
      fc.property(aText, (text) => {
        const holds = (word: string): boolean => evaluateQuery(parseQuery(word), { text })
        const query = compileSimpleQuery({ any: ['acme', 'tea'], all: ['coffee'], none: ['東京'] })
        expect(evaluateQuery(query, { text })).toBe(
          (holds('acme') || holds('tea')) && holds('coffee') && !holds('東京'),
        )
      }),
    )
  })
})

function caught(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}
