/** What staff taught the analysis, brand by brand. */
export interface CorrectionsTables {
  label_feedback: LabelFeedbackTable
  brand_layer: BrandLayerTable
  blind_check: BlindCheckTable
  muted_word: MutedWordTable
  ignored_author: IgnoredAuthorTable
}

interface LabelFeedbackTable {
  id: number
  mention_id: number
  brand_id: string
  /** relevance, sentiment or an intent. */
  head: string
  /** What the analysis said, and what is true: a relevance, a sentiment, or yes and no. */
  said: string
  /** How sure it was; null for intents. */
  said_confidence: number | null
  truth: string
  source: 'correction' | 'confirmation' | 'blind'
  model: string
  staff_id: string
  at: number
  surface: string
  undone_at: number | null
  undone_by: string | null
}

interface BrandLayerTable {
  brand_id: string
  model: string
  layer: string
  tests: string
  updated_at: number
}

interface BlindCheckTable {
  brand_id: string
  /** Week since 1970. */
  week: number
  mention_id: number
  place: number
  staff_id: string | null
  judged_at: number | null
}

/** Posts with this word make no cards for this brand; emergencies do. */
interface MutedWordTable {
  brand_id: string
  word: string
  staff_id: string
  at: number
}

/** Posts of this author make no cards for this brand; emergencies do. */
interface IgnoredAuthorTable {
  brand_id: string
  author_id: number
  staff_id: string
  at: number
}
