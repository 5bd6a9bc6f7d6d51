/** Counters of some time, as the database keeps them. */
export interface FeelingCounts {
  total: number
  negative: number
  neutral: number
  positive: number
  unsure: number
}

export interface NetFeeling {
  /** Share of happy minus share of unhappy, in points, −100 to 100; null without a sure post. */
  net: number | null
  low: number
  high: number
  /** Posts it rests on: unsure ones are left out. */
  n: number
}

const Z95 = 1.96

/** Net feeling with a 95 % interval (variance of a difference of two shares of one sample). */
export function netFeeling(counts: FeelingCounts): NetFeeling {
  const n = counts.negative + counts.neutral + counts.positive
  if (n === 0) return { net: null, low: 0, high: 0, n }
  const p = counts.positive / n
  const q = counts.negative / n
  // One post more of each keeps the interval open where everybody says the same.
  const [ps, qs, m] = [(counts.positive + 1) / (n + 3), (counts.negative + 1) / (n + 3), n + 3]
  const half = Z95 * Math.sqrt((ps + qs - (ps - qs) ** 2) / m)
  const round = (x: number) => Math.round(100 * Math.max(-1, Math.min(1, x)))
  return { net: round(p - q), low: round(p - q - half), high: round(p - q + half), n }
}

/** Adds counters up. */
export function sumFeeling(list: readonly FeelingCounts[]): FeelingCounts {
  const sum: FeelingCounts = { total: 0, negative: 0, neutral: 0, positive: 0, unsure: 0 }
  for (const c of list)
    for (const key of ['total', 'negative', 'neutral', 'positive', 'unsure'] as const)
      sum[key] += c[key]
  return sum
}

/** One sentence on how people feel, honest about few posts. */
export function verdict(counts: FeelingCounts, when: string): string {
  const { net, low, high, n } = netFeeling(counts)
  if (net === null) return `Nobody has said anything clear ${when}.`
  if (n < 20)
    return `Only ${n === 1 ? '1 clear post' : `${n} clear posts`} ${when}: ${counts.positive} happy, ${counts.negative} unhappy. Too few for a trend.`
  if (low > 0) return `People are happier than not ${when}.`
  if (high < 0) return `People are more unhappy than happy ${when}.`
  return `Happy and unhappy posts balance ${when}; the difference could be chance.`
}
