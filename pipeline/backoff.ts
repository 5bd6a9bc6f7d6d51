import type { NetworkErrorCode } from '../core/errors.ts'

const BASE_MS = 2000
const CAP_MS = 15 * 60_000
/** No network's word makes us silent for longer than this; the rest is an alert for people. */
export const MAX_WAIT_MS = 24 * 3_600_000

/** Full jitter: anywhere between nothing and the doubled wait, capped at 15 minutes. */
export function backoffMs(failures: number, random: () => number): number {
  return Math.floor(random() * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(failures, 20)))
}

/** How long to wait after a failure, and whether the network asked for more than we obey. */
export function waitAfter(
  code: NetworkErrorCode,
  failures: number,
  times: { now: number; retryAt: number | null },
  random: () => number,
): { ms: number; clamped: boolean } {
  // Never nothing: a limit whose end has passed must not become a hot loop.
  const jitter = Math.max(500, backoffMs(failures, random))
  const asked = times.retryAt === null ? 0 : times.retryAt - times.now
  if (code !== 'rate_limited' || asked <= 0) return { ms: jitter, clamped: false }
  if (asked > MAX_WAIT_MS) return { ms: MAX_WAIT_MS, clamped: true }
  return { ms: asked + Math.floor(random() * Math.min(asked * 0.1, 30_000)), clamped: false }
}
