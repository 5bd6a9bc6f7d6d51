import type { Aspect, Intent, Reason, Relevance, Sentiment, Urgency } from '../../core/judgement.ts'
import type { UnsureBelow } from '../../core/unsure-limits.ts'

/** A brand as the analysis needs it: its name, what it is, and what the same word also means. */
export interface BrandProfile {
  id: string
  name: string
  description?: string
  handles: readonly string[]
  keywords: readonly string[]
  not: readonly string[]
  /** Under these confidences a post is left to a person; where nothing is said, the model's own hold. */
  unsureBelow?: UnsureBelow
}

/** One post to judge, with whatever is known around it. */
export interface UnderstandInput {
  id?: string
  text: string
  /** Without a brand everything is relevant and the sentiment is that of the text. */
  brand?: BrandProfile
  /** The post that this one answers. */
  parent?: string
  network?: string
  /** Language that the network or the thread claims; believed only where the text is short. */
  lang?: string
  /** Who wrote it, and how their earlier posts were taken: about the brand, or as staff said not. */
  author?: {
    followers?: number | null
    history?: { ours: number; others: number; isKnown: boolean }
  }
  /** Terms of the brand's queries that the post met. */
  matched?: readonly string[]
}

/** What the words say, before how likely each mood is in a brand's stream. */
export interface SentimentScores {
  negative: number
  neutral: number
  positive: number
}

/** What a post means; every number is a probability between 0 and 1. */
export interface Understanding {
  lang: string
  relevance: { label: Relevance; confidence: number }
  sentiment: { label: Sentiment; confidence: number; scores: SentimentScores }
  intents: Record<Intent, number>
  /** The intents that passed their threshold; never one that a second careful person would doubt. */
  labels: readonly Intent[]
  urgency: { label: Urgency; confidence: number }
  aspects: readonly Aspect[]
  sarcasm: number
  model: string
}

/** Reads a post; `abstain: false` forces a label where the analysis would say unsure. */
export interface Understander {
  understand(input: UnderstandInput, options?: { abstain?: boolean }): Understanding
  /** The words and rules that carried each decision; worked out only when somebody asks. */
  why(input: UnderstandInput, understanding: Understanding): readonly Reason[]
  model: string
}
