import type { Intent } from '../../core/judgement.ts'

/** One understood mention of a person, as far as their standing rests on it. */
export interface Act {
  mentionId: string
  /** Epoch milliseconds of the post. */
  at: number
  labels: readonly Intent[]
  sentiment: 'negative' | 'neutral' | 'positive' | 'unsure'
  /** A case about it that is not yet resolved. */
  openCase?: boolean
}

export interface AdvocateFinding {
  isAdvocate: boolean
  /** Mentions of the kind acts, oldest first. */
  evidence: readonly string[]
  /** Mentions that stand against it: complaints still open, the newest anger. */
  against: readonly string[]
  /** The next rung for this person, or null where nothing is to be done. */
  nextStep: 'thank' | 'invite' | 'mend' | null
}

const DAY_MS = 24 * 60 * 60 * 1_000
/** Kind acts on so many different days make an advocate (the first rule of the design). */
const DAYS_NEEDED = 2
/** An act older than a year no longer speaks for today. */
const REMEMBERED_DAYS = 365
/** A complaint without a case counts as open for so long. */
const OPEN_DAYS = 30

const KIND: readonly Intent[] = ['praise', 'recommendation', 'thanks']

/** Two or more kind acts on different days of the last year, none open against. Times in epoch ms. */
export function findAdvocate(acts: readonly Act[], now: number): AdvocateFinding {
  const recent = acts
    .filter((act) => act.at <= now && now - act.at <= REMEMBERED_DAYS * DAY_MS)
    .toSorted((a, b) => a.at - b.at)
  const kind = recent.filter(isKind)
  const against = recent.filter((act) => isOpenAgainst(act, now))
  const days = new Set(kind.map((act) => Math.floor(act.at / DAY_MS))).size
  const isAdvocate = days >= DAYS_NEEDED && against.length === 0
  return {
    isAdvocate,
    evidence: kind.map((act) => act.mentionId),
    against: against.map((act) => act.mentionId),
    nextStep: nextStepOf(isAdvocate, kind.length, against.length),
  }
}

function isKind(act: Act): boolean {
  if (act.sentiment === 'negative' || act.labels.includes('complaint')) return false
  return act.sentiment === 'positive' && act.labels.some((label) => KIND.includes(label))
}

function isOpenAgainst(act: Act, now: number): boolean {
  const isBad = act.labels.includes('complaint') || act.labels.includes('churn_threat')
  if (act.openCase !== undefined) return act.openCase && isBad
  return isBad && now - act.at <= OPEN_DAYS * DAY_MS
}

function nextStepOf(
  isAdvocate: boolean,
  kind: number,
  against: number,
): AdvocateFinding['nextStep'] {
  if (against > 0) return 'mend'
  if (isAdvocate) return 'invite'
  return kind > 0 ? 'thank' : null
}
