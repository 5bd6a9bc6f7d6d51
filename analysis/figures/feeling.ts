import { type Interval, netInterval, newcombe } from './intervals.ts'

/** How many mentions fell on each side; unsure ones are shown, never counted. */
export interface FeelingCounts {
  negative: number
  neutral: number
  positive: number
  unsure?: number
}

export interface Feeling {
  counts: Required<FeelingCounts>
  /** Share of positive less share of negative, -1 to 1; null where nobody was heard. */
  net: number | null
  interval: Interval
  /** Mentions that count: all but the unsure. */
  n: number
  /** Shares may be shown as percentages only from 20 mentions on. */
  isEnough: boolean
}

/** Under so many mentions no percentage is shown (wish 19 of the owners). */
const ENOUGH = 20

/** Adds the counts of several stretches of time up. */
export function sumFeeling(list: readonly FeelingCounts[]): Required<FeelingCounts> {
  const sum = { negative: 0, neutral: 0, positive: 0, unsure: 0 }
  for (const counts of list) {
    sum.negative += counts.negative
    sum.neutral += counts.neutral
    sum.positive += counts.positive
    sum.unsure += counts.unsure ?? 0
  }
  return sum
}

/** Net feeling of a stretch of time with its 95 % interval; unsure mentions are left out. */
export function summariseFeeling(counts: FeelingCounts): Feeling {
  const { negative, neutral, positive } = counts
  const n = negative + neutral + positive
  return {
    counts: { negative, neutral, positive, unsure: counts.unsure ?? 0 },
    net: n === 0 ? null : (positive - negative) / n,
    interval: netInterval(positive, negative, n),
    n,
    isEnough: n >= ENOUGH,
  }
}

/** What a verdict sentence needs; the words are chosen where it is shown. */
export interface Verdict {
  /** Whether now is better than before, as far as the numbers allow to say. */
  change: 'better' | 'worse' | 'same' | 'too_few'
  mood: 'warm' | 'mixed' | 'cool' | 'too_few'
  now: Feeling
  before: Feeling
  /** Change of the share of unhappy mentions, with its 95 % interval. */
  unhappy: { difference: number; interval: Interval }
}

/** Compares two stretches; says better or worse only where the 95 % intervals leave no doubt. */
export function judgeFeeling(now: FeelingCounts, before: FeelingCounts): Verdict {
  const [today, then] = [summariseFeeling(now), summariseFeeling(before)]
  return {
    change: changeOf(today, then),
    mood: moodOf(today),
    now: today,
    before: then,
    unhappy: {
      difference: share(now.negative, today.n) - share(before.negative, then.n),
      interval: newcombe(now.negative, today.n, before.negative, then.n),
    },
  }
}

function changeOf(now: Feeling, before: Feeling): Verdict['change'] {
  if (!now.isEnough || !before.isEnough || now.net === null || before.net === null) return 'too_few'
  const difference = now.net - before.net
  // Newcombe's combination of two intervals: their reaches add as squares.
  const down = Math.hypot(now.net - now.interval.low, before.interval.high - before.net)
  const up = Math.hypot(now.interval.high - now.net, before.net - before.interval.low)
  if (difference - down > 0) return 'better'
  if (difference + up < 0) return 'worse'
  return 'same'
}

function moodOf(feeling: Feeling): Verdict['mood'] {
  if (!feeling.isEnough) return 'too_few'
  if (feeling.interval.low > 0) return 'warm'
  return feeling.interval.high < 0 ? 'cool' : 'mixed'
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
