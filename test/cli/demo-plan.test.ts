import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findSpike } from '../../analysis/signals/find-alarms.ts'
import { hourOfWeekIn } from '../../analysis/signals/hour-of-week.ts'
import { learnUsualWeek } from '../../analysis/signals/usual-week.ts'
import type { PlannedPost } from '../../cli/demo/demo-connector.ts'
import { planDemo } from '../../cli/demo/demo-plan.ts'
import { spreadOverWeeks } from '../../cli/demo/demo-times.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const MONDAY = Date.UTC(2026, 10, 30)
const RIVAL = /copper kettle/i

const isOurs = ({ post }: PlannedPost) => !RIVAL.test(post.text)

/** The alarm of the café at `now`, of posts with a time. */
function alarmAt(posts: readonly PlannedPost[], now: number) {
  const times = posts.filter(isOurs).flatMap(({ at }) => at ?? [])
  const from = Math.floor(Math.min(...times) / HOUR)
  const counts = Array<number>(Math.floor(now / HOUR) - from + 1).fill(0)
  for (const at of times) counts[Math.floor(at / HOUR) - from]! += 1
  const usual = learnUsualWeek({ from, counts: counts.slice(0, -1) }, hourOfWeekIn('UTC'))
  return findSpike({ from, counts }, usual, 0)
}

it('holds one incident that the real alarm finds within half a minute, whatever the hour of the start', () => {
  // Steps of 11 hours and 7 minutes meet every hour of the day, many minutes of it and every day of the week.
  for (let start = 0; start < 24; start++) {
    const now = MONDAY + start * (11 * HOUR + 7 * 60_000)
    const posts = planDemo(now, 'UTC')
    const begun = posts.filter(({ at }) => at === null).slice(0, 10)
    const heard = [...posts, ...begun.map((one) => ({ ...one, at: now + 30_000 }))]
    expect(alarmAt(heard, now + 30_000), new Date(now).toISOString()).not.toBeNull()
    const usual = posts.filter(({ post }) => !/card machine/i.test(post.text))
    expect(alarmAt(usual, now), `${new Date(now).toISOString()} without it`).toBeNull()
  }
})

it('brings ten to fifteen posts a day in the weeks before, by the rhythm of a week', () => {
  const now = MONDAY + 10 * HOUR
  const past = planDemo(now, 'UTC')
    .filter(isOurs)
    .flatMap(({ at }) => at ?? [])
  const ofDay = (back: number) => past.filter((at) => Math.floor((now - at) / DAY) === back).length
  for (let back = 1; back < 28; back++) {
    expect(ofDay(back), `${back} days ago`).toBeGreaterThanOrEqual(9)
    expect(ofDay(back), `${back} days ago`).toBeLessThanOrEqual(19)
  }
  const nights = past.filter((at) => new Date(at).getUTCHours() < 5).length
  expect(nights / past.length).toBeLessThan(0.05)
})

it('spreads any number of posts in order over the days asked for, in every zone', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: MONDAY, max: MONDAY + 400 * DAY }),
      fc.constantFrom('UTC', 'Europe/London', 'America/New_York', 'Asia/Kolkata'),
      (count, days, now, zone) => {
        const times = spreadOverWeeks(count, days, now, zone)
        expect(times).toHaveLength(count)
        expect(times).toEqual(times.toSorted((a, b) => a - b))
        for (const at of times) {
          expect(at).toBeLessThanOrEqual(now)
          expect(at).toBeGreaterThan(now - days * DAY - HOUR)
        }
      },
    ),
    { numRuns: 60 },
  )
})
