/** How many posts of how many touch a term, now and before. */
export interface TermCounts {
  now: number
  ofNow: number
  before: number
  ofBefore: number
}

/** The prior weighs as much as so many posts. */
const PRIOR_POSTS = 50

/**
 * Log-odds with an informative Dirichlet prior, as a z-score (Monroe, Colaresi & Quinn 2008): above 0 where a
 * term stands in more posts now than before. The prior is the term's share of all posts, so a rare word needs
 * more posts than a common one to stand out.
 */
export function logOddsZ({ now, ofNow, before, ofBefore }: TermCounts): number {
  const all = ofNow + ofBefore
  if (all === 0 || now + before === 0) return 0
  const prior = (PRIOR_POSTS * (now + before)) / all
  const [a, b] = [now + prior, before + prior]
  const odds = Math.log(a / (ofNow + PRIOR_POSTS - a)) - Math.log(b / (ofBefore + PRIOR_POSTS - b))
  return odds / Math.sqrt(1 / a + 1 / b)
}
