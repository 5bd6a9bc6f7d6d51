const WINDOW_MS = 15 * 60_000
/** Requests in 15 minutes (source: X rate limits). */
const LIMITS: readonly (readonly [RegExp, number])[] = [
  [/ \/2\/tweets\/search\/stream$/, 50],
  [/ \/2\/tweets\/search\/stream\/rules$/, 100],
  [/ \/2\/tweets\/search\/recent$/, 450],
  [/^POST \/2\/tweets$/, 100],
  [/ \/2\/dm_(?:conversations|events)/, 15],
  [/./, 300],
]

/** Counts requests in windows of 15 minutes, a route, whatever post or person it names. */
export function createLimits(now: () => number) {
  const counts = new Map<string, { used: number; resetAt: number }>()

  /** Headers of the refusal; null while there is room. */
  return function overLimit(asked: string): Record<string, string> | null {
    const route = asked.replaceAll(/(?<=[a-z]\/)\d+/g, ':id')
    const most = LIMITS.find(([pattern]) => pattern.test(route))?.[1] ?? 300
    const count = counts.get(route) ?? { used: 0, resetAt: now() + WINDOW_MS }
    if (now() >= count.resetAt) Object.assign(count, { used: 0, resetAt: now() + WINDOW_MS })
    count.used++
    counts.set(route, count)
    if (count.used <= most) return null
    return {
      'x-rate-limit-limit': String(most),
      'x-rate-limit-remaining': '0',
      'x-rate-limit-reset': String(Math.ceil(count.resetAt / 1000)),
    }
  }
}
