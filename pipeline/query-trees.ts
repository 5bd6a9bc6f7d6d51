import { parseQuery } from '../analysis/query/parse-query.ts'
import type { WantedQuery } from '../core/query-tree.ts'
import type { Database } from '../db/database.ts'

/** The queries that are switched on, as plain data; one that no longer parses is left out. */
export async function readQueryTrees(db: Database): Promise<WantedQuery[]> {
  const rows = await db.kysely
    .selectFrom('query')
    .select(['id', 'source'])
    .where('enabled', '=', 1)
    .orderBy('id')
    .execute()
  return rows.flatMap(({ id, source }) => {
    try {
      return [{ id, root: parseQuery(source).root }]
    } catch {
      return []
    }
  })
}
