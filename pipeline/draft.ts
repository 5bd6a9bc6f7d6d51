import type { BrandLayer } from '../analysis/layers/brand-layer.ts'
import type { MatchPost } from '../analysis/query/post.ts'
import type { TopicMatcher } from '../analysis/topics/topic-matcher.ts'
import type { BrandProfile, Understander } from '../analysis/understand/understanding.ts'
import { cleanText } from '../core/hostile-text.ts'
import type { Mention } from '../core/mention.ts'
import type { Policy } from '../core/policy.ts'
import type { AuthorHistory } from '../db/batch-writer/author-history.ts'
import type { LabelChange, ServedBrand, WriteRules } from '../db/batch-writer/changes.ts'
import type { BatchFacts } from '../db/batch-writer/facts.ts'
import type { NearCopyBatch } from './near-copies.ts'
import type { StreamMixes } from './stream-mixes.ts'

/** All brand queries at once: the ids of those that a post meets. */
export interface QueryMatcher {
  match(post: MatchPost): Iterable<string>
  /** The terms of a query that a post met, in their plain form. */
  terms?(queryId: string, post: MatchPost): readonly string[]
}

/** Whom we listen for, ready to use; read again when settings change. */
export interface WatchList {
  brands: ReadonlyMap<string, BrandProfile & ServedBrand>
  /** Which known topics of a brand a post touches; none where a brand has none yet. */
  topics?: ReadonlyMap<string, TopicMatcher>
  /** What each brand's corrections taught; nothing where it has none. */
  layers?: ReadonlyMap<string, BrandLayer>
  /** How each brand's posts usually fall into moods; nothing where it is too new. */
  mixes?: StreamMixes
  /** The brand of each query. */
  brandOfQuery: ReadonlyMap<string, string>
  matcher: QueryMatcher
  /** Words a brand wants no cards of: as queries named after the brand; none where nothing was muted. */
  muted?: QueryMatcher
  promises: WriteRules['promises']
  hours: WriteRules['hours']
  alertsPerDay: number
  alertsPerTenMinutes: number
  night: string | null
  routing: WriteRules['routing']
  team: WriteRules['team']
}

/** What the steps may look at; nothing in it reaches out. */
export interface World {
  now: number
  watchList: WatchList
  policy: Policy
  understander: Understander
  facts: BatchFacts
  /** The post that first said the same words, by `${brandId}\n${hash}`; grows within a batch. */
  recent: Map<string, number>
  /** Posts that were said lately in nearly the same words. */
  nearCopies: NearCopyBatch
  nextId: () => number
  /** Everything is history (backfill, import), or nothing is (played as if it came now). */
  history: boolean | null
  /** Somebody says that every post is about this brand, and about no other. */
  aboutBrand?: string | undefined
}

/** A post on its way through the list; every step fills in what it finds. */
export interface Draft {
  mention: Mention
  authorKey: string | null
  /** When it was said, epoch ms, never later than we received it. */
  at: number
  /** Queries that caught it, a brand. */
  caughtBy: Map<string, string[]>
  id: number
  isEdit: boolean
  hashes: Map<string, string>
  joinedTo: number | null
  /** Its author said the same before, and nobody helped: work, but no second bad experience. */
  isRepeat: boolean
  lang: string | null
  /** How earlier posts of the author were taken, by brand; nothing where there are none or we may not know them. */
  past: Map<string, AuthorHistory>
  history: boolean
  scored: boolean
  labels: LabelChange[]
}

export type Outcome = 'ok' | { drop: string } | { fail: string }

/** One station of the way; `run` is pure over draft and world. */
export interface Step {
  name: string
  run(draft: Draft, world: World): Outcome
}

/** A post as it enters the list. */
export function createDraft(mention: Mention, authorKey: string | null): Draft {
  return {
    // Connectors clean what they hand over; one that forgets must not be the hole.
    mention: { ...mention, text: cleanText(mention.text) },
    authorKey,
    at: Math.min(mention.createdAt, mention.receivedAt),
    caughtBy: new Map(),
    id: 0,
    isEdit: false,
    hashes: new Map(),
    joinedTo: null,
    isRepeat: false,
    lang: null,
    past: new Map(),
    history: false,
    scored: true,
    labels: [],
  }
}
