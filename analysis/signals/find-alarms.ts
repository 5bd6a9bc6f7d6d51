import { chanceOfAtLeast, chanceOfAtMost } from './count-tail.ts'
import type { HourSeries, UsualWeek } from './usual-week.ts'

/** A stretch of hours that chance does not explain. */
export interface Alarm {
  kind: 'spike' | 'silence'
  /** First hour and the hour after the last. */
  from: number
  to: number
  found: number
  expected: number
  /** Of so many posts, or so few, in a usual week. */
  chance: number
}

/** Under this chance people are told: well under one false alarm a month, as the tests measure. */
const ALARM_CHANCE = 5e-5
/** While a stretch is this unlikely an incident is still going on. */
const LASTING_CHANCE = 0.02
/** Fewer posts are no spike, whatever is usual. */
const LEAST_POSTS = 5
const SPIKE_HOURS = [1, 3, 6]
const SILENCE_HOURS = [3, 6, 12, 24, 48]
const LASTING_HOURS = 3
/** After a silence, so much of the usual means that people are back. */
const BACK_SHARE = 0.4

/**
 * More than usual in the last hours up to the running one. Its posts so far are held against the whole hour,
 * so looking often raises no false alarm. `notBefore`: hours before it belong to an earlier incident.
 */
export function findSpike(seen: HourSeries, usual: UsualWeek, notBefore: number): Alarm | null {
  const to = seen.from + seen.counts.length
  let best: Alarm | null = null
  for (const hours of SPIKE_HOURS) {
    const from = to - hours
    if (from < notBefore || from < seen.from) continue
    const stretch = spikeBetween(seen, usual, from, to)
    if (stretch.found < LEAST_POSTS || stretch.chance >= ALARM_CHANCE) continue
    if (best === null || stretch.chance < best.chance) best = stretch
  }
  return best === null ? null : withoutQuietStart(best, seen, usual)
}

/** Fewer than usual in the last whole hours; what the running hour brought counts against it. */
export function findSilence(seen: HourSeries, usual: UsualWeek, notBefore: number): Alarm | null {
  const to = seen.from + seen.counts.length
  let best: Alarm | null = null
  for (const hours of SILENCE_HOURS) {
    const from = to - 1 - hours
    if (from < notBefore || from < seen.from) continue
    const stretch = silenceBetween(seen, usual, from, to)
    if (stretch.chance >= ALARM_CHANCE) continue
    if (best === null || stretch.chance < best.chance) best = stretch
  }
  return best
}

/** An incident from `from` on as it stands now; `isOver` once the hours are usual again. */
export function followAlarm(
  kind: Alarm['kind'],
  seen: HourSeries,
  usual: UsualWeek,
  from: number,
): Alarm & { isOver: boolean } {
  const to = seen.from + seen.counts.length
  const start = Math.max(from, seen.from)
  if (kind === 'spike') {
    const latest = spikeBetween(seen, usual, to - LASTING_HOURS, to)
    const isOver = latest.chance > LASTING_CHANCE
    return { ...spikeBetween(seen, usual, start, to), isOver }
  }
  const whole = silenceBetween(seen, usual, start, to)
  const latest = silenceBetween(seen, usual, to - 1 - LASTING_HOURS, to)
  const isBack = latest.found >= Math.max(2, BACK_SHARE * latest.expected)
  return { ...whole, isOver: isBack || whole.chance > LASTING_CHANCE }
}

/** Whether it is a spike all the same if only so many of its posts count. */
export function isSpikeOf(posts: number, alarm: Alarm, usual: UsualWeek): boolean {
  const { expected, from, to } = alarm
  return (
    posts >= LEAST_POSTS &&
    chanceOfAtLeast(posts, expected, usual.dispersion(to - from)) < ALARM_CHANCE
  )
}

function spikeBetween(seen: HourSeries, usual: UsualWeek, from: number, to: number): Alarm {
  const found = countBetween(seen, from, to)
  const expected = expectedBetween(usual, from, to)
  const chance = chanceOfAtLeast(found, expected, usual.dispersion(to - from))
  return { kind: 'spike', from, to, found, expected, chance }
}

function silenceBetween(seen: HourSeries, usual: UsualWeek, from: number, to: number): Alarm {
  const found = countBetween(seen, from, to)
  const expected = expectedBetween(usual, from, to - 1)
  const chance = chanceOfAtMost(found, expected, usual.dispersion(Math.max(1, to - 1 - from)))
  return { kind: 'silence', from, to, found, expected, chance }
}

/** A spike begins with the first hour that is above the usual itself. */
function withoutQuietStart(alarm: Alarm, seen: HourSeries, usual: UsualWeek): Alarm {
  let { from } = alarm
  while (from < alarm.to - 1 && countBetween(seen, from, from + 1) <= usual.expected(from)) from++
  return from === alarm.from ? alarm : spikeBetween(seen, usual, from, alarm.to)
}

function countBetween(seen: HourSeries, from: number, to: number): number {
  let total = 0
  for (let hour = Math.max(from, seen.from); hour < to; hour++)
    total += seen.counts[hour - seen.from] ?? 0
  return total
}

function expectedBetween(usual: UsualWeek, from: number, to: number): number {
  let total = 0
  for (let hour = from; hour < to; hour++) total += usual.expected(hour)
  return total
}
