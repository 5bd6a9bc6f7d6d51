import { compileQueries } from '../analysis/query/compile-queries.ts'
import { metTerms } from '../analysis/query/explain-match.ts'
import { parseQuery } from '../analysis/query/parse-query.ts'
import type { CompileQueries } from './watch-list.ts'

/** All stored queries as one matcher; one that no longer parses is left out, it was checked when saved. */
export const compileSources: CompileQueries = (sources) => {
  const queries = sources.flatMap(({ id, source }) => {
    try {
      return [{ id, query: parseQuery(source) }]
    } catch {
      return []
    }
  })
  const byId = new Map(queries.map(({ id, query }) => [id, query]))
  return {
    ...compileQueries(queries),
    terms(id, post) {
      const query = byId.get(id)
      return query === undefined ? [] : metTerms(query, post)
    },
  }
}
