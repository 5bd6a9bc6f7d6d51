import type { Intent } from '../core/judgement.ts'

const INTENT_WORDS: Record<Intent, string> = {
  complaint: 'a complaint',
  praise: 'praise',
  recommendation: 'a recommendation',
  thanks: 'thanks',
  question: 'a question',
  purchase_intent: 'wants to buy',
  churn_threat: 'may leave',
  suggestion: 'a suggestion',
}

/** An intent as people say it. */
export function intentWords(intent: string): string {
  return INTENT_WORDS[intent as Intent] ?? intent
}
