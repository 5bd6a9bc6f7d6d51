import type { Contact, History, Purchase } from '../../../../analysis/people/history.ts'
import { PEOPLE_RULES, type PeopleRules } from '../../../../core/people-rules.ts'
import { dateOf, monthStart } from './calendar.ts'
import { type Figure, workOutLove, workOutRisk } from './scores.ts'

/**
 * Everything the rules page says about one person, worked out from the page alone. When the page changed its rules of
 * risk, promoting, deeds and prizes, these were written again from the page, and nothing else was touched.
 */
export interface Verdict {
  love: Figure
  risk: Figure & { silence: number }
  isAtRisk: boolean
  stage: string
  /** Which of the times that the rules are asked at gave the stage first, from now backwards. */
  stageFrom: 'now' | 'month start' | 'in between'
  /** The first contact of every strike, in order. */
  strikes: string[]
  isOut: boolean
  isAdvocateUnproved: boolean
  /** Would be promoting now if nothing were for a prize. */
  isHeldByPrizes: boolean
  step: string
  dueAt: number
}

interface Known {
  history: History
  contacts: Contact[]
  purchases: Purchase[]
  zone: string
  rules: PeopleRules
}

const DAY = 24 * 60 * 60 * 1000
const STAGES = ['prospect', 'first_time', 'repeat', 'client', 'advocate']

/** The verdict of the rules page; null for a person who is ours. */
export function workOut(
  history: History,
  now: number,
  zone: string,
  rules: PeopleRules = PEOPLE_RULES,
): Verdict | null {
  if (history.ours) return null
  const contacts: Contact[] = []
  for (const row of history.contacts) {
    if (row.at <= now && !contacts.some((other) => other.id === row.id)) contacts.push(row)
  }
  const purchases: Purchase[] = []
  for (const row of history.purchases) {
    if (row.paidAt <= now && !purchases.some((other) => other.id === row.id)) purchases.push(row)
  }
  const known = { history, contacts, purchases, zone, rules }
  const risk = workOutRisk(contacts, purchases, now, zone, rules)
  const { stage, stageFrom } = workOutStage(known, now)
  const strikes = workOutStrikes(contacts, now, rules)
  const isOut = strikes.length >= rules.strikes.out
  const isAtRisk = risk.value >= rules.risk.from
  const { step, days } = workOutStep(known, now, stage, isOut, isAtRisk)
  return {
    love: workOutLove(contacts, now, zone, rules),
    risk,
    isAtRisk,
    stage,
    stageFrom,
    strikes,
    isOut,
    isAdvocateUnproved:
      isPromoting(known, now) && hasDeeds(known, now) && purchasesBy(known, now) === 0,
    isHeldByPrizes:
      !isPromoting(known, now) &&
      isPromoting({ ...known, contacts: contacts.map((c) => ({ ...c, forPrize: false })) }, now),
    step,
    dueAt: now + days * DAY,
  }
}

/** The highest stage of all the times of this month at which the rules are asked. */
function workOutStage(known: Known, now: number): Pick<Verdict, 'stage' | 'stageFrom'> {
  const start = monthStart(now, known.zone)
  const times = [start, now]
  for (const contact of known.contacts) if (contact.at > start) times.push(contact.at)
  for (const purchase of known.purchases) if (purchase.paidAt > start) times.push(purchase.paidAt)
  for (const c of known.contacts) {
    const after = c.at + known.rules.stages.openDays * 24 * 60 * 60 * 1000 + 1
    const stood = c.intents.includes('complaint') || c.intents.includes('churn_threat')
    if (c.sure && c.sentiment === 'negative' && !c.turnedRound && stood)
      if (after > start && after <= now) times.push(after)
    const yearOver = c.at + 365 * DAY + 1
    const counted = c.forPrize || (c.sure && c.sentiment === 'negative')
    if (counted && yearOver > start && yearOver <= now) times.push(yearOver)
  }
  let highest = 0
  for (const time of times) {
    const rank = STAGES.indexOf(stageAt(known, time))
    if (rank > highest) highest = rank
  }
  const stage = STAGES[highest] ?? ''
  if (stageAt(known, now) === stage) return { stage, stageFrom: 'now' }
  if (stageAt(known, start) === stage) return { stage, stageFrom: 'month start' }
  return { stage, stageFrom: 'in between' }
}

function stageAt(known: Known, u: number): string {
  const ever = purchasesBy(known, u)
  const inYear = purchasesBy(known, u, u - 365 * DAY)
  let isClient = inYear >= known.rules.stages.clientOrders
  if (known.history.activeSubscription) isClient = true
  if (known.history.keyAccountManager !== null) isClient = true
  if (ever >= 1 && isPromoting(known, u) && (isClient || hasDeeds(known, u))) return 'advocate'
  if (isClient) return 'client'
  if (inYear >= known.rules.stages.repeatOrders) return 'repeat'
  if (ever >= 1) return 'first_time'
  return 'prospect'
}

