import type { Contact } from '../../../../analysis/people/history.ts'
import type { PeopleRules } from '../../../../core/people-rules.ts'
import { dateOf, daysBetween } from './calendar.ts'

/** A figure of 0 to 100, and the sum it was made from. */
export interface Figure {
  value: number
  sum: number
}

const DAY = 24 * 60 * 60 * 1000

/** The table of acts of the rules page, in its order. */
const ACTS: readonly [act: keyof PeopleRules['weights'], fits: (contact: Contact) => boolean][] = [
  ['leaving', (c) => c.sentiment === 'negative' && c.intents.includes('churn_threat')],
  ['complaint', (c) => c.sentiment === 'negative' && c.intents.includes('complaint')],
  ['blame', (c) => c.sentiment === 'negative'],
  [
    'recommendation',
    (c) =>
      (c.sentiment === 'positive' || c.sentiment === 'neutral') &&
      c.intents.includes('recommendation'),
  ],
  ['help', (c) => c.helped],
  ['praise', (c) => c.sentiment === 'positive' && c.intents.includes('praise')],
  ['thanks', (c) => c.intents.includes('thanks')],
  ['cheer', (c) => c.sentiment === 'positive'],
  ['idea', (c) => c.intents.includes('suggestion')],
  ['interest', (c) => c.intents.includes('purchase_intent') || c.intents.includes('question')],
  ['mention', () => true],
]

function actOf(contact: Contact, rules: PeopleRules): { act: string; weight: number } | null {
  if (contact.sentiment === 'unsure' || !contact.sure) return null
  for (const [act, fits] of ACTS) {
    if (fits(contact)) return { act, weight: rules.weights[act] }
  }
  return null
}

/** Love by the four steps of the rules page. */
export function workOutLove(
  contacts: readonly Contact[],
  now: number,
  zone: string,
  rules: PeopleRules,
): Figure {
  const most = rules.love.perDay
  const groups: { network: string; date: string; raw: number; time: number }[] = []
  const kinds: string[] = []
  for (const contact of contacts) {
    const act = actOf(contact, rules)
    if (act === null) continue
    const date = dateOf(contact.at, zone)
    const group = groups.find((one) => one.network === contact.network && one.date === date)
    if (group === undefined) {
      groups.push({ network: contact.network, date, raw: act.weight, time: contact.at })
    } else {
      group.raw += act.weight
      if (contact.at > group.time) group.time = contact.at
    }
    if (act.weight > 1 && now - contact.at <= 180 * DAY && !kinds.includes(act.act)) {
      kinds.push(act.act)
    }
  }
  let sum = 0
  for (const group of groups) {
    let held = group.raw
    if (held > most) held = most
    if (held < -most) held = -most
    sum += held * 0.5 ** ((now - group.time) / DAY / rules.love.halfLifeDays)
  }
  if (kinds.length >= 2) sum += 2 * (kinds.length - 1)
  const above = sum > 0 ? sum : 0
  return { value: 100 * (1 - Math.E ** (-above / 20)), sum }
}

/** Risk: bad acts, questions left alone, and silence, whose share stands by itself too. */
export function workOutRisk(
  contacts: readonly Contact[],
  now: number,
  zone: string,
  rules: PeopleRules,
): Figure & { silence: number } {
  let sum = 0
  for (const contact of contacts) {
    const age = now - contact.at
    const act = actOf(contact, rules)?.act
    let points = 0
    if (act === 'leaving') points = 6
    if (act === 'complaint') points = 4
    if (act === 'blame') points = 2
    if (age <= 180 * DAY) {
      sum +=
        points * 0.5 ** (age / DAY / rules.risk.halfLifeDays) * (contact.turnedRound ? 0.25 : 1)
    }
    const isLeftAlone = contact.intents.includes('question') && contact.answeredAt === null
    if (isLeftAlone && age >= 2 * DAY && age <= 30 * DAY) sum += 2
  }
  const silence = workOutSilence(contacts, now, zone)
  sum += silence
  return { value: 100 * (1 - Math.E ** (-sum / 6)), sum, silence }
}

function workOutSilence(contacts: readonly Contact[], now: number, zone: string): number {
  const dates: string[] = []
  let latest = Number.NEGATIVE_INFINITY
  for (const contact of contacts) {
    const date = dateOf(contact.at, zone)
    if (!dates.includes(date)) dates.push(date)
    if (contact.at > latest) latest = contact.at
  }
  if (dates.length < 4) return 0
  dates.sort()
  const gaps: number[] = []
  let before: string | null = null
  for (const date of dates) {
    if (before !== null) gaps.push(daysBetween(before, date))
    before = date
  }
  const g = median(gaps)
  const d = (now - latest) / DAY
  if (!(d > 14 && d > 3 * g)) return 0
  const added = 2 / 3 + (2 / 3) * Math.log2(d / (3 * g))
  return added < 2 ? added : 2
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle =
    sorted.length % 2 === 1
      ? [sorted[(sorted.length - 1) / 2]]
      : [sorted[sorted.length / 2 - 1], sorted[sorted.length / 2]]
  let total = 0
  for (const one of middle) total += one ?? Number.NaN
  return total / middle.length
}
