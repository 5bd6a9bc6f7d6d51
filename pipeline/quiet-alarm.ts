/** Fewer gaps than this say nothing about a rhythm. */
const MIN_GAPS = 8
const KEPT_GAPS = 50
/** Quiet means this many times its usual longest pause, and at least an hour. */
const FACTOR = 3
const MIN_QUIET_MS = 3_600_000

/** Knows how often a connection usually speaks. */
export interface QuietAlarm {
  /** Something came at `at`, epoch ms. */
  heard(at: number): void
  /** Since when it is quieter than itself; null while it is not. */
  quietSince(now: number): number | null
}

/** Learns the pauses of one connection; nine tenths of them are shorter than "usual". */
export function createQuietAlarm(lastAt: number | null): QuietAlarm {
  const gaps: number[] = []
  let last = lastAt
  return {
    heard(at) {
      if (last !== null && at > last) {
        gaps.push(at - last)
        if (gaps.length > KEPT_GAPS) gaps.shift()
      }
      last = Math.max(last ?? at, at)
    },
    quietSince(now) {
      if (last === null || gaps.length < MIN_GAPS) return null
      const usual = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length * 0.9)] ?? 0
      return now - last > Math.max(MIN_QUIET_MS, usual * FACTOR) ? last : null
    },
  }
}
