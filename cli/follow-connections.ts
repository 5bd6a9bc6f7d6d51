import type { Connector, Ctx } from '../connectors/connector.ts'
import type { Clock } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Database } from '../db/database.ts'
import { endTroubles, tellTrouble } from '../db/troubles.ts'
import type { Ingest } from '../pipeline/ingest.ts'
import { type ConnectionDeps, runConnection } from '../pipeline/run-connection.ts'
import type { CheckBell } from './check-bell.ts'

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
  bell: Pick<CheckBell, 'next'>,
  signal: AbortSignal,
): Promise<void>[] {
  return [...connectors].map(([id, connector]) => {
    const inTurn = createTurns((error) => log.error({ error }, 'a trouble could not be told'))
    const deps: ConnectionDeps = {
      db,
      clock,
      random,
      log,
      ingest,
      connectionId: id,
      connector,
      createCtx: (inner, health) => ({ ...ctxOf(id, inner), health }),
      alert(about, text, since) {
        const found = { sourceId: id, about, text, ...(since === undefined ? {} : { since }) }
        if (about === 'away') deps.downSince = since ?? null
        inTurn(() => tellTrouble(db, clock, found))
      },
      recovered(about) {
        if (about.includes('away')) deps.downSince = null
        inTurn(() => endTroubles(db, clock, id, about))
      },
    }
    return followOne(deps, bell, signal)
  })
}

/** How soon a login that somebody made beside the desk is taken up. */
const NEW_KEYS_MS = 30_000

/** Runs anew whenever somebody asks, or has logged in, also after it ended because only people could mend it. */
async function followOne(
  deps: ConnectionDeps,
  bell: Pick<CheckBell, 'next'>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const asked = AbortSignal.any([signal, bell.next(deps.connectionId)])
    await runConnection(deps, asked)
    await untilAsked(deps, asked)
  }
}

/** Until somebody asks, or new keys lie there, which another process put there. */
async function untilAsked(deps: ConnectionDeps, asked: AbortSignal): Promise<void> {
  const { secrets } = deps.createCtx(asked, () => {})
  const hasNewKeys = async () => {
    try {
      return (await secrets.reload?.()) === true
    } catch (error) {
      deps.log.warn({ error: messageOf(error) }, 'the keys could not be read again')
      return false
    }
  }
  while (!(await hasNewKeys()) && !asked.aborted)
    await deps.clock.sleep(NEW_KEYS_MS, asked).catch(() => {})
}

/** One after the other, so that "it is well again" never overtakes "it is not". */
function createTurns(failed: (error: unknown) => void): (act: () => Promise<unknown>) => void {
  let last: Promise<unknown> = Promise.resolve()
  return (act) => {
    last = last.then(act).catch(failed)
  }
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
