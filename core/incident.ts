import type { Network } from './network.ts'

export type IncidentKind = 'spike' | 'silence' | 'take_off'

/** What an incident rests on, so that it can explain itself. */
export interface IncidentEvidence {
  /** Posts, or for a take-off reactions. */
  found: number
  expected: number
  /** How likely a usual week is to bring this. */
  chance: number
  /** Hours it covers so far; 0 for a take-off. */
  hours: number
  /** People who wrote; a silence has none. */
  authors: number
  unhappy: number
  /** What its posts are about, in the words people use. */
  topics: readonly string[]
  /** The loudest posts, or the one that takes off. */
  mentionIds: readonly number[]
  /** Sources that do not listen just now: a silence may be theirs. */
  deafSources: readonly string[]
}

/** Something out of the usual, told once and kept up to date until it is over. */
export interface Incident {
  id: number
  brandId: string
  kind: IncidentKind
  isOpen: boolean
  mentionId: number | null
  /** Where the post that takes off stands, as long as it does. */
  post?: { network: Network; url: string | null } | null
  startedAt: number
  foundAt: number
  endedAt: number | null
  evidence: IncidentEvidence
  version: number
}
