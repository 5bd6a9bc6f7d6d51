import type { Connector, Ctx } from '../connectors/connector.ts'
import type { Clock } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Database } from '../db/database.ts'
import { queueNotice } from '../db/notices.ts'
import type { Ingest } from '../pipeline/ingest.ts'
import { runConnection } from '../pipeline/run-connection.ts'

export interface ConnectionsOptions {
  db: Database
  clock: Clock
  random: () => number
  log: Logger
  /** Every connection that listens, by its id. */
  connectors: ReadonlyMap<string, Connector>
  ctxOf(connectionId: string, signal: AbortSignal): Ctx
}

/** Follows every connection until the signal aborts; what people must know of one is told in Slack. */
export function followConnections(
  { db, clock, random, log, connectors, ctxOf }: ConnectionsOptions,
  ingest: Ingest,
  signal: AbortSignal,
): Promise<void>[] {
  return [...connectors].map(([id, connector]) =>
    runConnection(
      {
        db,
        clock,
        random,
        log,
        ingest,
        connectionId: id,
        connector,
        createCtx: (inner, health) => ({ ...ctxOf(id, inner), health }),
        alert: (about, text) => {
          queueNotice(db, clock, { connectionId: id, about, text }).catch((error: unknown) =>
            log.error({ error }, 'a notice could not be queued'),
          )
        },
      },
      signal,
    ),
  )
}

/** The names under which answers appear, by connection; one that cannot be asked now is left out. */
export async function readAccounts(
  connectors: ReadonlyMap<string, Connector>,
  contexts: ReadonlyMap<string, Ctx>,
  log: Logger,
): Promise<Map<string, string>> {
  const accounts = new Map<string, string>()
  await Promise.all(
    [...connectors].map(async ([id, connector]) => {
      const world = contexts.get(id)
      if (world === undefined || connector.accountName === undefined) return
      try {
        accounts.set(id, await connector.accountName(world))
      } catch (error) {
        log.warn({ connection: id, detail: messageOf(error) }, 'the answering account is not known')
      }
    }),
  )
  return accounts
}
