import type { Generated } from 'kysely'

/** Persons: their accounts, contacts and standing, and what was wished for. */
export interface PeopleTables {
  person: PersonTable
  person_author: PersonAuthorTable
  person_standing: PersonStandingTable
  person_event: PersonEventTable
  merge: MergeTable
  account_side: AccountSideTable
  not_same: NotSameTable
  contact: ContactTable
  recovery: RecoveryTable
  built: BuiltTable
}

interface PersonTable {
  id: number
  brand_id: string
  name: string
  advocate: number
  strikes: number
  evidence: string
  created_at: number
  updated_at: number
}

interface PersonAuthorTable {
  person_id: number
  author_id: number
  brand_id: string
  evidence: string
  confirmed_by: string | null
  created_at: number
}

/** How a person stands, worked out by docs/people-rules.md; made again whenever something changes. */
interface PersonStandingTable {
  person_id: number
  brand_id: string
  love: number | null
  reach: number | null
  risk: number | null
  stage: string | null
  stage_since: number | null
  strikes: number
  is_out: number
  is_at_risk: Generated<number>
  unproved: number
  terms: string
  evidence: string
  next_step: string | null
  next_due: number | null
  key_manager: string | null
  assessed_at: number
}

interface PersonEventTable {
  key: string
  person_id: number
  brand_id: string
  at: number
  kind: string
  detail: string
}

/** Two people joined into one; the snapshot holds what moved, so that it can be undone. */
interface MergeTable {
  id: number
  brand_id: string
  kept_id: number
  merged_id: number
  evidence: string
  snapshot: string
  staff_id: string
  at: number
  undone_at: number | null
  undone_by: string | null
}

/** Whose account this is to a brand, where staff said so. */
interface AccountSideTable {
  brand_id: string
  author_id: number
  side: 'customer' | 'staff' | 'bot' | 'competitor'
  staff_id: string
  at: number
}

/** Two people who look alike and are not one, as staff said. */
interface NotSameTable {
  low_id: number
  high_id: number
  staff_id: string
  at: number
}

/** A call, a visit or a letter that staff wrote down. */
interface ContactTable {
  id: number
  brand_id: string
  person_id: number
  case_id: number | null
  at: number
  way: 'phone' | 'shop' | 'mail' | 'chat' | 'other'
  sentiment: 'negative' | 'neutral' | 'positive' | 'unsure'
  intents: string
  text: string
  staff_id: string
  created_at: number
  undone_at: number | null
  undone_by: string | null
}

/** The way of one complaint to its end. */
interface RecoveryTable {
  case_id: number
  brand_id: string
  author_id: number | null
  opened_at: number
  /** They said it to us: tagged, answered or wrote to us. */
  is_addressed: number
  answered_at: number | null
  amends_at: number | null
  fixed_at: number | null
  fix: string | null
  /** When we asked afterwards whether all is well. */
  asked_at: number | null
  mood: 'negative' | 'neutral' | 'positive' | null
  mood_at: number | null
  outcome: 'open' | 'turned_around' | 'settled' | 'lost'
  settled_at: number | null
  /** When somebody has to look again; null once it is over. */
  due_at: number | null
  updated_at: number
}

/** A wish of customers that came true, and how to know who had it. */
interface BuiltTable {
  id: number
  brand_id: string
  topic: string | null
  /** JSON: words by which the wish is found. */
  words: string
  what: string
  staff_id: string
  at: number
}
