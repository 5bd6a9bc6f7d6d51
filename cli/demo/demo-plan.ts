import type { PlannedPost } from './demo-connector.ts'
import { readPastPosts, readTodaysPosts } from './demo-posts.ts'
import { spreadOverWeeks } from './demo-times.ts'

/** How far back the played past reaches: what figures and topics of 30 days look at. */
const PAST_DAYS = 29

/** The whole play in its order: the weeks before, what was said today before `now`, and what is said from then on. */
export function planDemo(now: number, zone: string): PlannedPost[] {
  const past = readPastPosts()
  const times = spreadOverWeeks(past.length, PAST_DAYS, now, zone)
  const said = [
    ...past.map((post, i) => ({ post, at: times[i] ?? now })),
    ...readTodaysPosts().map(({ post, agoMs }) => ({
      post,
      at: agoMs === null ? null : now - agoMs,
    })),
  ]
  return said
    .toSorted((a, b) => (a.at ?? now) - (b.at ?? now))
    .map((one, index) => ({ index, ...one }))
}
