import type { CaseKind } from './case.ts'
import type { HealthState } from './health.ts'
import type { Network } from './network.ts'
import type { Weekday } from './schedule.ts'

/** Yesterday, or the last seven days. */
export type DigestKind = 'day' | 'week'

/** When and where digests are told; local times of the brand. */
export interface DigestSettings {
  off: boolean
  at: string
  daily: boolean
  weekly: Weekday | 'never'
  /** Slack channel; the brand's own where null. */
  channel: string | null
}

/** What a desk does that says nothing: every morning at nine, on Mondays the week. */
export const USUAL_DIGEST = {
  off: false,
  at: '09:00',
  daily: true,
  weekly: 'mon',
  channel: null,
} as const satisfies DigestSettings

export interface DigestCounts {
  negative: number
  neutral: number
  positive: number
  unsure: number
}

/** Why one of the three things to do is there; the word also decides its button. */
export type TodoReason = 'emergency' | 'late' | 'gift' | 'follow_up' | 'waiting' | 'thank'

/** Cards of a channel, and how many of them anybody did something with. */
export interface ActedCards {
  channel: string
  shown: number
  acted: number
}

/**
 * What a digest rests on: numbers and ids, never words. Names and quotes are read when it is drawn, so that
 * what was removed or erased since is not in it.
 */
export interface DigestFacts {
  kind: DigestKind
  brandId: string
  zone: string
  /** Local date on which it is told. */
  day: string
  from: number
  to: number
  feeling: DigestCounts
  feelingBefore: DigestCounts
  complaints: { came: number; cameBefore: number; closed: number; open: number }
  answers: {
    n: number
    typicalMin: number | null
    inTime: number
    nBefore: number
    typicalMinBefore: number | null
  }
  /** Complaints answered in the 30 days before the end, and how many of their authors came round since. */
  turned: { turned: number; of: number; turnedBefore: number; ofBefore: number }
  days: readonly ({ day: string } & DigestCounts)[]
  todo: readonly { why: TodoReason; caseId: number }[]
  /** How much waits in all, the three included. */
  waiting: Readonly<Record<TodoReason, number>>
  /** Open cases without a card of their own, most pressing first. */
  held: { count: number; cases: readonly number[]; kinds: Partial<Record<CaseKind, number>> }
  people: {
    advocates: readonly number[]
    up: readonly number[]
    down: readonly number[]
    atRisk: readonly number[]
    out: readonly number[]
    thanksDue: readonly number[]
  }
  best: number | null
  worst: number | null
  kudos: readonly { staffId: string; n: number }[]
  /** Keys of what was talked about most. */
  topics: readonly string[]
  incidents: readonly number[]
  sources: readonly { id: string; network: Network; state: HealthState }[]
  gaps: readonly { id: string; network: Network; from: number; to: number; isFilled: boolean }[]
  /** Posts that a person checked for "about us": how many were. */
  checked: { right: number; n: number }
  corrected: { n: number; of: number }
  cards: readonly ActedCards[]
  /** A tighter filter that waits for an owner. */
  tightening: number | null
}
