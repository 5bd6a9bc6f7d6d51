/** A spike is made by so many people at least. */
export const LEAST_AUTHORS = 3
/** So many posts are nobody's excess. */
const FEW = 3

/**
 * Posts that one or two loud people wrote beyond what the third loudest did: they make no spike. `ofAuthors` is how many
 * posts each of them wrote.
 */
export function countExcess(ofAuthors: readonly number[]): number {
  const third = ofAuthors.toSorted((a, b) => b - a)[LEAST_AUTHORS - 1] ?? 0
  const most = Math.max(FEW, third)
  return ofAuthors.reduce((sum, posts) => sum + Math.max(0, posts - most), 0)
}
