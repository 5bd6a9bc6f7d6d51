import type { Diagnosis } from '../connectors/connector.ts'
import { messageOf } from '../core/errors.ts'
import { silentLogger } from '../core/logger.ts'
import type { Network } from '../core/network.ts'
import type { Database } from '../db/database.ts'
import { createConnectionCtx } from './connection-ctx.ts'
import { createConnectors } from './connections.ts'
import type { CommandContext } from './context.ts'
import { openSeal } from './home.ts'

/** Every connector with a world of its own, beside a running desk. */
export async function openConnections(ctx: CommandContext, db: Database) {
  const { connectors, capUsd } = await createConnectors(db, () => true)
  const ctxOf = await createConnectionCtx({
    db,
    clock: ctx.clock,
    random: ctx.random,
    log: silentLogger,
    seal: openSeal(ctx.env),
    env: ctx.env,
    capUsd,
    allowPrivateAddresses: false,
  })
  return { connectors, ctxOf }
}

/** What every connection says of itself, or those of one network; none where none is set up. */
export async function checkSources(
  ctx: CommandContext,
  db: Database,
  only?: Network,
): Promise<Diagnosis[]> {
  const { connectors, ctxOf } = await openConnections(ctx, db)
  const findings: Diagnosis[] = []
  const rows = await db.kysely.selectFrom('connection').select(['id', 'network']).execute()
  const wanted = new Set(rows.flatMap((row) => (row.network === only ? [row.id] : [])))
  for (const [id, connector] of connectors) {
    // As configured: what comes through a webhook bears the name of the network that it is from.
    if (only !== undefined && !wanted.has(id)) continue
    try {
      const lines = await connector.check(ctxOf(id, ctx.signal))
      findings.push(...lines.map((line) => ({ ...line, what: `${id}: ${line.what}` })))
    } catch (error) {
      findings.push({ level: 'fail', what: `${id}: ${messageOf(error)}` })
    }
  }
  return findings
}
