import type { Intent } from '../../core/judgement.ts'
import type { PeopleRules } from '../../core/people-rules.ts'
import { isKind, showsDeeds, speaksMoreFor } from './deeds.ts'
import { type Contact, counts, DAY_MS, type History, type Purchase, YEAR_MS } from './history.ts'
import type { ZoneDays } from './zone-days.ts'

/** The ladder, lowest rung first. */
export const STAGES = ['prospect', 'first_time', 'repeat', 'client', 'advocate'] as const
export type Stage = (typeof STAGES)[number]

const BAD: readonly Intent[] = ['complaint', 'churn_threat']

export interface StageFinding {
  stage: Stage
  /** Ids of the contacts and purchases that the stage rests on. */
  evidence: readonly string[]
}

/** The stage now: the best the rules gave since the month began, so that it rises at once and falls only monthly. */
export function findStage(
  history: History,
  now: number,
  zone: ZoneDays,
  rules: PeopleRules,
): StageFinding {
  const openMs = rules.stages.openDays * DAY_MS
  const start = zone.monthStart(now)
  const times = [start, now]
  for (const contact of history.contacts) {
    const candidates = [contact.at]
    // What stood open long enough stands open no more, and a year is over at last: that too can raise a person.
    if (isBad(contact)) candidates.push(contact.at + openMs + 1)
    if (contact.forPrize || (contact.sure && contact.sentiment === 'negative'))
      candidates.push(contact.at + YEAR_MS + 1)
    for (const at of candidates) if (at > start && at <= now) times.push(at)
  }
  for (const { paidAt } of history.purchases)
    if (paidAt > start && paidAt <= now) times.push(paidAt)
  let best = stageAt(history, now, zone, rules)
  for (const time of times) {
    const found = stageAt(history, time, zone, rules)
    if (STAGES.indexOf(found.stage) > STAGES.indexOf(best.stage)) best = found
  }
  return best
}

/** What the rules say at a time, from what was known up to it. */
export function stageAt(
  history: History,
  at: number,
  zone: ZoneDays,
  rules: PeopleRules,
): StageFinding {
  const { clientOrders, repeatOrders } = rules.stages
  const bought = history.purchases.filter((p) => counts(p) && p.paidAt <= at)
  const ids = (rows: readonly Purchase[]) => rows.map((row) => row.id)
  const thisYear = bought.filter((purchase) => purchase.paidAt >= at - YEAR_MS)
  const isNamed = history.activeSubscription || history.keyAccountManager !== null
  const isClient = thisYear.length >= clientOrders || isNamed
  const { contacts } = history
  const kind = bought.length === 0 ? [] : promotingContacts(contacts, at, zone, rules)
  if (kind.length > 0 && (isClient || showsDeeds(contacts, at, zone, rules)))
    return { stage: 'advocate', evidence: [...kind.map((contact) => contact.id), ...ids(bought)] }
  if (isClient) return { stage: 'client', evidence: ids(thisYear) }
  if (thisYear.length >= repeatOrders) return { stage: 'repeat', evidence: ids(thisYear) }
  if (bought.length > 0) return { stage: 'first_time', evidence: ids(bought) }
  return { stage: 'prospect', evidence: [] }
}

/**
 * The kind contacts of a person who speaks for the brand: on enough days within a stretch, more often for it than
 * against it within a year, and with nothing open; empty for anybody else.
 */
export function promotingContacts(
  contacts: readonly Contact[],
  at: number,
  zone: ZoneDays,
  { stages }: PeopleRules,
): readonly Contact[] {
  const within = stages.promotingWithinDays * DAY_MS
  const kind = contacts.filter((c) => isWithin(c.at, at, within) && isKind(c))
  const days = new Set(kind.map((contact) => zone.dayOf(contact.at))).size
  const isPromoting =
    days >= stages.promotingDays &&
    openAgainst(contacts, at, { stages }).length === 0 &&
    speaksMoreFor(contacts, at)
  return isPromoting ? kind : []
}

/** What stands open against the brand at a time. */
export function openAgainst(
  contacts: readonly Contact[],
  at: number,
  { stages }: Pick<PeopleRules, 'stages'>,
): readonly Contact[] {
  return contacts.filter((c) => isWithin(c.at, at, stages.openDays * DAY_MS) && isBad(c))
}

function isBad({ sure, sentiment, turnedRound, intents }: Contact): boolean {
  const speaksAgainst = sure && sentiment === 'negative' && !turnedRound
  return speaksAgainst && intents.some((intent) => BAD.includes(intent))
}

function isWithin(at: number, until: number, ms: number): boolean {
  return at <= until && at >= until - ms
}
