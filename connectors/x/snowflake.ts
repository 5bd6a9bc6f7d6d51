/** Epoch ms from which X counts the time inside its ids. */
const X_EPOCH = 1_288_834_974_657n
const TIME_SHIFT = 22n

/** When an id was given out, epoch ms; null where it is no id. */
export function timeOfPostId(id: unknown): number | null {
  if (typeof id !== 'string' || !/^\d{1,20}$/.test(id)) return null
  return Number((BigInt(id) >> TIME_SHIFT) + X_EPOCH)
}

/** The larger of two ids; they are 64 bits wide, so never compared as numbers. */
export function newerPostId(a: string | null, b: string): string {
  return a === null || BigInt(b) > BigInt(a) ? b : a
}
