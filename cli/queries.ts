import { evaluateQuery } from '../analysis/query/evaluate-query.ts'
import { parseQuery } from '../analysis/query/parse-query.ts'
import type { CompileQueries } from '../pipeline/watch-list.ts'

/** Parses the stored queries; one that no longer parses is left out, it was checked when it was saved. */
export const compileQueries: CompileQueries = (queries) => {
  const parsed = queries.flatMap(({ id, source }) => {
    try {
      return [{ id, query: parseQuery(source) }]
    } catch {
      return []
    }
  })
  return {
    match: (post) => parsed.filter(({ query }) => evaluateQuery(query, post)).map(({ id }) => id),
  }
}
