import type { Tightening } from '../core/tightening.ts'
import { count } from './words.ts'

/** What a filter leaves out, as people say it: posts with “tree”, or with “oak” near “juniper”. */
export function leftOut(term: string): string {
  const body = term.replace(/^NOT\s+/, '').replace(/^\((.*)\)$/, '$1')
  const near = /^(.+) NEAR\/\d+ (.+)$/.exec(body)
  const word = (text: string) => `“${text.replaceAll('"', '')}”`
  return near === null
    ? `posts with ${word(body)}`
    : `posts with ${word(near[2] ?? '')} near ${word(near[1] ?? '')}`
}

/** Why a tighter filter is proposed and what its back-test found, in two or three sentences. */
export function filterWords({ term, evidence }: Tightening): string {
  const { days, shown, acted, less, lessActed } = evidence
  const lost =
    lessActed === 0 ? 'nobody acted on any of them' : `somebody acted on ${lessActed} of them`
  return `Somebody acted on ${acted} of ${count(shown, 'card')} in ${days} days. Without ${leftOut(term)} there would have been ${count(less, 'card')} fewer; ${lost}.${weekWords(evidence)}`
}

function weekWords({
  alertsAWeekBefore: before,
  alertsAWeekAfter: after,
}: Tightening['evidence']): string {
  return before === null || after === null
    ? ''
    : ` That is about ${after} cases a week instead of ${before}.`
}
