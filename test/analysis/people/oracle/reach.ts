/** An author of the brand: followers are null where unknown. */
export interface Author {
  id: number
  network: string
  followers: number | null
}

/** The reach of one author among all authors of the brand, by the formula of the rules page. */
export function workOutReach(author: Author, all: readonly Author[]): number | null {
  let known = 0
  let fewer = 0
  let asMany = 0
  for (const other of all) {
    if (other.network !== author.network || other.followers === null) continue
    known += 1
    if (author.followers === null) continue
    if (other.followers < author.followers) fewer += 1
    if (other.followers === author.followers) asMany += 1
  }
  if (author.followers === null || known < 5) return null
  return (100 * (fewer + asMany / 2)) / known
}

/** The reach of a person: the highest known one of their authors. */
export function workOutBestReach(mine: readonly Author[], all: readonly Author[]): number | null {
  let best: number | null = null
  for (const author of mine) {
    const reach = workOutReach(author, all)
    if (reach !== null && (best === null || reach > best)) best = reach
  }
  return best
}
