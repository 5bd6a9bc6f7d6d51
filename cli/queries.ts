import { compileQueries as compile } from '../analysis/query/compile-queries.ts'
import { parseQuery } from '../analysis/query/parse-query.ts'
import type { CompileQueries } from '../pipeline/watch-list.ts'

/** Makes the stored queries ready; one that no longer parses is left out, it was checked when it was saved. */
export const compileQueries: CompileQueries = (queries) =>
  compile(
    queries.flatMap(({ id, source }) => {
      try {
        return [{ id, query: parseQuery(source) }]
      } catch {
        return []
      }
    }),
  )
