/** Confidences, 0 to 1, under which the answer is "unsure" and a post is left to a person. */
export interface UnsureBelow {
  relevance?: number
  sentiment?: number
}

/** What holds where the owner of a brand says nothing. */
export const USUAL_LIMITS: Readonly<Required<UnsureBelow>> = { relevance: 0.6, sentiment: 0.45 }
