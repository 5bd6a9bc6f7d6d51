import { zoneDays } from '../people/zone-days.ts'

/** What is counted of one buyer: orders that were paid, not cancelled, no test, and worth more than nothing. */
export interface Buyer {
  /** Orders the equal ones; the shop's own key. */
  key: string
  orders: number
  lastPaidAt: number
  /** Paid less refunded in the last 365 days, smallest unit of the reporting currency. */
  spent: number
}

export interface Worth {
  /** Days since the last order, by the calendar of the business. */
  days: number
  /** 1 to 5; null where too few buyers are known to say. */
  recency: number | null
  frequency: number | null
  money: number | null
  /** Among the fifth that brings most. */
  isTop: boolean
}

/** With fewer buyers a fifth of them is a handful, and a score would be chance. */
export const ENOUGH_BUYERS = 20
const DAY_MS = 86_400_000

/**
 * Recency, frequency and money of each buyer, 1 to 5 by quintile: 5 is better than at least four fifths of the
 * buyers, and equals score the same. The top fifth is the first ceil(0.2 n) of the n who spent anything within the
 * year, by money and then by key (docs/customers.md).
 */
export function weighBuyers(buyers: readonly Buyer[], now: number, zone: string): Worth[] {
  const calendar = zoneDays(zone)
  const numberOf = (at: number) => Date.parse(`${calendar.dayOf(at)}T00:00:00Z`) / DAY_MS
  const today = numberOf(now)
  const days = buyers.map((buyer) => Math.max(0, today - numberOf(buyer.lastPaidAt)))
  const recency = scoreBy(days.map((n) => -n))
  const frequency = scoreBy(buyers.map((buyer) => buyer.orders))
  const money = scoreBy(buyers.map((buyer) => buyer.spent))
  const top = findTop(buyers)
  return buyers.map((buyer, i) => ({
    days: days[i] ?? 0,
    recency: recency[i] ?? null,
    frequency: frequency[i] ?? null,
    money: money[i] ?? null,
    isTop: top.has(buyer.key),
  }))
}

/** 1 and a fifth of everybody for each further point; the more, the better. */
function scoreBy(values: readonly number[]): (number | null)[] {
  const n = values.length
  if (n < ENOUGH_BUYERS) return values.map(() => null)
  const sorted = Float64Array.from(values).sort()
  return values.map((value) => 1 + Math.floor((5 * countBelow(sorted, value)) / n))
}

function countBelow(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

function findTop(buyers: readonly Buyer[]): Set<string> {
  const spending = buyers.filter((buyer) => buyer.spent > 0)
  const ranked = spending.toSorted(
    (a, b) => b.spent - a.spent || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  )
  // One fifth as a ratio of whole numbers: 0.2 × 15 is a little more than 3 in binary.
  return new Set(ranked.slice(0, Math.ceil(spending.length / 5)).map((buyer) => buyer.key))
}
