import type { Generated } from 'kysely'

/** Answers and amends: drafts, playbooks, replies, rewards and codes. */
export interface RepliesTables {
  draft: DraftTable
  reply: ReplyTable
  reply_lock: ReplyLockTable
  playbook: PlaybookTable
  amends: AmendsTable
  reward_pool: RewardPoolTable
  reward_code: RewardCodeTable
  reward_grant: RewardGrantTable
}

interface DraftTable {
  case_id: number
  staff_id: string
  text: string
  updated_at: number
}

interface ReplyTable {
  id: number
  case_id: number
  mention_id: number
  connection_id: string
  staff_id: string
  kind: 'reply' | 'thank'
  text: string
  state: 'waiting_approval' | 'queued' | 'sent' | 'failed' | 'ambiguous' | 'refused'
  key: string
  grant_id: number | null
  native_id: string | null
  url: string | null
  error: string | null
  pressed_at: number
  sent_at: number | null
  /** Why a second person reads it first, in words; null where nobody has to. */
  approval: Generated<string | null>
  decided_by: Generated<string | null>
  decided_at: Generated<number | null>
  /** 1 where the case is over once it is sent. */
  resolve_after: Generated<number>
  /** The playbook whose draft it began as. */
  playbook_id: Generated<string | null>
  /** Below the post, or to its author alone. */
  way: Generated<'public' | 'direct'>
}

/** Who is writing an answer, so that nobody else begins one. */
interface ReplyLockTable {
  case_id: number
  staff_id: string
  taken_at: number
  until_at: number
}

/** How the team answers one kind of case; core/playbook.ts says what the body holds. */
interface PlaybookTable {
  id: string
  name: string
  brand_id: string | null
  /** JSON. */
  body: string
  enabled: number
  created_at: number
}

/** What somebody of the team gave on the spot to make good. */
interface AmendsTable {
  id: number
  case_id: number
  brand_id: string
  staff_id: string
  playbook_id: string
  give_id: string
  /** What it was called when it was given. */
  name: string
  worth: number | null
  at: number
}

interface RewardPoolTable {
  id: string
  brand_id: string
  name: string
  value: string
  disclosure: string
  needs_approval: number
  created_at: number
  /** No longer in the settings since then, epoch ms. */
  retired_at: number | null
}

interface RewardCodeTable {
  id: number
  pool_id: string
  code_hash: string
  code_sealed: string
  state: 'free' | 'claimed' | 'used'
  expires_at: number | null
  grant_id: number | null
}

interface RewardGrantTable {
  id: number
  pool_id: string
  brand_id: string
  author_id: number
  person_id: number | null
  case_id: number
  requested_by: string
  decided_by: string | null
  state: 'waiting' | 'approved' | 'refused' | 'issued' | 'expired'
  reason: string
  code_id: number | null
  created_at: number
  decided_at: number | null
}
