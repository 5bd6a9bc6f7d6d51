import { hourOfWeekIn } from '../../analysis/signals/hour-of-week.ts'

const HOUR_MS = 3_600_000
/** How much is said in each hour of the day: before work, at lunch, after work, and next to nothing at night. */
const OF_HOUR = [
  0.2, 0.1, 0.1, 0.1, 0.1, 0.4, 1.4, 2.6, 3, 2.4, 1.8, 1.6, 2.2, 2, 1.4, 1.5, 1.7, 2, 1.8, 1.5, 1.2,
  0.9, 0.6, 0.3,
]
/** And on each day of the week, from Monday on: people have time for a café at the weekend. */
const OF_DAY = [0.95, 0.85, 0.9, 1, 1.15, 1.4, 1.15]
/** So far apart do neighbours fall within their own stretch (golden ratio), that nothing looks ruled. */
const STEP = 0.618_034

/**
 * Times for so many posts of the last `days` up to `now`, in order, epoch ms: by the rhythm of a café's week on the
 * clocks of `zone`.
 */
export function spreadOverWeeks(count: number, days: number, now: number, zone: string): number[] {
  const slotOf = hourOfWeekIn(zone)
  const first = Math.floor(now / HOUR_MS) - 24 * days
  const ends: number[] = []
  let total = 0
  for (let hour = first; hour * HOUR_MS < now; hour++) {
    const slot = slotOf(hour)
    const share = Math.min(1, (now - hour * HOUR_MS) / HOUR_MS)
    total += share * (OF_HOUR[slot % 24] ?? 0) * (OF_DAY[Math.floor(slot / 24)] ?? 0)
    ends.push(total)
  }
  let at = 0
  return Array.from({ length: count }, (_, i) => {
    const place = ((i + ((i * STEP) % 1)) / count) * total
    while ((ends[at] ?? total) <= place) at++
    const begin = ends[at - 1] ?? 0
    const within = (place - begin) / ((ends[at] ?? total) - begin)
    return Math.min(now, Math.floor((first + at + within) * HOUR_MS))
  })
}
