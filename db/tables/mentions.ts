import type { Generated } from 'kysely'

/** What was said and by whom: mentions, their labels, authors, and what is kept to know a post again. */
export interface MentionsTables {
  mention: MentionTable
  label: LabelTable
  author: AuthorTable
  rejected: RejectedTable
  tombstone: TombstoneTable
  recent_text: RecentTextTable
}

interface MentionTable {
  id: number
  key: string
  revision: string
  network: string
  connection_id: string
  native_id: string
  author_id: number | null
  kind: string
  trigger_type: string
  url: string | null
  title: string | null
  text: string
  lang: string | null
  parent_text: string | null
  container: string | null
  reply_to_key: string | null
  root: string | null
  metrics: string
  rating: number | null
  visibility: string
  created_at: number
  edited_at: number | null
  observed_at: number
  received_at: number
  state: 'live' | 'deleted' | 'withheld'
  joined_to: number | null
  reply_ref: string
  history: number
}

interface LabelTable {
  mention_id: number
  brand_id: string
  author_id: number | null
  at: number
  query_ids: string
  relevance: 'relevant' | 'irrelevant' | 'unsure'
  relevance_confidence: number
  sentiment: 'negative' | 'neutral' | 'positive' | 'unsure'
  sentiment_confidence: number
  /** The mood that was likeliest where we were unsure of it; null elsewhere. */
  leaning: Generated<'negative' | 'neutral' | 'positive' | null>
  urgency: 'emergency' | 'soon' | 'none'
  intents: string
  labels: string
  aspects: string
  sarcasm: number
  reasons: string
  model: string
  /** Keys of the brand's topics that the post touches. */
  topics: Generated<string>
}

interface AuthorTable {
  id: number
  key: string
  network: string
  native_id: string | null
  handle: string | null
  name: string | null
  url: string | null
  followers: number | null
  verified: number | null
  is_bot: number | null
  is_self: number
  opted_in: number
  /** `first_name` or `formal`, once somebody chose; null follows the brand. */
  address: Generated<string | null>
  first_seen_at: number
  last_seen_at: number
  mentions: number
}

interface RejectedTable {
  key: string
  brand_id: string | null
  reason: string
  at: number
}

interface TombstoneTable {
  key: string
  reason: string
  at: number
}

interface RecentTextTable {
  hash: string
  brand_id: string
  mention_id: number
  at: number
}
