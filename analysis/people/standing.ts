import { PEOPLE_RULES, type PeopleRules } from '../../core/people-rules.ts'
import { showsDeeds } from './deeds.ts'
import { type Contact, counts, DAY_MS, type History, knownAt } from './history.ts'
import { type Score, scoreLove } from './love.ts'
import { type NextStep, nextStepOf } from './next-step.ts'
import { scoreRisk } from './risk.ts'
import { findStage, openAgainst, promotingContacts, type StageFinding } from './stage.ts'
import { zoneDays } from './zone-days.ts'

const SAME_EXPERIENCE_MS = 86_400_000

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
export function assessPerson(
  history: History,
  now: number,
  zone: string,
  rules: PeopleRules = PEOPLE_RULES,
): Standing | null {
  if (history.ours) return null
  const known = knownAt(history, now)
  const days = zoneDays(zone)
  const { contacts, purchases } = known
  const love = scoreLove(contacts, now, days, rules)
  const risk = scoreRisk(contacts, purchases, now, days, rules)
  const isAtRisk = risk.value >= rules.risk.from
  const stage = findStage(known, now, days, rules)
  const strikes = findStrikes(contacts, now, rules)
  const isPromoting = promotingContacts(contacts, now, days, rules).length > 0
  const hasOpen = openAgainst(contacts, now, rules).length > 0
  return {
    love,
    risk,
    isAtRisk,
    stage,
    strikes,
    isAdvocateUnproved:
      isPromoting && showsDeeds(contacts, now, days, rules) && !purchases.some(counts),
    next: nextStepOf({
      stage: stage.stage,
      isOut: strikes.isOut,
      hasOpen,
      isAtRisk,
      mayThank: isPromoting && !isWithin(history.thankedAt, now, rules.thankedDays * DAY_MS),
      now,
    }),
  }
}

/** The contacts that opened each separate bad experience that still counts. */
function findStrikes(
  contacts: readonly Contact[],
  now: number,
  { strikes }: PeopleRules,
): Standing['strikes'] {
  const opened: Contact[] = []
  let last = Number.NEGATIVE_INFINITY
  for (const contact of contacts) {
    if (!isBad(contact)) continue
    if (contact.at - last >= SAME_EXPERIENCE_MS) opened.push(contact)
    last = contact.at
  }
  const recent = opened.filter((contact) => now - contact.at <= strikes.withinDays * DAY_MS)
  return { contacts: recent.map((contact) => contact.id), isOut: recent.length >= strikes.out }
}

/** Thanks after `now` are not known yet. */
function isWithin(thankedAt: number | null, now: number, ms: number): boolean {
  return thankedAt !== null && thankedAt <= now && now - thankedAt <= ms
}

function isBad({ sure, sentiment, intents }: Contact): boolean {
  return (
    sure &&
    sentiment === 'negative' &&
    (intents.includes('complaint') || intents.includes('churn_threat'))
  )
}
