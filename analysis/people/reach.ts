const FEWEST = 5

/** Reach of each author of one network, 0 to 100: the share with fewer followers, and half of those with as many. */
export function scoreReach(
  followers: ReadonlyMap<number, number | null>,
): ReadonlyMap<number, number | null> {
  const known = [...followers.values()].filter((count) => count !== null).sort((a, b) => a - b)
  return new Map(
    [...followers].map(([author, count]) => [author, count === null ? null : rank(known, count)]),
  )
}

/** A person's reach is that of their best known author; null where none is known. */
export function bestReach(reaches: readonly (number | null)[]): number | null {
  const known = reaches.filter((reach) => reach !== null)
  return known.length === 0 ? null : Math.max(...known)
}

function rank(sorted: readonly number[], count: number): number | null {
  if (sorted.length < FEWEST) return null
  const fewer = below(sorted, count)
  const same = below(sorted, count + 1) - fewer
  return (100 * (fewer + same / 2)) / sorted.length
}

/** How many of sorted whole numbers are less than `limit`. */
function below(sorted: readonly number[], limit: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < limit) low = middle + 1
    else high = middle
  }
  return low
}
