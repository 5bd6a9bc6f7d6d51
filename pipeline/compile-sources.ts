import { compileQueries } from '../analysis/query/compile-queries.ts'
import { parseQuery } from '../analysis/query/parse-query.ts'
import type { CompileQueries } from './watch-list.ts'

/** All stored queries as one matcher; one that no longer parses is left out, it was checked when saved. */
export const compileSources: CompileQueries = (queries) =>
  compileQueries(
    queries.flatMap(({ id, source }) => {
      try {
        return [{ id, query: parseQuery(source) }]
      } catch {
        return []
      }
    }),
  )
