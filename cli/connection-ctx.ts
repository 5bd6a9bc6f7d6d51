import type { Ctx } from '../connectors/connector.ts'
import type { Clock } from '../core/clock.ts'
import type { Environment } from '../core/environment.ts'
import type { Logger } from '../core/logger.ts'
import { monthOf } from '../core/month.ts'
import type { Seal } from '../core/seal.ts'
import type { Database } from '../db/database.ts'
import { finishDeliveries, readDeliveries } from '../db/deliveries.ts'
import { readStoredPosts } from '../db/stored-posts.ts'
import { readQueryTrees } from '../pipeline/query-trees.ts'

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

/** A secret that the network changed; it holds only until people paste another in place of the one it grew from. */
interface Rotated {
  value: string
  grewFrom: string | null
}

/** The world of one connection: sockets, secrets that rotate, and a purse with a monthly cap. */
export async function createConnectionCtx(
  deps: CtxDeps,
): Promise<(connectionId: string, signal: AbortSignal) => Ctx> {
  const stored = new Map<string, Rotated>()
  const load = async () => {
    const rows = await deps.db.kysely
      .selectFrom('setting')
      .select(['key', 'value'])
      .where('key', 'like', 'secret.%')
      .execute()
    for (const row of rows)
      stored.set(row.key, JSON.parse(deps.seal.open(JSON.parse(row.value) as string)) as Rotated)
  }
  const keysOf = (connectionId: string) =>
    JSON.stringify([...stored].filter(([key]) => key.startsWith(`secret.${connectionId}.`)).sort())
  await load()
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
      get: (name) => {
        const pasted = deps.env(name)
        const kept = stored.get(`secret.${connectionId}.${name}`)
        const isNewer = pasted === undefined || kept?.grewFrom === pasted
        return kept !== undefined && isNewer ? kept.value : pasted
      },
      put: async (values) => {
        const fresh = new Map<string, Rotated>()
        for (const [name, value] of Object.entries(values))
          fresh.set(`secret.${connectionId}.${name}`, { value, grewFrom: deps.env(name) ?? null })
        await deps.db.transaction(async (trx) => {
          for (const [key, rotated] of fresh) {
            const row = {
              value: JSON.stringify(deps.seal.seal(JSON.stringify(rotated))),
              updated_at: deps.clock.now(),
              updated_by: connectionId,
            }
            await trx
              .insertInto('setting')
              .values({ key, ...row })
              .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
              .execute()
          }
        })
        for (const [key, rotated] of fresh) stored.set(key, rotated)
      },
      reload: async () => {
        const before = keysOf(connectionId)
        await load()
        return keysOf(connectionId) !== before
      },
    },
    spend: (usd) => {
      const cap = deps.capUsd.get(connectionId)
      const key = `${connectionId} ${monthOf(deps.clock.now())}`
      const next = (spent.get(key) ?? 0) + usd
      if (cap !== undefined && next > cap) return false
      spent.set(key, next)
      return true
    },
    budget: () => ({
      capUsd: deps.capUsd.get(connectionId) ?? null,
      spentUsd: spent.get(`${connectionId} ${monthOf(deps.clock.now())}`) ?? 0,
    }),
    log: deps.log,
    health: () => {},
    allowPrivateAddresses: deps.allowPrivateAddresses,
    deliveries: {
      read: (after, limit) => readDeliveries(deps.db.kysely, connectionId, after, limit),
      finish: (upTo) => finishDeliveries(deps.db.kysely, connectionId, upTo, deps.clock.now()),
    },
    queries: () => readQueryTrees(deps.db),
    stored: (below, limit) => readStoredPosts(deps.db.kysely, connectionId, below, limit),
  })
}
