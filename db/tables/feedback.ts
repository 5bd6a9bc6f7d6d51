import type { Generated } from 'kysely'

/** The one question asked of customers, and what they answered. */
export interface FeedbackTables {
  ask: AskTable
  feedback_answer: FeedbackAnswerTable
}

/** Something we asked of somebody; the link is worked out from it and never stored. */
interface AskTable {
  id: number
  brand_id: string
  author_id: number
  kind: string
  /** The kind of people who were asked, all of them alike. */
  selection: string
  staff_id: string
  at: number
  expires_at: number
}

/** One answer to one ask; score 0 to 10. After an erasure only score and time stay. */
interface FeedbackAnswerTable {
  id: number
  ask_id: number
  brand_id: string
  author_id: number | null
  score: number
  words: string | null
  /** What the words were read as, as JSON. */
  reading: Generated<string | null>
  at: number
  mention_id: number | null
}
