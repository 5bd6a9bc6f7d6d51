import type { Ctx } from '../../connectors/connector.ts'
import type { Clock } from '../../core/clock.ts'
import { silentLogger } from '../../core/logger.ts'

/** A context on loopback with secrets in memory; `put` is written down in `puts`. */
export function aCtx(clock: Clock, signal: AbortSignal, secrets: Record<string, string> = {}) {
  const puts: Readonly<Record<string, string>>[] = []
  const ctx: Ctx = {
    connectionId: 'connection',
    fetch,
    connectWs: (url, protocols) => new WebSocket(url, protocols),
    clock,
    random: () => 0.5,
    signal,
    secrets: {
      get: (name) => secrets[name],
      put: async (values) => {
        puts.push(values)
        Object.assign(secrets, values)
      },
    },
    spend: () => true,
    log: silentLogger,
    health: () => {},
    allowPrivateAddresses: true,
  }
  return { ctx, puts, secrets }
}
