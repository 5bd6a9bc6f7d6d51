/** z of a two-sided 95 % interval. */
const Z95 = 1.959964

export interface Interval {
  low: number
  high: number
}

/** Wilson's 95 % interval of a share; [0, 1] where nothing was counted. */
export function wilson(hits: number, n: number): Interval {
  if (n <= 0) return { low: 0, high: 1 }
  const share = hits / n
  const z2 = Z95 * Z95
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n)
  const half = (Z95 * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n))) / (1 + z2 / n)
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}

/**
 * 95 % interval of the difference of two independent shares, by Newcombe's hybrid of two Wilson
 * intervals.
 */
export function newcombe(hitsA: number, nA: number, hitsB: number, nB: number): Interval {
  if (nA <= 0 || nB <= 0) return { low: -1, high: 1 }
  const [a, b] = [hitsA / nA, hitsB / nB]
  const [wa, wb] = [wilson(hitsA, nA), wilson(hitsB, nB)]
  return {
    low: a - b - Math.hypot(a - wa.low, wb.high - b),
    high: a - b + Math.hypot(wa.high - a, b - wb.low),
  }
}

/**
 * 95 % interval of (positive - negative) / n of one sample: the shares exclude each other, so their
 * covariance is taken in (Newcombe 1998, paired form for a difference of multinomial shares).
 */
export function netInterval(positive: number, negative: number, n: number): Interval {
  if (n <= 0) return { low: -1, high: 1 }
  const [p, q] = [positive / n, negative / n]
  const [wp, wq] = [wilson(positive, n), wilson(negative, n)]
  const spread = Math.sqrt(p * (1 - p) * q * (1 - q))
  const correlation = spread === 0 ? 0 : (-p * q) / spread
  const reach = (x: number, y: number): number =>
    Math.sqrt(Math.max(0, x * x - 2 * correlation * x * y + y * y))
  return {
    low: Math.max(-1, p - q - reach(p - wp.low, wq.high - q)),
    high: Math.min(1, p - q + reach(wp.high - p, q - wq.low)),
  }
}
