import { chanceOfAtMost } from '../analysis/signals/count-tail.ts'
import { hourOfWeekIn } from '../analysis/signals/hour-of-week.ts'
import { HOURS_A_WEEK, type HourSeries, learnUsualWeek } from '../analysis/signals/usual-week.ts'

const HOUR_MS = 3_600_000
/** A pause as unlikely as this in a usual week is told; ordinary weeks come to a thousandth, as the tests play them. */
const QUIET_CHANCE = 1e-4

const slotOf = hourOfWeekIn('UTC')

/**
 * Whether the whole hours since a source last spoke, up to `now` (epoch ms), are quieter than its usual week. `heard`
 * ends with the hour in which it last spoke. A source that was heard for less than a week has no rhythm yet, and within
 * two weeks only a plain one.
 */
export function isQuieterThanItself(heard: HourSeries, now: number): boolean {
  const last = heard.from + heard.counts.length
  const until = Math.floor(now / HOUR_MS)
  if (heard.counts.length < HOURS_A_WEEK || until <= last) return false
  const usual = learnUsualWeek(heard, slotOf)
  let expected = 0
  for (let hour = last; hour < until; hour++) expected += usual.expected(hour)
  return chanceOfAtMost(0, expected, usual.dispersion(until - last)) < QUIET_CHANCE
}
