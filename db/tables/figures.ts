import type { Generated } from 'kysely'

/** Counters, topics and incidents. */
export interface FiguresTables {
  hour_count: HourCountTable
  day_count: DayCountTable
  incident: IncidentTable
  topic: TopicTable
  alert_count: AlertCountTable
  tightening: TighteningTable
}

interface HourCountTable {
  brand_id: string
  hour: number
  total: number
  negative: number
  neutral: number
  positive: number
  unsure: number
  complaint: number
  praise: number
  question: number
  emergency: number
  churn_threat: Generated<number>
  purchase_intent: Generated<number>
}

interface DayCountTable {
  brand_id: string
  day: number
  topic: string
  total: number
  negative: number
  neutral: number
  positive: number
  unsure: number
}

interface IncidentTable {
  id: number
  brand_id: string
  kind: 'spike' | 'silence' | 'take_off'
  state: 'open' | 'closed'
  /** The post that takes off; null for the others. */
  mention_id: number | null
  started_at: number
  found_at: number
  ended_at: number | null
  /** JSON: what was expected, found, and what it is about. */
  evidence: string
  version: number
  channel: string | null
  slack_ts: string | null
  /** What we say about it, the same in every case; pressed case by case. */
  statement: Generated<string | null>
  statement_by: Generated<string | null>
  statement_at: Generated<number | null>
}

interface TopicTable {
  brand_id: string
  key: string
  name: string
  /** JSON: words and phrases by which a post touches it. */
  forms: string
  state: 'live' | 'retired'
  direction: 'up' | 'down' | 'steady'
  posts: number
  of_posts: number
  posts_before: number
  of_before: number
  /** How long "now" was when the topic was last weighed. */
  hours: number
  found_at: number
  seen_at: number
}

interface AlertCountTable {
  channel: string
  day: string
  sent: number
  /** JSON: when the last few cards were queued, oldest first. */
  recent: string | null
}

/** A word that would keep posts out which nobody acts on. */
interface TighteningTable {
  id: number
  brand_id: string
  /** A part of a query, such as NOT tree. */
  term: string
  state: 'open' | 'applied' | 'refused' | 'undone'
  /** JSON: what the back-test found. */
  evidence: string
  /** JSON: the brand's queries as they were before, by id. */
  sources: string
  found_at: number
  decided_at: number | null
  staff_id: string | null
}
