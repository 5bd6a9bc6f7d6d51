/** The words that the analysis may say about a post; what each means stands in docs/labels. */
export const INTENTS = [
  'complaint',
  'praise',
  'recommendation',
  'thanks',
  'question',
  'purchase_intent',
  'churn_threat',
  'suggestion',
] as const
export type Intent = (typeof INTENTS)[number]

export const ASPECTS = [
  'price',
  'product',
  'staff',
  'delivery',
  'app',
  'billing',
  'availability',
  'place',
  'support',
] as const
export type Aspect = (typeof ASPECTS)[number]

export type Relevance = 'relevant' | 'irrelevant' | 'unsure'
export type Sentiment = 'negative' | 'neutral' | 'positive' | 'unsure'
/** In the order of every head that tells them. */
export const URGENCIES = ['emergency', 'soon', 'none'] as const
export type Urgency = (typeof URGENCIES)[number]

/** Words, a rule or something known beside the post that carried a decision, to show with it. */
export interface Reason {
  label: string
  words: readonly string[]
  rule?: string
  weight?: number
  /** Where no words of the post carried it: what did, for people ("wrote about you twice before"). */
  note?: string
}
