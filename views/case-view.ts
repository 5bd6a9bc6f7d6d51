import type { CaseKind, CaseStatus } from '../core/case.ts'
import type { Sentiment, Urgency } from '../core/judgement.ts'
import type { Network } from '../core/network.ts'
import type { Way } from '../core/reply-way.ts'

/** A member of staff as a card names them. */
export interface StaffName {
  id: string
  name: string
  slackUserId: string | null
}

/** Everything a card shows of a case; db/cases.ts reads it, times are epoch ms. */
export interface CaseView {
  id: number
  version: number
  kind: CaseKind
  status: CaseStatus
  urgency: Urgency
  brandName: string
  network: Network
  author: {
    name: string | null
    handle: string | null
    followers: number | null
    advocate: boolean
    /** Bad experiences within a year. */
    strikes: number
    /** Rung of the ladder; null where it is not known. */
    stage: string | null
    /** By the rules that the team set. */
    isAtRisk: boolean
    /** Whoever looks after this person. */
    keyManager: StaffName | null
  }
  /** The last mention; empty text where the author removed it. */
  text: string
  removed: boolean
  parentText: string | null
  place: string | null
  url: string | null
  postedAt: number
  openedAt: number
  /** Three quarters of the promise are over; null where that is not known. */
  warnAt: number | null
  dueAt: number
  claimedAt: number | null
  answeredAt: number | null
  resolvedAt: number | null
  owner: StaffName | null
  /** Whom the settings would ask first. */
  suggested: StaffName | null
  /** Posts joined to this case, this one included. */
  mentions: number
  sentiment: Sentiment
  sentimentConfidence: number
  relevanceConfidence: number
  /** What the post is, in the words of the analysis: complaint, question … */
  labels: readonly string[]
  /** What it is about: delivery, staff … */
  aspects: readonly string[]
  /** Who put our reading of it right, or confirmed it. */
  judgedBy: StaffName | null
  /** Why a case was closed without an answer: `not_us`, `no_work`; null otherwise. */
  resolution: string | null
  /** Out of sight until then. */
  snoozedUntil: number | null
  /** Somebody wants to look after it again then; and since when that is due. */
  followUpAt: number | null
  followUpSince: number | null
  escalatedAt: number | null
  /** The case that has its posts now. */
  mergedInto: number | null
  /** The brand queries that caught it, as their owners wrote them. */
  queries: readonly string[]
  /** The words a judgement rests on. */
  words: readonly string[]
  /** The rules by which it is an emergency: "allergy", "stranded". */
  rules?: readonly string[]
  /** What spoke for or against it beside its words: "wrote about you twice before". */
  surroundings?: readonly string[]
  /** What they are as a customer: segments, the top fifth, who looks after them. */
  known?: { segments: readonly string[]; isTop: boolean; manager: string | null }
  /** Earlier contacts of this author with this brand, and when the last one was. */
  contacts: number
  lastContactAt: number | null
  /** `until`: when the network stops taking an answer; null for never. `mayDirect`: also as a direct message. */
  reply:
    | { may: true; account: string; until?: number | null; mayDirect?: boolean }
    | { may: false; why: string; openUrl: string | null }
  /** The newest answer, if any. */
  lastReply: {
    state: ReplyState
    by: StaffName
    kind: 'reply' | 'thank'
    error: string | null
  } | null
  /** A reward waits for a second person. */
  waitingGrant: { id: number; pool: string; by: StaffName } | null
  /** A reply waits for a second person, and why. */
  waitingReply: { id: number; text: string; why: string; by: StaffName; way?: Way } | null
  /** Whoever took the reply up last, and until when. */
  replying: { by: StaffName; until: number } | null
  zone: string
}

export type ReplyState = 'waiting_approval' | 'queued' | 'sent' | 'failed' | 'ambiguous' | 'refused'
