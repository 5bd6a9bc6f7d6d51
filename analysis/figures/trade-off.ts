/** What leaving posts to people under a limit costs and brings. */
export interface TradeOff {
  limit: number
  /** Share of the posts that people get. */
  handedOver: number
  /** Share of the rest that is right, by how sure we are of each; null where nothing is left. */
  right: number | null
}

/** What each limit would have meant for posts that we were so sure of. */
export function weighLimits(confidences: readonly number[], limits: readonly number[]): TradeOff[] {
  return limits.map((limit) => {
    const kept = confidences.filter((confidence) => confidence >= limit)
    return {
      limit,
      handedOver: 1 - kept.length / Math.max(1, confidences.length),
      right: kept.length === 0 ? null : kept.reduce((sum, one) => sum + one, 0) / kept.length,
    }
  })
}
