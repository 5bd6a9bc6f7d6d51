import { type Contact, counts, DAY_MS, type History, knownAt, YEAR_MS } from './history.ts'
import { type Score, scoreLove } from './love.ts'
import { type NextStep, nextStepOf } from './next-step.ts'
import { AT_RISK, scoreRisk } from './risk.ts'
import { findStage, openAgainst, promotingContacts, type StageFinding } from './stage.ts'
import { zoneDays } from './zone-days.ts'

const SAME_EXPERIENCE_MS = 86_400_000
const STRIKES_OUT = 2
const THANKED_MS = 90 * DAY_MS

/** How a person stands with a brand, every figure with what it rests on (docs/people-rules.md). */
export interface Standing {
  love: Score
  risk: Score
  isAtRisk: boolean
  stage: StageFinding
  strikes: { contacts: readonly string[]; isOut: boolean }
  /** Speaks for the brand, but no purchase is known. */
  isAdvocateUnproved: boolean
  next: NextStep
}

/** Works a person's standing out of the rows known at `now`; null for our own people, bots and competitors. */
export function assessPerson(history: History, now: number, zone: string): Standing | null {
  if (history.ours) return null
  const known = knownAt(history, now)
  const days = zoneDays(zone)
  const { contacts, purchases } = known
  const love = scoreLove(contacts, now, days)
  const risk = scoreRisk(contacts, now, days)
  const isAtRisk = risk.value >= AT_RISK
  const stage = findStage(known, now, days)
  const strikes = findStrikes(contacts, now)
  const isPromoting = promotingContacts(contacts, now, days).length > 0
  const hasOpen = openAgainst(contacts, now).length > 0
  return {
    love,
    risk,
    isAtRisk,
    stage,
    strikes,
    isAdvocateUnproved: isPromoting && !hasOpen && !purchases.some(counts),
    next: nextStepOf({
      stage: stage.stage,
      isOut: strikes.isOut,
      hasOpen,
      isAtRisk,
      mayThank: isPromoting && !isWithin(history.thankedAt, now),
      now,
    }),
  }
}

/** The contacts that opened each separate bad experience of the last year. */
function findStrikes(contacts: readonly Contact[], now: number): Standing['strikes'] {
  const opened: Contact[] = []
  let last = Number.NEGATIVE_INFINITY
  for (const contact of contacts) {
    if (!isBad(contact)) continue
    if (contact.at - last >= SAME_EXPERIENCE_MS) opened.push(contact)
    last = contact.at
  }
  const recent = opened.filter((contact) => now - contact.at <= YEAR_MS)
  return { contacts: recent.map((contact) => contact.id), isOut: recent.length >= STRIKES_OUT }
}

/** Thanks after `now` are not known yet. */
function isWithin(thankedAt: number | null, now: number): boolean {
  return thankedAt !== null && thankedAt <= now && now - thankedAt <= THANKED_MS
}

function isBad({ sure, sentiment, intents }: Contact): boolean {
  return (
    sure &&
    sentiment === 'negative' &&
    (intents.includes('complaint') || intents.includes('churn_threat'))
  )
}
