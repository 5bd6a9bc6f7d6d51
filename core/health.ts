/** How a connection is doing, as its runner last saw it. Times are epoch ms. */
export const HEALTH_STATES = [
  'starting',
  'catching_up',
  'live',
  'quiet',
  'rate_limited',
  'degraded',
  'needs_login',
  'paused',
  'failed',
] as const
export type HealthState = (typeof HEALTH_STATES)[number]

/** Whether posts come in, be they fewer than usual; null is a source that has only begun. */
export function isListening(state: string | null): boolean {
  return state === 'live' || state === 'quiet'
}

export interface Health {
  state: HealthState
  detail?: string
  lastEventAt?: number
  lastOkAt?: number
  lagMs?: number
  retryAt?: number
}
