import type { Ctx } from '../connectors/connector.ts'
import type { Clock } from '../core/clock.ts'
import type { Environment } from '../core/environment.ts'
import type { Logger } from '../core/logger.ts'
import type { Seal } from '../core/seal.ts'
import type { Database } from '../db/database.ts'

export interface CtxDeps {
  db: Database
  clock: Clock
  random: () => number
  log: Logger
  seal: Seal
  env: Environment
  /** Monthly caps in US dollars, a connection; none means no paid calls are counted. */
  capUsd: ReadonlyMap<string, number>
  allowPrivateAddresses: boolean
}

/** The world of one connection: sockets, secrets that rotate, and a purse with a monthly cap. */
export async function createConnectionCtx(
  deps: CtxDeps,
): Promise<(connectionId: string, signal: AbortSignal) => Ctx> {
  const stored = new Map<string, string>()
  const rows = await deps.db.kysely
    .selectFrom('setting')
    .select(['key', 'value'])
    .where('key', 'like', 'secret.%')
    .execute()
  for (const row of rows) stored.set(row.key, deps.seal.open(JSON.parse(row.value) as string))
  const month = () => new Date(deps.clock.now()).toISOString().slice(0, 7)
  const spent = new Map<string, number>()
  for (const row of await deps.db.kysely.selectFrom('spend').selectAll().execute())
    spent.set(`${row.connection_id} ${row.month}`, row.usd)

  return (connectionId, signal) => ({
    connectionId,
    fetch: globalThis.fetch,
    connectWs: (url, protocols) => new WebSocket(url, protocols),
    clock: deps.clock,
    random: deps.random,
    signal,
    secrets: {
      get: (name) => stored.get(`secret.${connectionId}.${name}`) ?? deps.env(name),
      put: async (values) => {
        await deps.db.transaction(async (trx) => {
          for (const [name, value] of Object.entries(values)) {
            const row = {
              value: JSON.stringify(deps.seal.seal(value)),
              updated_at: deps.clock.now(),
              updated_by: connectionId,
            }
            await trx
              .insertInto('setting')
              .values({ key: `secret.${connectionId}.${name}`, ...row })
              .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
              .execute()
          }
        })
        for (const [name, value] of Object.entries(values))
          stored.set(`secret.${connectionId}.${name}`, value)
      },
    },
    spend: (usd) => {
      const cap = deps.capUsd.get(connectionId)
      const key = `${connectionId} ${month()}`
      const next = (spent.get(key) ?? 0) + usd
      if (cap !== undefined && next > cap) return false
      spent.set(key, next)
      return true
    },
    log: deps.log,
    health: () => {},
    allowPrivateAddresses: deps.allowPrivateAddresses,
  })
}
