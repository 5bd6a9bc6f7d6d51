import { measureDispersion } from './dispersion.ts'

/** Posts of every hour from `from` on, without gaps; hours are counted since 1970. */
export interface HourSeries {
  from: number
  counts: readonly number[]
}

/** What a brand's week usually looks like. */
export interface UsualWeek {
  /** Posts expected in an hour. */
  expected(hour: number): number
  /** How much more than chance alone windows of so many hours vary. */
  dispersion(hours: number): number
}

export const HOURS_A_WEEK = 168
const HOURS_A_DAY = 24
/** An hour of the week counts as if it had been seen this many weeks at the rate of its day and hour. */
const PRIOR_WEEKS = 3
/** A weekday or hour of the day counts as if so many posts had come at the average rate. */
const PRIOR_POSTS = 6
const HALF_LIFE_WEEKS = 4
/** How far the last two weeks may lift or lower the whole week. */
const LEVEL = { hours: 14 * HOURS_A_DAY, latest: HOURS_A_DAY, prior: 30, least: 0.5, most: 2 }
const PASSES = 3
/** After one week no weekday was seen twice: so much is added to what chance may do, and less with each week. */
const FIRST_WEEK_DOUBT = 1

/**
 * Learns the expected posts of each hour of the week from past weeks, shrunk towards the rhythm of days and
 * hours where little was seen. Past outbursts are clipped, so that one does not excuse the next.
 * `slotOf` gives the hour of the week where the brand is.
 */
export function learnUsualWeek(past: HourSeries, slotOf: (hour: number) => number): UsualWeek {
  const slots = past.counts.map((_, i) => slotOf(past.from + i))
  const weights = past.counts.map(
    (_, i) => 0.5 ** ((past.counts.length - i) / (HALF_LIFE_WEEKS * HOURS_A_WEEK)),
  )
  const loud = 2 * quantile(past.counts, 0.97) + 3
  let capped = clip(past.counts, () => loud)
  let fit = fitSlots(capped, weights, slots)
  for (let pass = 1; pass < PASSES; pass++) {
    const usual = fit
    capped = clip(past.counts, (i) => usualLimit(usual.without(i, 0)))
    fit = fitSlots(capped, weights, slots)
  }
  const unseen = capped.map((count, i) => fit.without(i, count))
  const level = levelOf(capped, unseen)
  const measured = measureDispersion(capped, unseen)
  const doubt = FIRST_WEEK_DOUBT / Math.max(1, past.counts.length / HOURS_A_WEEK) ** 2
  return {
    expected: (hour) => level * fit.rate(slotOf(hour)),
    dispersion: (hours) => measured(hours) + doubt,
  }
}

interface SlotFit {
  rate(slot: number): number
  /** The rate of an hour as learned from all others, so that no hour vouches for itself. */
  without(i: number, count: number): number
}

function fitSlots(
  counts: readonly number[],
  weights: readonly number[],
  slots: readonly number[],
): SlotFit {
  const sums = new Float64Array(HOURS_A_WEEK)
  const seen = new Float64Array(HOURS_A_WEEK)
  let total = 0
  let all = 0
  counts.forEach((count, i) => {
    const [slot = 0, weight = 0] = [slots[i], weights[i]]
    sums[slot] = (sums[slot] ?? 0) + weight * count
    seen[slot] = (seen[slot] ?? 0) + weight
    total += weight * count
    all += weight
  })
  const mean = all === 0 ? 0 : total / all
  const factor = (belongs: (slot: number) => boolean) => {
    let [had, awaited] = [PRIOR_POSTS, PRIOR_POSTS]
    for (let slot = 0; slot < HOURS_A_WEEK; slot++) {
      if (!belongs(slot)) continue
      had += sums[slot] ?? 0
      awaited += mean * (seen[slot] ?? 0)
    }
    return had / awaited
  }
  const ofHour = Array.from({ length: HOURS_A_DAY }, (_, h) => factor((s) => s % HOURS_A_DAY === h))
  const ofDay = Array.from({ length: 7 }, (_, d) =>
    factor((s) => Math.floor(s / HOURS_A_DAY) === d),
  )
  const prior = (slot: number) =>
    mean * (ofHour[slot % HOURS_A_DAY] ?? 1) * (ofDay[Math.floor(slot / HOURS_A_DAY)] ?? 1)
  const rate = (slot: number, lessPosts: number, lessSeen: number) =>
    (Math.max(0, (sums[slot] ?? 0) - lessPosts) + PRIOR_WEEKS * prior(slot)) /
    (Math.max(0, (seen[slot] ?? 0) - lessSeen) + PRIOR_WEEKS)
  return {
    rate: (slot) => rate(slot, 0, 0),
    without: (i, count) => rate(slots[i] ?? 0, (weights[i] ?? 0) * count, weights[i] ?? 0),
  }
}

/** The last two weeks against what they should have been; the last day is left out, it is being judged. */
function levelOf(counts: readonly number[], expected: readonly number[]): number {
  const end = Math.max(0, counts.length - LEVEL.latest)
  const start = Math.max(0, end - LEVEL.hours)
  const sum = (list: readonly number[]) => list.slice(start, end).reduce((a, b) => a + b, 0)
  const ratio = (sum(counts) + LEVEL.prior) / (sum(expected) + LEVEL.prior)
  return Math.min(LEVEL.most, Math.max(LEVEL.least, ratio))
}

function usualLimit(rate: number): number {
  return rate + 4 * Math.sqrt(rate + 0.1 * rate * rate) + 3
}

function clip(counts: readonly number[], limit: (i: number) => number): number[] {
  return counts.map((count, i) => Math.min(count, limit(i)))
}

function quantile(counts: readonly number[], share: number): number {
  const sorted = counts.toSorted((a, b) => a - b)
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0
}
