import type { Generated } from 'kysely'

/** Every table as Kysely sees it; portable columns only: times are epoch ms, booleans 0 or 1, JSON is text. */
export interface Schema {
  brand: BrandTable
  query: QueryTable
  connection: ConnectionTable
  health: HealthTable
  cursor: CursorTable
  gap: GapTable
  mention: MentionTable
  label: LabelTable
  label_feedback: LabelFeedbackTable
  brand_layer: BrandLayerTable
  blind_check: BlindCheckTable
  rejected: RejectedTable
  tombstone: TombstoneTable
  recent_text: RecentTextTable
  author: AuthorTable
  person: PersonTable
  person_author: PersonAuthorTable
  case: CaseTable
  case_mention: CaseMentionTable
  case_event: CaseEventTable
  note: NoteTable
  kudos: KudosTable
  ignored_author: IgnoredAuthorTable
  muted_word: MutedWordTable
  nudge: NudgeTable
  turn: TurnTable
  draft: DraftTable
  reply: ReplyTable
  reward_pool: RewardPoolTable
  reward_code: RewardCodeTable
  reward_grant: RewardGrantTable
  staff: StaffTable
  home_visit: HomeVisitTable
  outbox: OutboxTable
  dead_letter: DeadLetterTable
  delivery: DeliveryTable
  audit: AuditTable
  spend: SpendTable
  setting: SettingTable
  hour_count: HourCountTable
  day_count: DayCountTable
  incident: IncidentTable
  topic: TopicTable
  alert_count: AlertCountTable
  lease: LeaseTable
  login_link: LoginLinkTable
  session: SessionTable
  customer: CustomerTable
  purchase: PurchaseTable
  person_customer: PersonCustomerTable
  person_standing: PersonStandingTable
  person_event: PersonEventTable
  merge: MergeTable
  erasure: ErasureTable
  erased: ErasedTable
  opt_out: OptOutTable
  consent: ConsentTable
  contact: ContactTable
  recovery: RecoveryTable
  account_side: AccountSideTable
  not_same: NotSameTable
  built: BuiltTable
  playbook: PlaybookTable
  reply_lock: ReplyLockTable
  amends: AmendsTable
  shop: ShopTable
  customer_value: CustomerValueTable
  segment: SegmentTable
  person_segment: PersonSegmentTable
  segment_list: SegmentListTable
  ask: AskTable
  feedback_answer: FeedbackAnswerTable
  digest: DigestTable
  digest_subject: DigestSubjectTable
  tightening: TighteningTable
}

export interface BrandTable {
  id: string
  name: string
  description: string
  profile: string
  zone: string
  channel: string | null
  created_at: number
}

export interface QueryTable {
  id: string
  brand_id: string
  source: string
  enabled: number
  created_at: number
  updated_at: number
}

export interface ConnectionTable {
  id: string
  network: string
  config: string
  enabled: number
  created_at: number
}

export interface HealthTable {
  connection_id: string
  state: string
  detail: string | null
  last_ok_at: number | null
  last_event_at: number | null
  retry_at: number | null
  lag_ms: number | null
  received: number
  quarantined: number
  updated_at: number
}

export interface CursorTable {
  connection_id: string
  stream: string
  value: string
  updated_at: number
}

export interface GapTable {
  id: number
  connection_id: string
  from_at: number
  to_at: number
  why: string
  created_at: number
  filled_at: number | null
}