function purchasesBy(known: Known, u: number, from = Number.NEGATIVE_INFINITY): number {
  let count = 0
  for (const { paidAt, net, test, cancelled } of known.purchases) {
    if (!test && !cancelled && net > 0 && from <= paidAt && paidAt <= u) count += 1
  }
  return count
}

function isPromoting(known: Known, u: number): boolean {
  const dates: string[] = []
  let kindInYear = 0
  let negativeInYear = 0
  let forPrizeInYear = 0
  for (const contact of known.contacts) {
    const { at, sure, sentiment } = contact
    if (at > u) continue
    const isInYear = at >= u - 365 * DAY
    if (sure && sentiment === 'negative' && isInYear) negativeInYear += 1
    if (contact.forPrize && isInYear) forPrizeInYear += 1
    if (!isKind(contact)) continue
    if (isInYear) kindInYear += 1
    if (at < u - known.rules.stages.promotingWithinDays * DAY) continue
    const date = dateOf(at, known.zone)
    if (!dates.includes(date)) dates.push(date)
  }
  if (dates.length < known.rules.stages.promotingDays) return false
  if (kindInYear <= negativeInYear || kindInYear <= 2 * forPrizeInYear) return false
  return !hasOpenAgainst(known, u)
}

function isKind({ sure, sentiment, intents, forPrize }: Contact): boolean {
  if (!sure || forPrize || sentiment !== 'positive' || intents.includes('complaint')) return false
  return (
    intents.includes('praise') || intents.includes('recommendation') || intents.includes('thanks')
  )
}

function hasDeeds(known: Known, u: number): boolean {
  const sorts: string[] = []
  const dates: string[] = []
  const note = (sort: string, at: number) => {
    const date = dateOf(at, known.zone)
    if (!sorts.includes(sort)) sorts.push(sort)
    if (!dates.includes(date)) dates.push(date)
  }
  for (const { at, sure, sentiment, intents, helped, forPrize, network } of known.contacts) {
    if (!sure || sentiment === 'negative' || forPrize || at > u || at < u - 365 * DAY) continue
    if (intents.includes('thanks')) note('thank', at)
    if (helped) note('help', at)
    if (intents.includes('suggestion')) note('idea', at)
    if (network === 'offline') note('offline', at)
  }
  return sorts.length >= known.rules.stages.deedSorts && dates.length >= known.rules.stages.deedDays
}

function hasOpenAgainst(known: Known, u: number): boolean {
  for (const contact of known.contacts) {
    if (contact.at < u - known.rules.stages.openDays * DAY || contact.at > u) continue
    if (isBad(contact) && !contact.turnedRound) return true
  }
  return false
}

function isBad({ sure, sentiment, intents }: Contact): boolean {
  if (!sure || sentiment !== 'negative') return false
  return intents.includes('complaint') || intents.includes('churn_threat')
}

function workOutStrikes(
  contacts: readonly Contact[],
  now: number,
  { strikes }: PeopleRules,
): string[] {
  const bad = contacts.filter(isBad)
  bad.sort((a, b) => (a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at - b.at))
  const firsts: Contact[] = []
  let before: Contact | null = null
  for (const contact of bad) {
    if (before === null || contact.at - before.at >= DAY) firsts.push(contact)
    before = contact
  }
  return firsts
    .filter((first) => now - first.at <= strikes.withinDays * DAY)
    .map((first) => first.id)
}

function workOutStep(
  known: Known,
  now: number,
  stage: string,
  isOut: boolean,
  isAtRisk: boolean,
): { step: string; days: number } {
  if (isOut) return { step: 'call', days: 0 }
  if (hasOpenAgainst(known, now)) return { step: 'mend', days: 0 }
  if (isAtRisk) return { step: 'ask_how_it_goes', days: 2 }
  const { thankedAt } = known.history
  const isThanked =
    thankedAt !== null && now - known.rules.thankedDays * DAY <= thankedAt && thankedAt <= now
  if (isPromoting(known, now) && !isThanked) return { step: 'thank', days: 2 }
  if (stage === 'advocate') return { step: 'invite', days: 30 }
  if (stage === 'client') return { step: 'ask_opinion', days: 30 }
  if (stage === 'repeat') return { step: 'tell_news', days: 30 }
  if (stage === 'first_time') return { step: 'ask_if_well', days: 7 }
  return { step: 'answer', days: 7 }
}
