/** A time the brand fell short for a person. */
export interface BadExperience {
  mentionId: string
  /** Epoch milliseconds. */
  at: number
  /** Posts about the same matter belong to one case and count once. */
  caseId?: string
}

export interface Strikes {
  count: number
  /** Two within twelve months: this customer is about to be lost. */
  isOut: boolean
  /** The mention that opened each strike, oldest first. */
  evidence: readonly string[]
}

const TWELVE_MONTHS_MS = 365 * 24 * 60 * 60 * 1_000
/** Angry posts closer together than this are about the same experience. */
const SAME_EXPERIENCE_MS = 24 * 60 * 60 * 1_000
const STRIKES_OUT = 2

/** Counts a person's separate bad experiences of the last twelve months. Times in epoch ms. */
export function countStrikes(experiences: readonly BadExperience[], now: number): Strikes {
  const recent = experiences
    .filter(({ at }) => at <= now && now - at <= TWELVE_MONTHS_MS)
    .toSorted((a, b) => a.at - b.at)
  const evidence: string[] = []
  const cases = new Set<string>()
  let last = Number.NEGATIVE_INFINITY
  for (const { mentionId, at, caseId } of recent) {
    const isKnown = caseId === undefined ? at - last < SAME_EXPERIENCE_MS : cases.has(caseId)
    if (caseId !== undefined) cases.add(caseId)
    last = at
    if (!isKnown) evidence.push(mentionId)
  }
  return { count: evidence.length, isOut: evidence.length >= STRIKES_OUT, evidence }
}
