import type { Connector } from '../connectors/connector.ts'
import type { Environment } from '../core/environment.ts'
import type { Database } from '../db/database.ts'

/** Builds the connector of every enabled connection; `capUsd` holds the monthly caps of those that cost. */
export async function createConnectors(
  db: Database,
  _env: Environment,
): Promise<{ connectors: Map<string, Connector>; capUsd: Map<string, number> }> {
  const rows = await db.kysely
    .selectFrom('connection')
    .selectAll()
    .where('enabled', '=', 1)
    .execute()
  const connectors = new Map<string, Connector>()
  const capUsd = new Map<string, number>()
  for (const row of rows) {
    const config = JSON.parse(row.config) as { monthlyCapUsd?: number }
    if (config.monthlyCapUsd !== undefined) capUsd.set(row.id, config.monthlyCapUsd)
  }
  return { connectors, capUsd }
}
