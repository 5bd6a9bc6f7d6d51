import { randomBytes } from 'node:crypto'
import { serve } from '@hono/node-server'
import { UsageError } from '../core/errors.ts'
import type { Database } from '../db/database.ts'
import { createWebApp } from '../web/app.ts'
import type { WebDeps } from '../web/deps.ts'
import { readMetrics } from './metrics.ts'
import { createReadiness } from './readiness.ts'

/** How long a connection may take, ms: whoever holds many and says little must not keep others out. */
const PATIENCE = {
  /** Saying what is wanted. */
  headersTimeout: 20_000,
  /** All of a request. */
  requestTimeout: 60_000,
  /** Saying nothing at all; a machine that drafts an answer is waited for. */
  timeout: 120_000,
  connectionsCheckingInterval: 5000,
}

export interface WebServer {
  address: string
  close(): Promise<void>
}

interface WebOptions {
  /** 0 lets the system choose. */
  port: number
  db: Database
  /** Adds pages of the demo. */
  mount?: (app: ReturnType<typeof createWebApp>) => void
  /** Takes what other services send to /hooks/; they have signatures, not sessions. */
  hooks: (request: Request) => Response | Promise<Response>
  patience?: typeof PATIENCE
}

/** Serves the desk's pages on this machine; UsageError where the port is taken. */
export function serveWeb(
  options: WebOptions,
  deps: Omit<WebDeps, 'token' | 'metrics' | 'ready'>,
): Promise<WebServer> {
  const { port, db } = options
  const app = createWebApp({
    ...deps,
    token: () => randomBytes(32).toString('base64url'),
    metrics: () => readMetrics(deps.reader, deps.ctx.clock.now()),
    ready: createReadiness({ db, clock: deps.ctx.clock, log: deps.log }),
  })
  options.mount?.(app)
  const route: typeof app.fetch = (request, ...rest) =>
    new URL(request.url).pathname.startsWith('/hooks/')
      ? options.hooks(request)
      : app.fetch(request, ...rest)
  return new Promise((resolve, reject) => {
    const { timeout, ...serverOptions } = options.patience ?? PATIENCE
    const server = serve({ fetch: route, port, hostname: '127.0.0.1', serverOptions }, (info) =>
      resolve({
        address: `http://127.0.0.1:${info.port}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done())
            if ('closeAllConnections' in server) server.closeAllConnections()
          }),
      }),
    )
    server.setTimeout(timeout)
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new UsageError(
              `Port ${port} is already in use. Choose another with --port or EARSHOT_PORT.`,
            )
          : error,
      ),
    )
  })
}
