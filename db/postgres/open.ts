import { PostgresDialect } from 'kysely'
import pg from 'pg'
import { UsageError } from '../../core/errors.ts'

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
  // A connection that breaks is replaced, and the query that meets it reports it; unheard, either event
  // would end the program.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return { dialect: new PostgresDialect({ pool }), pool }
}

const FAULTS: readonly [RegExp, string][] = [
  [
    /^(?:E(?:CONN(?:REFUSED|RESET)|TIMEDOUT|HOSTUNREACH|NETUNREACH)|57P03)$/,
    'Postgres does not answer. Look whether it runs, and at the machine and port of DATABASE_URL.',
  ],
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, 'There is no machine of that name. Look at DATABASE_URL.'],
  [/^28(?:P01|000)$/, 'Postgres refused the user or the password of DATABASE_URL.'],
  [/^3D000$/, 'Postgres has no such database. Make the one that DATABASE_URL names.'],
  [
    /^42501$/,
    'The user of DATABASE_URL may not make tables there. Give it that right, or name another.',
  ],
]

/** Why a Postgres cannot be used, in words without its address; null for any other error. */
export function serverFault(cause: unknown): UsageError | null {
  const found = FAULTS.find(([codes]) => codes.test(codeOf(cause)))
  return found === undefined ? null : new UsageError(found[1], { cause })
}

/** The same transaction may run again at once: it lost a race (source: Postgres manual, appendix A). */
export function isRaceLost(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40001' || code === '40P01'
}

/** The server went away or is not ready; whoever had not begun to commit may wait and run again. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error)
  return (
    /^(08...|57P0[123]|53300|ECONN(REFUSED|RESET)|EPIPE|ETIMEDOUT)$/.test(code) ||
    (error instanceof Error && error.message.startsWith('Connection terminated'))
  )
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}
