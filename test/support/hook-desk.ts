import { type ServerType, serve } from '@hono/node-server'
import { createHooks } from '../../cli/hooks.ts'
import type { Connector, Ctx } from '../../connectors/connector.ts'
import type { Clock } from '../../core/clock.ts'
import { type Logger, silentLogger } from '../../core/logger.ts'
import type { Database } from '../../db/database.ts'
import { finishDeliveries, readDeliveries } from '../../db/deliveries.ts'
import { aCtx } from './connector-ctx.ts'
import { openMemory } from './made-database.ts'

/** The real door on a real socket with a real database, for one connection named "door". */
export async function openHookDesk(
  clock: Clock,
  connector: Connector,
  secrets: Record<string, string>,
  given: { db?: Database; log?: Logger } = {},
) {
  const db = given.db ?? (await openMemory({ clock }))
  const createCtx = (signal: AbortSignal): Ctx => ({
    ...aCtx(clock, signal, secrets).ctx,
    connectionId: 'door',
    deliveries: {
      read: (after, limit) => readDeliveries(db.kysely, 'door', after, limit),
      finish: (upTo) => finishDeliveries(db.kysely, 'door', upTo, clock.now()),
    },
  })
  const hooks = createHooks({
    db,
    clock,
    log: given.log ?? silentLogger,
    connectors: new Map([['door', connector]]),
    contexts: new Map([['door', createCtx(new AbortController().signal)]]),
  })
  let server: ServerType | null = null
  const port = await new Promise<number>((resolve) => {
    server = serve({ fetch: hooks.fetch, port: 0, hostname: '127.0.0.1' }, (info) =>
      resolve(info.port),
    )
  })
  return {
    db,
    createCtx,
    url: `http://127.0.0.1:${port}/hooks/door`,
    async close(): Promise<void> {
      await new Promise((done) => server?.close(done))
      if (given.db === undefined) await db.close()
    },
  }
}
