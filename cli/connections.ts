import type { Connector } from '../connectors/connector.ts'
import { createDiscordConnector } from '../connectors/discord/connector.ts'
import { createXConnector } from '../connectors/x/connector.ts'
import type { ConnectionConfig } from '../core/config.ts'
import { UsageError } from '../core/errors.ts'
import type { Database } from '../db/database.ts'

type Of<N extends ConnectionConfig['network']> = Extract<ConnectionConfig, { network: N }>

/** Makes the connector of one connection from its settings; a new network is one line here. */
const MAKERS: { [N in ConnectionConfig['network']]?: (config: Of<N>) => Connector } = {
  x: (config) =>
    createXConnector({
      userId: config.userId,
      handle: config.handle,
      pollSeconds: config.pollSeconds,
      ...(config.baseUrl === undefined ? {} : { baseUrl: config.baseUrl }),
    }),
  discord: (config) =>
    createDiscordConnector({
      guilds: config.guilds,
      ...(config.baseUrl === undefined ? {} : { baseUrl: config.baseUrl }),
    }),
}

/** Builds the connector of every enabled connection; `capUsd` holds the monthly caps of those that cost. */
export async function createConnectors(
  db: Database,
): Promise<{ connectors: Map<string, Connector>; capUsd: Map<string, number> }> {
  const rows = await db.kysely
    .selectFrom('connection')
    .selectAll()
    .where('enabled', '=', 1)
    .execute()
  const connectors = new Map<string, Connector>()
  const capUsd = new Map<string, number>()
  for (const row of rows) {
    const make = MAKERS[row.network as ConnectionConfig['network']] as
      | ((config: unknown) => Connector)
      | undefined
    if (make === undefined)
      throw new UsageError(
        `Connection "${row.id}" is for ${row.network}, which this version cannot listen to. Take it out of earshot.yaml or set enabled: false.`,
      )
    const config = JSON.parse(row.config) as { monthlyCapUsd?: number }
    if (config.monthlyCapUsd !== undefined) capUsd.set(row.id, config.monthlyCapUsd)
    connectors.set(row.id, make(config))
  }
  return { connectors, capUsd }
}
