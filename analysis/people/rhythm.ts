import { DAY_MS } from './history.ts'

/** Why somebody is expected, and when (epoch ms). */
export interface Expected {
  at: number
  why: 'renewal' | 'usual' | 'season' | 'anniversary'
  /** Days between two orders, years as a customer, or days until it renews. */
  n: number
}

const FEWEST_ORDERS = 4
const FEWEST_YEARS = 2
/** Closer orders say nothing about a rhythm. */
const LEAST_GAP = 7
const AHEAD_MS = 7 * DAY_MS
/** There has to be time left to talk before something renews. */
const RENEWAL_AHEAD_MS = 30 * DAY_MS
const YEAR_DAYS = 365.25
/** So near the same day of the year is the same season. */
const SEASON_DAYS = 12

/**
 * When somebody is expected, from what they told and the times of their orders in order: when their subscription renews,
 * every so many days, at the same time of each year, or on the day on which they became a customer. Null where nothing says so for this week,
 * or where they are so late that it is no rhythm any more.
 */
export function expectNext(
  orders: readonly number[],
  now: number,
  renewals: readonly number[] = [],
): Expected | null {
  const known = orders.filter((at) => at <= now).toSorted((a, b) => a - b)
  return (
    renewal(renewals, now) ?? usual(known, now) ?? season(known, now) ?? anniversary(known, now)
  )
}

function renewal(renewals: readonly number[], now: number): Expected | null {
  const next = renewals.toSorted((a, b) => a - b).find((at) => at >= now)
  if (next === undefined || next > now + RENEWAL_AHEAD_MS) return null
  return { at: next, why: 'renewal', n: Math.ceil((next - now) / DAY_MS) }
}

function usual(orders: readonly number[], now: number): Expected | null {
  const days = [...new Set(orders.map((at) => Math.floor(at / DAY_MS)))]
  const last = orders.at(-1)
  if (days.length < FEWEST_ORDERS || last === undefined) return null
  const gaps = days.slice(1).map((day, i) => day - (days[i] ?? day))
  const gap = median(gaps)
  if (gap < LEAST_GAP) return null
  const at = last + gap * DAY_MS
  const isSoon = at <= now + AHEAD_MS
  const isStill = now - at <= (gap / 2) * DAY_MS
  return isSoon && isStill ? { at, why: 'usual', n: gap } : null
}

/** Orders near the same day in each of the last years, and none near it this time. */
function season(orders: readonly number[], now: number): Expected | null {
  const yearMs = YEAR_DAYS * DAY_MS
  for (const order of orders.toReversed()) {
    const at = order + Math.round((now + AHEAD_MS - order) / yearMs) * yearMs
    const isDue = at >= now - AHEAD_MS && at <= now + AHEAD_MS
    if (!isDue || at - order < yearMs / 2) continue
    const isNear = (time: number, years: number) =>
      Math.abs(time - (at - years * yearMs)) <= SEASON_DAYS * DAY_MS
    const isHere = orders.some((time) => isNear(time, 0))
    const isEachYear = Array.from({ length: FEWEST_YEARS }, (_, i) => i + 1).every((years) =>
      orders.some((time) => isNear(time, years)),
    )
    if (isEachYear && !isHere) return { at: Math.round(at), why: 'season', n: FEWEST_YEARS }
  }
  return null
}

function anniversary(orders: readonly number[], now: number): Expected | null {
  const [first] = orders
  if (first === undefined) return null
  const years = Math.ceil((now - first) / DAY_MS / YEAR_DAYS)
  const at = Math.round(first + years * YEAR_DAYS * DAY_MS)
  return years >= 1 && at <= now + AHEAD_MS ? { at, why: 'anniversary', n: years } : null
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const high = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? 0) + high) / 2
}
