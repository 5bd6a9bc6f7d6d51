import type { NetworkError } from '../../core/errors.ts'
import type { Ctx } from '../connector.ts'
import { StreamEnded } from './paid-stream.ts'

/** Waits after a lost line, after an error of X, and after "too many requests" (source: X, Handling disconnections). */
const LINE = { first: 250, most: 16_000 }
const SERVER = { first: 5_000, most: 320_000 }
const LIMIT = { first: 60_000, most: 900_000 }

/** When the stream may be tried again. */
export interface Backoff {
  /** Whether the error may heal by itself. */
  heals(error: NetworkError): boolean
  after(error: NetworkError): { state: 'degraded' | 'rate_limited'; retryAt: number }
  /** Epoch ms; 0 for at once. */
  until(): number
  reset(): void
}

/** Longer from time to time, with some chance in it, until it works again. */
export function createBackoff(ctx: Ctx): Backoff {
  let failures = 0
  let until = 0
  return {
    heals: ({ code }) => code === 'transient' || code === 'rate_limited',
    after(error) {
      const isLimit = error.code === 'rate_limited'
      const { first, most } = isLimit ? LIMIT : error instanceof StreamEnded ? LINE : SERVER
      const ms = Math.min(most, first * 2 ** failures++)
      const now = ctx.clock.now()
      until = Math.max(now + ms, error.retryAt ?? 0) + ms * 0.2 * ctx.random()
      return { state: isLimit ? 'rate_limited' : 'degraded', retryAt: Math.round(until) }
    },
    until: () => until,
    reset() {
      failures = 0
      until = 0
    },
  }
}
