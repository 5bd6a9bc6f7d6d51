const DAY_MS = 86_400_000

/**
 * What the month will have cost at its end, US dollars, if money goes on being spent as until now (straight line). A
 * month that has only begun says little: less than a day counts as a day. `since` is when spending began, epoch ms.
 */
export function forecastMonth(spentUsd: number, since: number, now: number): number {
  const date = new Date(now)
  const begin = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
  const end = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
  const elapsed = Math.max(now - Math.max(begin, since), DAY_MS)
  return spentUsd + (spentUsd / elapsed) * Math.max(0, end - now)
}
