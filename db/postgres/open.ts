import { PostgresDialect } from 'kysely'
import pg from 'pg'

/** int8 and numeric counts come as numbers: every integer of ours stays below 2^53. */
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, Number)
types.setTypeParser(pg.types.builtins.NUMERIC, Number)

/** A pool of connections to Postgres 15 or newer; `searchPath` lets test suites keep apart. */
export function openPostgres(
  url: string,
  options: { max?: number; searchPath?: string } = {},
): { dialect: PostgresDialect; pool: pg.Pool } {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 8,
    types,
    ...(options.searchPath === undefined
      ? {}
      : { options: `-c search_path=${options.searchPath}` }),
  })
  // A connection that breaks while idle is replaced; the next query reports what is wrong.
  pool.on('error', () => {})
  return { dialect: new PostgresDialect({ pool }), pool }
}

/** Errors after which the same transaction may simply run again (source: Postgres manual, appendix A). */
export function isRetryable(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && (code === '40001' || code === '40P01')
}