export interface MentionTable {
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

export interface LabelTable {
  mention_id: number
  brand_id: string
  author_id: number | null
  at: number
  query_ids: string
  relevance: 'relevant' | 'irrelevant' | 'unsure'
  relevance_confidence: number
  sentiment: 'negative' | 'neutral' | 'positive' | 'unsure'
  sentiment_confidence: number
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

export interface LabelFeedbackTable {
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

export interface BrandLayerTable {
  brand_id: string
  model: string
  layer: string
  tests: string
  updated_at: number
}

export interface BlindCheckTable {
  brand_id: string
  /** Week since 1970. */
  week: number
  mention_id: number
  place: number
  staff_id: string | null
  judged_at: number | null
}

export interface RejectedTable {
  key: string
  brand_id: string | null
  reason: string
  at: number
}

export interface TombstoneTable {
  key: string
  reason: string
  at: number
}

export interface RecentTextTable {
  hash: string
  brand_id: string
  mention_id: number
  at: number
}

export interface AuthorTable {
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

export interface PersonTable {
  id: number
  brand_id: string
  name: string
  advocate: number
  strikes: number
  evidence: string
  created_at: number
  updated_at: number
}

export interface PersonAuthorTable {
  person_id: number
  author_id: number
  brand_id: string
  evidence: string
  confirmed_by: string | null
  created_at: number
}

export interface CaseTable {
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

/** What staff say among themselves of a case. */
export interface NoteTable {
  id: number
  case_id: number
  staff_id: string
  text: string
  at: number
}

/** A post that praises a colleague by name, and who passed it on. */
export interface KudosTable {
  id: number
  case_id: number
  mention_id: number
  brand_id: string
  staff_id: string
  by_id: string
  at: number
}

/** Posts of this author make no cards for this brand; emergencies do. */
export interface IgnoredAuthorTable {
  brand_id: string
  author_id: number
  staff_id: string
  at: number
}

/** Posts with this word make no cards for this brand; emergencies do. */
export interface MutedWordTable {
  brand_id: string
  word: string
  staff_id: string
  at: number
}

/** One reminder about one case: each step once. */
export interface NudgeTable {
  case_id: number
  /** 1 at three quarters of the promise, 2 when it is due, 3 at half as long again. */
  level: number
  staff_id: string | null
  at: number
}

/** Whose turn it was last. */
export interface TurnTable {
  name: string
  n: number
}

export interface CaseMentionTable {
  case_id: number
  mention_id: number
  added_at: number
}

export interface CaseEventTable {
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

export interface DraftTable {
  case_id: number
  staff_id: string
  text: string
  updated_at: number
}

/** How the team answers one kind of case; core/playbook.ts says what the body holds. */
export interface PlaybookTable {
  id: string
  name: string
  brand_id: string | null
  /** JSON. */
  body: string
  enabled: number
  created_at: number
}

/** Who is writing an answer, so that nobody else begins one. */
export interface ReplyLockTable {
  case_id: number
  staff_id: string
  taken_at: number
  until_at: number
}

/** What somebody of the team gave on the spot to make good. */
export interface AmendsTable {
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

export interface ReplyTable {
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
}

export interface RewardPoolTable {
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

export interface RewardCodeTable {
  id: number
  pool_id: string
  code_hash: string
  code_sealed: string
  state: 'free' | 'claimed' | 'used'
  expires_at: number | null
  grant_id: number | null
}

export interface RewardGrantTable {
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

export interface StaffTable {
  id: string
  slack_user_id: string | null
  name: string
  role: 'viewer' | 'agent' | 'approver' | 'owner'
  zone: string | null
  created_at: number
  disabled_at: number | null
  /** Quiet hours of their own, "19:00-08:00". */
  quiet: string | null
}

/** Who of the team opened their Home in Slack last when: only these are drawn again. */
export interface HomeVisitTable {
  staff_id: string
  user_id: string
  at: number
}

export interface OutboxTable {
  id: number
  kind: string
  key: string
  lane: string
  case_id: number | null
  priority: number
  payload: string
  state: 'pending' | 'leased' | 'sent' | 'ambiguous' | 'dead'
  attempts: number
  due_at: number
  lease_until: number | null
  lease_owner: string | null
  lease_token: number
  created_at: number
  sent_at: number | null
  result: string | null
  error: string | null
}

export interface DeadLetterTable {
  id: number
  source: string
  reason: string
  raw: string
  at: number
}

export interface DeliveryTable {
  seq: number
  connection_id: string
  key: string
  digest: string
  kind: string
  body: string
  received_at: number
  done_at: number | null
}

export interface AuditTable {
  id: number
  at: number
  actor: string
  action: string
  subject: string
  detail: string
  surface: string
}

export interface SpendTable {
  connection_id: string
  month: string
  usd: number
  items: number
}

export interface SettingTable {
  key: string
  value: string
  updated_at: number
  updated_by: string
}

export interface HourCountTable {
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

export interface DayCountTable {
  brand_id: string
  day: number
  topic: string
  total: number
  negative: number
  neutral: number
  positive: number
  unsure: number
}

export interface IncidentTable {
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

export interface TopicTable {
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

export interface AlertCountTable {
  channel: string
  day: string
  sent: number
  /** JSON: when the last few cards were queued, oldest first. */
  recent: string | null
}

export interface LeaseTable {
  name: string
  owner: string
  token: number
  until_at: number
}

export interface LoginLinkTable {
  token_hash: string
  staff_id: string
  expires_at: number
  used_at: number | null
}

export interface SessionTable {
  id_hash: string
  staff_id: string
  csrf: string
  created_at: number
  last_seen_at: number
  expires_at: number
}

export interface CustomerTable {
  key: string
  id: number
  brand_id: string
  source: string
  source_key: string
  name: string | null
  /** Keyed fingerprint of the e-mail in small letters. */
  email_print: string | null
  subscribed: number
  created_at: number
  /** Of the shop: when the order was changed last that told us who they are. */
  updated_at: number
  city: Generated<string | null>
  /** Two letters. */
  country: Generated<string | null>
}

export interface PurchaseTable {
  key: string
  id: number
  customer_id: number
  brand_id: string
  source: string
  order_id: string
  paid_at: number
  currency: string
  net: number
  test: number
  cancelled: number
  codes: string
  /** Of the shop. */
  updated_at: number
  /** When this version was stored here. */
  stored_at: number
}

export interface PersonCustomerTable {
  person_id: number
  customer_id: number
  evidence: string
  confidence: number
  confirmed_by: string | null
  created_at: number
}

/** How a person stands, worked out by docs/people-rules.md; made again whenever something changes. */
export interface PersonStandingTable {
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

export interface PersonEventTable {
  key: string
  person_id: number
  brand_id: string
  at: number
  kind: string
  detail: string
}

/** Two people joined into one; the snapshot holds what moved, so that it can be undone. */
export interface MergeTable {
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

/** Somebody who has to be erased: a person with everything that hangs on them, one account, or a customer of a shop. */
export interface ErasureTable {
  id: number
  person_id: number | null
  author_id: number | null
  customer_id: Generated<number | null>
  staff_id: string
  asked_at: number
  done_at: number | null
}

/** Fingerprints by which erased people, posts and customers are known again; nothing can be read from them. */
export interface ErasedTable {
  mark: string
  at: number
}

/** Accounts that we never write to. */
export interface OptOutTable {
  author_id: number
  staff_id: string
  at: number
}

/** What a member of a community said of themselves last: may they be rated and rewarded, how and when. */
export interface ConsentTable {
  author_id: number
  /** joined, left */
  state: string
  how: string
  at: number
}

/** A call, a visit or a letter that staff wrote down. */
export interface ContactTable {
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
export interface RecoveryTable {
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

/** Whose account this is to a brand, where staff said so. */
export interface AccountSideTable {
  brand_id: string
  author_id: number
  side: 'customer' | 'staff' | 'bot' | 'competitor'
  staff_id: string
  at: number
}

/** Two people who look alike and are not one, as staff said. */
export interface NotSameTable {
  low_id: number
  high_id: number
  staff_id: string
  at: number
}

/** A wish of customers that came true, and how to know who had it. */
export interface BuiltTable {
  id: number
  brand_id: string
  topic: string | null
  /** JSON: words by which the wish is found. */
  words: string
  what: string
  staff_id: string
  at: number
}

/** A shop or a till that tells of orders by itself. */
export interface ShopTable {
  id: string
  brand_id: string
  kind: string
  config: string
  enabled: number
  created_at: number
}

/** What a customer is worth by analysis/customers; the same for all rows that are one buyer. Money in the smallest unit. */
export interface CustomerValueTable {
  customer_id: number
  brand_id: string
  /** The first customer row of the same buyer. */
  buyer_id: number
  orders: number
  /** Of the last 365 days, in the reporting currency. */
  spent: number
  last_paid_at: number | null
  /** 1 to 5 by quintile; null where too few customers are known. */
  recency: number | null
  frequency: number | null
  money: number | null
  /** Among the top fifth by money. */
  top: number
  weighed_at: number
}

export interface SegmentTable {
  id: string
  name: string
  rule: string
  promise: string
  manager: string | null
  /** Order in the settings: of two managers the first one looks after somebody. */
  place: number
  created_at: number
  retired_at: number | null
}

export interface PersonSegmentTable {
  person_id: number
  segment_id: string
  since: number
}

/** Who was put on a list by hand. */
export interface SegmentListTable {
  segment_id: string
  author_id: number
  staff_id: string
  at: number
}

/** Something we asked of somebody; the link is worked out from it and never stored. */
export interface AskTable {
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
export interface FeedbackAnswerTable {
  id: number
  ask_id: number
  brand_id: string
  author_id: number | null
  score: number
  words: string | null
  at: number
  mention_id: number | null
}

/** What was told of a day or a week; numbers and ids, never words. */
export interface DigestTable {
  id: number
  brand_id: string
  /** Local date on which it is told, YYYY-MM-DD. */
  day: string
  kind: 'day' | 'week'
  state: 'made' | 'missed'
  due_at: number
  made_at: number
  facts: string
  version: number
  channel: string | null
  slack_ts: string | null
  /** Slack's id of the chart that we drew; null where Slack draws it. */
  picture: string | null
}

/** A post or a person that a digest in Slack names, so that it is drawn again when they are gone. */
export interface DigestSubjectTable {
  digest_id: number
  kind: 'mention' | 'person'
  subject_id: number
}

/** A word that would keep posts out which nobody acts on. */
export interface TighteningTable {
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
