import type { HealthState } from '../core/health.ts'

/** How a source is, as people read it. */
export const STATE_WORDS: Record<HealthState, string> = {
  starting: 'Starting',
  catching_up: 'Catching up',
  live: 'Live',
  quiet: 'Quieter than usual',
  rate_limited: 'Told to wait by the network',
  degraded: 'In trouble, trying again',
  needs_login: 'Needs a new login',
  paused: 'Paused, the month’s budget is used up',
  failed: 'Stopped',
}
