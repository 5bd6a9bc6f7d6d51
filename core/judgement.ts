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
export type Urgency = 'emergency' | 'soon' | 'none'

/** Words or a rule that carried a decision, to show beside it. */
export interface Reason {
  label: string
  words: readonly string[]
  rule?: string
  weight?: number
}
