import { DETRACTOR_TO, PROMOTER_FROM } from '../analysis/figures/nps.ts'
import type { Understanding } from '../analysis/understand/understanding.ts'
import type { CaseKind } from '../core/case.ts'
import type { Intent, Reason, Sentiment } from '../core/judgement.ts'

/** What the analysis makes of words that were written to us; null where it is not there. */
export type ReadWords = (
  brandId: string,
  words: string,
) => (Understanding & { reasons: readonly Reason[] }) | null

/** What an answer says, by its number and its words together. */
export interface AnswerReading {
  sentiment: Sentiment
  intents: readonly Intent[]
  /** The case that it asks for; null where nobody has to do anything. */
  kind: CaseKind | null
}

/** A bare number up to here says that something went wrong; above it, that they would not recommend us. */
const BAD_WITHOUT_WORDS = 3

/**
 * Reads an answer as a post is read. The number is the customer's own word for how they feel; the words say what it is
 * about, and a bad word counts whatever the number is.
 */
export function readAnswer(
  score: number,
  hasWords: boolean,
  found: ReturnType<ReadWords>,
): AnswerReading {
  const said: readonly Intent[] = found?.labels ?? []
  const isAngry =
    found !== null &&
    found.sentiment.label === 'negative' &&
    said.some((intent) => intent === 'complaint' || intent === 'churn_threat')
  const isBad = score <= DETRACTOR_TO || isAngry || found?.urgency.label === 'emergency'
  const isToldBad = isBad && (hasWords || score <= BAD_WITHOUT_WORDS)
  const own: Intent[] = isToldBad ? ['complaint'] : score >= PROMOTER_FROM ? ['recommendation'] : []
  return {
    sentiment: isBad ? 'negative' : score >= PROMOTER_FROM ? 'positive' : 'neutral',
    intents: [...new Set([...own, ...said])],
    kind: kindOf(isBad, said, found),
  }
}

function kindOf(
  isBad: boolean,
  said: readonly Intent[],
  found: ReturnType<ReadWords>,
): CaseKind | null {
  if (found?.urgency.label === 'emergency') return 'emergency'
  if (isBad) return said.includes('churn_threat') ? 'at_risk' : 'complaint'
  if (said.includes('purchase_intent')) return 'purchase'
  return said.includes('question') ? 'question' : null
}
