import type { Act } from './advocate.ts'

const MEANINGFUL = 2
const STRIKES = 2

/**
 * Whether an author is more than a handle: let down twice, or meaningful a second time. A post is meaningful
 * where it says how they feel, or does something: asks, praises, complains, suggests.
 */
export function arises(acts: readonly Act[], strikes: number): boolean {
  if (strikes >= STRIKES) return true
  const meaningful = acts.filter(
    ({ sentiment, labels }) =>
      sentiment === 'positive' || sentiment === 'negative' || labels.length > 0,
  )
  return meaningful.length >= MEANINGFUL
}
