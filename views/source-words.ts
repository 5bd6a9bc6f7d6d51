import type { HealthState } from '../core/health.ts'
import { cleanName, clip } from '../core/hostile-text.ts'
import { isNetwork, networkName } from '../core/network.ts'

const NAME_MAX = 40

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

/** "Mastodon (town-mastodon)", or "The shop juniper" where there is no network. */
export function sourceName(sourceId: string, network: string | null): string {
  const id = clip(cleanName(sourceId), NAME_MAX)
  if (network === null) return `The shop ${id}`
  return `${isNetwork(network) ? networkName(network) : 'A source'} (${id})`
}
