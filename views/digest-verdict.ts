import type { DigestFacts } from '../core/digest.ts'
import { cleanName } from '../core/hostile-text.ts'
import type { DigestView } from './digest-view.ts'
import { count } from './words.ts'

/** "Juniper Coffee on Monday 23 November", or "Juniper Coffee, 16 to 22 November". */
export function digestTitle(facts: Pick<DigestFacts, 'kind' | 'days'>, brandName: string): string {
  const brand = cleanName(brandName, 60)
  if (facts.kind === 'week') return `${brand}, ${spanWords(facts.days)}`
  const day = facts.days.at(-1)?.day ?? ''
  return `${brand} on ${format(day, { weekday: 'long', day: 'numeric', month: 'long' })}`
}

/** How people felt, whether that is a change, and what is late: one to three sentences. */
export function digestVerdict({
  facts,
  words,
  judged,
}: Pick<DigestView, 'facts'> & {
  words: Pick<DigestView['words'], 'brandName'>
  judged: Pick<DigestView['judged'], 'feeling' | 'change'>
}): string {
  const when = whenWords(facts)
  const { feeling, change } = judged
  const sentences = [feelingSentence(feeling, when, words.brandName)]
  if (change === 'better') sentences.push('That is happier than a week before.')
  if (change === 'worse') sentences.push('That is less happy than a week before.')
  const { late, emergency } = facts.waiting
  if (emergency > 0)
    sentences.push(`${count(emergency, 'emergency waits', 'emergencies wait')} for an answer.`)
  if (late > 0) sentences.push(`${count(late, 'answer')} ${late === 1 ? 'is' : 'are'} late.`)
  return sentences.join(' ')
}

function feelingSentence(
  { counts, net, interval, n, isEnough }: DigestView['judged']['feeling'],
  when: string,
  brandName: string,
): string {
  if (n + counts.unsure === 0) return `Nobody wrote about ${cleanName(brandName, 60)} ${when}.`
  if (net === null) return `Nobody said anything clear ${when}.`
  if (!isEnough)
    return `Only ${count(n, 'clear post')} ${when}: ${counts.positive} happy, ${counts.negative} unhappy. Too few for a trend.`
  if (interval.low > 0) return `People were happier than not ${when}.`
  if (interval.high < 0) return `People were more unhappy than happy ${when}.`
  return `Happy and unhappy posts balanced ${when}; the difference could be chance.`
}

/** "on Monday", or "in these seven days". */
function whenWords(facts: Pick<DigestFacts, 'kind' | 'days'>): string {
  const day = facts.days.at(-1)?.day ?? ''
  return facts.kind === 'week' ? 'in these seven days' : `on ${format(day, { weekday: 'long' })}`
}

/** What a figure is compared with: "the week before", or "the Monday before". */
export function beforeWords(facts: Pick<DigestFacts, 'kind' | 'days'>): string {
  const day = facts.days.at(-1)?.day ?? ''
  return facts.kind === 'week'
    ? 'the week before'
    : `the ${format(day, { weekday: 'long' })} before`
}

/** "16 to 22 November", or "28 November to 4 December". */
export function spanWords(days: readonly { day: string }[]): string {
  const [first, last] = [days[0]?.day ?? '', days.at(-1)?.day ?? '']
  const end = format(last, { day: 'numeric', month: 'long' })
  const isOneMonth = first.slice(0, 7) === last.slice(0, 7)
  return `${format(first, isOneMonth ? { day: 'numeric' } : { day: 'numeric', month: 'long' })} to ${end}`
}

/** "Mon 16", below a chart. */
export function dayLabel(day: string): string {
  return format(day, { weekday: 'short', day: 'numeric' })
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** A local date is the same everywhere. */
function format(day: string, options: Intl.DateTimeFormatOptions): string {
  const at = Date.parse(`${day}T12:00:00Z`)
  if (Number.isNaN(at)) return day
  const name = Object.entries(options).join()
  let one = formats.get(name)
  if (one === undefined)
    formats.set(name, (one = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' })))
  return one.format(at).replace(',', '')
}
