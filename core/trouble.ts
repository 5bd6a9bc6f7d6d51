/** What can be wrong with a source, in the words of the store. */
export const TROUBLE_KINDS = ['needs_person', 'away', 'quiet', 'gap', 'long_wait'] as const
export type TroubleKind = (typeof TROUBLE_KINDS)[number]

/** A stretch of time of which a source did not see everything; epoch ms. */
export interface Missed {
  from: number
  to: number
  /** Fetched since. */
  isFilled: boolean
}

/** Something that was or is wrong with a source. */
export interface Trouble {
  id: number
  sourceId: string
  /** The word of its network; null where it is a shop. */
  network: string | null
  about: TroubleKind
  /** What the source said of it, in the network's own words. */
  detail: string
  beganAt: number
  /** When it was found to be still so. */
  lookedAt: number
  /** When the source was well again; of a gap, which is over when it is told, when it was told. */
  endedAt: number | null
  version: number
}
