import type { Generated } from 'kysely'

/** Cases and the work on them. */
export interface CasesTables {
  case: CaseTable
  case_mention: CaseMentionTable
  case_event: CaseEventTable
  note: NoteTable
  kudos: KudosTable
  nudge: NudgeTable
  turn: TurnTable
}

interface CaseTable {
  id: number
  brand_id: string
  author_id: number | null
  person_id: number | null
  kind: 'emergency' | 'at_risk' | 'complaint' | 'purchase' | 'question' | 'praise' | 'unsure'
  status: 'new' | 'claimed' | 'waiting_approval' | 'replied' | 'resolved' | 'closed_by_author'
  version: number
  owner_id: string | null
  urgency: 'emergency' | 'soon' | 'none'
  opened_at: number
  due_at: number
  claimed_at: number | null
  answered_at: number | null
  resolved_at: number | null
  last_mention_id: number
  last_mention_at: number
  thread_root: string | null
  mentions: number
  bundled: number
  channel: string | null
  slack_ts: string | null
  card_version: number
  resolution: string | null
  /** Promised minutes until the first answer, and when three quarters and half as long again are over. */
  promise_minutes: number | null
  warn_at: number | null
  lead_at: number | null
  /** When somebody may have to be told next; null where nobody has to. */
  nudge_at: number | null
  suggested_id: string | null
  /** Out of sight until then, epoch ms; a new post wakes it earlier. */
  snoozed_until: number | null
  /** When somebody wants to look after it again. */
  follow_up_at: number | null
  /** It came back then and nobody has settled it yet. */
  follow_up_since: number | null
  escalated_at: number | null
  /** The case that has its posts now. */
  merged_into: number | null
  /** The message that asks what this post is: an outbox row. */
  asked_in: Generated<number | null>
}

interface CaseMentionTable {
  case_id: number
  mention_id: number
  added_at: number
}

interface CaseEventTable {
  id: number
  case_id: number
  at: number
  actor_id: string | null
  kind: string
  from_status: string | null
  to_status: string | null
  detail: string
  surface: string
}

/** What staff say among themselves of a case. */
interface NoteTable {
  id: number
  case_id: number
  staff_id: string
  text: string
  at: number
}

/** A post that praises a colleague by name, and who passed it on. */
interface KudosTable {
  id: number
  case_id: number
  mention_id: number
  brand_id: string
  staff_id: string
  by_id: string
  at: number
}

/** One reminder about one case: each step once. */
interface NudgeTable {
  case_id: number
  /** 1 at three quarters of the promise, 2 when it is due, 3 at half as long again. */
  level: number
  staff_id: string | null
  at: number
}

/** Whose turn it was last. */
interface TurnTable {
  name: string
  n: number
}
