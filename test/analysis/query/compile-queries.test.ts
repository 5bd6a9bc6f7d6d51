import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileQueries } from '../../../analysis/query/compile-queries.ts'
import { evaluateQuery } from '../../../analysis/query/evaluate-query.ts'
import { parseQuery } from '../../../analysis/query/parse-query.ts'
import { anExpression, aPost } from './arbitraries.ts'

describe('compileQueries', () => {
  it('says of any posts and queries what the plain evaluator says', () => {
    fc.assert(
      fc.property(
        fc.array(anExpression, { minLength: 1, maxLength: 12 }),
        fc.array(aPost, { minLength: 1, maxLength: 4 }),
        (sources, posts) => {
          const queries = sources.map((source, id) => ({
            id,
            query: parseQuery(source, { purpose: 'route' }),
          }))
          const matcher = compileQueries(queries)
          for (const post of posts) {
            const expected = queries.filter(({ query }) => evaluateQuery(query, post))
            expect(matcher.match(post)).toEqual(expected.map(({ id }) => id))
          }
        },
      ),
      { numRuns: Number(process.env['RUNS'] ?? 400) },
    )
  })
})
