import type { HealthState } from '../core/health.ts'
import { type Html, html } from './html.ts'

/** In these a look now may help; where a network told us to wait it may not. */
const MAY_HELP: ReadonlySet<HealthState> = new Set([
  'quiet',
  'degraded',
  'needs_login',
  'paused',
  'failed',
])

/** "Check now" beside a source in trouble; nothing beside one that is well, or for somebody who may not. */
export function checkSourceButton(
  source: { id: string; state: HealthState },
  csrf: string | null,
): Html | null {
  if (csrf === null || !MAY_HELP.has(source.state)) return null
  return html`<form class="mt2" method="post" action="/sources/check"><input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="source" value="${source.id}"><button class="btn" type="submit" aria-label="Check ${source.id} now">Check now</button></form>`
}
