import type { HealthState } from '../core/health.ts'
import { cleanName, cleanText, clip } from '../core/hostile-text.ts'
import { isNetwork, networkName } from '../core/network.ts'
import { oneLine } from './case-lines.ts'
import { ago } from './words.ts'

const NAME_MAX = 40
const DETAIL_MAX = 200

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

/** "Mastodon (town): Live, last post 3 min ago." and what is wrong, where something is. */
export function sourceSays(source: SaidSource, now: number, zone: string): string {
  const detail = sourceDetail(source)
  const said = `${sourceName(source.id, source.network)}${sourceState(source, now, zone)}`
  return detail === '' ? said : `${said} ${detail}`
}

interface SaidSource {
  id: string
  network: string | null
  state: string | null
  detail: string | null
  last_event_at: number | null
}

/** What follows its name: ": Live, last post 3 min ago." */
export function sourceState(
  { state, last_event_at: at }: Pick<SaidSource, 'state' | 'last_event_at'>,
  now: number,
  zone: string,
): string {
  const last = at === null ? 'no post yet' : `last post ${ago(at, now, zone)}`
  return `: ${STATE_WORDS[(state ?? 'starting') as HealthState] ?? 'not known'}, ${last}.`
}

/** What its network said, in one line; empty where nothing is wrong. */
export function sourceDetail({ detail }: Pick<SaidSource, 'detail'>): string {
  return clip(oneLine(cleanText(detail ?? '')), DETAIL_MAX)
}
