import type { CaseKind } from './case.ts'
import type { Incident } from './incident.ts'
import type { Network } from './network.ts'
import type { Tightening } from './tightening.ts'

export interface CaseWords {
  id: number
  /** Its latest post. */
  mentionId: number
  kind: CaseKind
  /** Null where nobody is named. */
  who: string | null
  network: Network
  /** Null where its author removed it. */
  text: string | null
  dueAt: number
}

export interface QuoteWords {
  who: string | null
  network: Network
  text: string
  url: string | null
}

/** Names and quotes behind the ids of a digest, as they are now; what is gone is missing. */
export interface DigestWords {
  brandName: string
  cases: ReadonlyMap<number, CaseWords>
  quotes: ReadonlyMap<number, QuoteWords>
  people: ReadonlyMap<number, string>
  staff: ReadonlyMap<string, { name: string; slackUserId: string | null }>
  topics: ReadonlyMap<string, string>
  incidents: readonly Incident[]
  tightening: Tightening | null
}
