/** What a back-test found of a tighter filter, in cards of the stretch that was looked at. */
export interface TighteningEvidence {
  days: number
  shown: number
  acted: number
  /** Cards that would not have come, and how many of them somebody acted on. */
  less: number
  lessActed: number
  alertsAWeekBefore: number | null
  alertsAWeekAfter: number | null
}

/** A tighter filter as it is kept. */
export interface Tightening {
  id: number
  brandId: string
  term: string
  state: 'open' | 'applied' | 'refused' | 'undone'
  evidence: TighteningEvidence
  /** The brand's queries as they were before, by id. */
  sources: Readonly<Record<string, string>>
  decidedAt: number | null
}
