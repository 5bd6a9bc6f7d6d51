import type { CaseKind } from '../../core/case.ts'
import type { Consent } from '../../core/consent.ts'
import type { Mood } from '../../core/feedback.ts'
import type { Aspect, Reason, Relevance, Sentiment, Urgency } from '../../core/judgement.ts'
import type { Engagement, Mention } from '../../core/mention.ts'
import type { PromiseMinutes } from '../../core/promise.ts'
import type { Routing } from '../../core/routing.ts'
import type { HoursSetting } from '../../core/schedule.ts'
import type { Team } from '../team.ts'

/** What a brand's reading of a post says, ready to store. */
export interface LabelChange {
  brandId: string
  queryIds: readonly string[]
  relevance: Relevance
  relevanceConfidence: number
  sentiment: Sentiment
  sentimentConfidence: number
  /** The likeliest mood of a post that is ours, where we are unsure of it. */
  leaning?: Mood | null
  urgency: Urgency
  urgencyConfidence: number
  intents: Readonly<Record<string, number>>
  labels: readonly string[]
  aspects: readonly Aspect[]
  /** What else a day counts it for: `@network`, and `~key` of each known topic that it touches. */
  topics?: readonly string[]
  sarcasm: number
  reasons: readonly Reason[]
  model: string
  /** The case this post asks for; null where nobody has to do anything. */
  wish: CaseKind | null
  /** Fingerprint of the words, remembered for a week; null where another post has it already. */
  hash: string | null
}

/** A post to store: the first time, or because a newer revision came. */
export interface PostChange {
  mention: Mention
  /** Ours; the stored one where the post is known. */
  id: number
  isEdit: boolean
  authorKey: string | null
  /** When it was said, epoch ms, never later than we received it. */
  at: number
  lang: string | null
  joinedTo: number | null
  history: boolean
  /** False where the network's policy wants an opt-in that is missing. */
  scored: boolean
  labels: readonly LabelChange[]
}

export interface Removal {
  key: string
  reason: string
  /** `withheld` posts may come back with a later edit; deleted ones never. */
  state: 'deleted' | 'withheld'
  /** The edit that took the post out of our sight, so that an older one does not bring it back. */
  edit?: { revision: string; editedAt: number }
}

/** One thing an author did towards a brand, oldest first in a list. */
export interface Act {
  mentionId: number
  at: number
  sentiment: Sentiment
  labels: readonly string[]
}

export interface Standing {
  advocate: boolean
  strikes: number
  /** Enough for a person where there is none yet. */
  arises: boolean
  evidence: readonly { mentionId: number; at: number; act: string }[]
}

/** What the desk does for a brand. */
export interface ServedBrand {
  channel: string | null
  zone: string
  /** Heard only to be compared with: no cases, no people, no messages. */
  onlyCompared?: boolean
}

/** Rules and settings that the writer needs while it writes. */
export interface WriteRules {
  brands: ReadonlyMap<string, ServedBrand>
  promises: PromiseMinutes
  /** When promises run; undefined for always. */
  hours: HoursSetting | undefined
  /** Messages a channel gets a day, and cards it gets in ten minutes. */
  alertsPerDay: number
  alertsPerTenMinutes: number
  /** When channels hear of emergencies only, for example "22:00-07:00"; null for never. */
  night: string | null
  routing: Routing
  /** Who is on duty and in which Slack user group, as last read. */
  team: Pick<Team, 'groups' | 'onDuty'>
  /** How an author stands with a brand, from the acts of the last twelve months. */
  assess(acts: readonly Act[], openComplaint: boolean, now: number): Standing
}

/** Everything one batch changes; written whole or not at all. */
export interface BatchChanges {
  connectionId: string
  stream: string
  now: number
  posts: readonly PostChange[]
  removals: readonly Removal[]
  /** Keys of authors whose every post has to go. */
  authorRemovals: readonly { key: string; reason: string }[]
  metrics: readonly { key: string; metrics: Engagement }[]
  /** Members' own words about themselves. */
  consents?: readonly Consent[]
  rejected: readonly { key: string; brandId: string | null; reason: string }[]
  deadLetters: readonly { raw: string; reason: string }[]
  gap: { from: number; to: number; why: string } | null
  /** Gaps that begin within it were fetched after all. */
  filled?: { from: number; to: number } | null
  /** JSON; null where more of the same batch is still to come. */
  cursor: string | null
  costUsd: number
  received: number
}

/** What the database reports as changed. */
export interface WriteResult {
  inserted: number
  edited: number
  removed: number
  casesOpened: number
  casesJoined: number
}
