import type { PeopleRules } from '../../core/people-rules.ts'
import { type Contact, counts, DAY_MS, type Purchase } from './history.ts'
import type { Score, Term } from './love.ts'
import { findSilence } from './silence.ts'
import type { ZoneDays } from './zone-days.ts'

/** Log-odds of leaving of somebody of whom nothing is known; fitted with the weights (bench/town/fit-risk.ts). */
const START = -3.3
/** Something to mend that was mended still counts so much. */
const MENDED = 0.75
/** So long nobody is kept waiting. */
const PATIENCE_MS = 2 * DAY_MS
/** Kind words are remembered so many times as long as anger. */
const KIND_LASTS = 2
/** A silence with a chance of e^-2, one in seven, is nothing yet; beyond e^-6 it is no worse. */
const SILENCE_FROM = 2
const SILENCE_MOST = 4
const LATELY_DAYS = 45
const STILL_MS = 90 * DAY_MS
/** A term names so many contacts, the latest; the weights of the others have mostly faded. */
const MOST_NAMED = 20

type Weights = PeopleRules['risk']

/**
 * How likely a person is to leave: a logistic over anger, what was left alone, kind words, silence against their own
 * rhythm, and orders that grow fewer. Contacts and purchases are in order of time.
 */
export function scoreRisk(
  contacts: readonly Contact[],
  purchases: readonly Purchase[],
  now: number,
  zone: ZoneDays,
  { risk }: PeopleRules,
): Score {
  const orders = purchases.filter(counts)
  const terms = [
    ...weighAnger(contacts, now, risk),
    ...contacts.flatMap((contact) => weighWaiting(contact, now, risk)),
    ...weighKindness(contacts, now, risk),
    ...weighOrders(orders, now, risk),
    ...weighSilence(orders, contacts, now, zone, risk),
  ].filter((term) => term.points !== 0)
  const sum = terms.reduce((total, term) => total + term.points, START)
  return { value: 100 / (1 + Math.exp(-sum)), terms }
}

/**
 * Anger adds with its logarithm: the second complaint weighs less than the first. Each contact's term is its share. A
 * word of leaving or a complaint counts whatever the mood was read as; mere blame has to be sure.
 */
function weighAnger(contacts: readonly Contact[], now: number, risk: Weights): Term[] {
  const shares: { what: string; amount: number; id: string }[] = []
  for (const contact of contacts) {
    const bad = badOf(contact)
    if (bad === null) continue
    const { id, turnedRound } = contact
    shares.push({
      what: `${BAD_WORDS[bad]}${turnedRound ? ', mended' : ''}`,
      amount: risk[bad] * fading(contact, now, risk.halfLifeDays) * (turnedRound ? MENDED : 1),
      id,
    })
  }
  const anger = shares.reduce((sum, { amount }) => sum + amount, 0)
  const perAmount = anger > 0 ? (risk.anger * Math.log(1 + anger)) / anger : 0
  return shares.map(({ what, amount, id }) => ({
    what,
    points: amount * perAmount,
    contacts: [id],
  }))
}

/** What was left alone: a complaint, a word of leaving, or a question. */
function weighWaiting(contact: Contact, now: number, risk: Weights): Term[] {
  const isAlone = now - contact.at >= PATIENCE_MS && !isAnswered(contact, now)
  if (!isAlone) return []
  const faded = fading(contact, now, risk.halfLifeDays)
  const bad = badOf(contact)
  const term = (what: string, points: number): Term[] => [{ what, points, contacts: [contact.id] }]
  if (bad === 'leaving' || bad === 'complaint')
    return term('left without an answer', risk.leftAlone * faded)
  return bad === null && contact.intents.includes('question')
    ? term('a question left alone', risk.question * faded)
    : []
}

function fading({ at }: Contact, now: number, halfLifeDays: number): number {
  return 0.5 ** ((now - at) / (halfLifeDays * DAY_MS))
}

const BAD_WORDS = { leaving: 'wants to leave', complaint: 'a complaint', blame: 'sounds unhappy' }

function badOf({ intents, sure, sentiment }: Contact): keyof typeof BAD_WORDS | null {
  if (intents.includes('churn_threat')) return 'leaving'
  if (intents.includes('complaint')) return 'complaint'
  return sure && sentiment === 'negative' ? 'blame' : null
}

/** Who thanks, helps or praises is less likely to go; one term for each, with the contacts it rests on. */
function weighKindness(contacts: readonly Contact[], now: number, risk: Weights): Term[] {
  const sums = new Map<keyof typeof KIND_WORDS, { points: number; ids: string[] }>()
  for (const contact of contacts) {
    const kind = kindOf(contact)
    if (kind === null) continue
    const sum = sums.get(kind) ?? { points: 0, ids: [] }
    sums.set(kind, sum)
    sum.points -= risk[kind] * fading(contact, now, KIND_LASTS * risk.halfLifeDays)
    sum.ids.push(contact.id)
  }
  return [...sums].map(([kind, { points, ids }]) => ({
    what: KIND_WORDS[kind],
    points,
    contacts: ids.slice(-MOST_NAMED),
  }))
}

const KIND_WORDS = { thanks: 'thanked us', help: 'answered for us', praise: 'spoke well of us' }

function kindOf(contact: Contact): keyof typeof KIND_WORDS | null {
  if (badOf(contact) !== null || contact.sentiment === 'negative' || contact.forPrize) return null
  if (contact.intents.includes('thanks')) return 'thanks'
  if (contact.helped) return 'help'
  const isPraise = contact.intents.some((i) => i === 'praise' || i === 'recommendation')
  return isPraise ? 'praise' : null
}

/** Fewer orders lately than their own pace says, and orders that still come. */
function weighOrders(orders: readonly Purchase[], now: number, risk: Weights): Term[] {
  const [first] = orders
  if (first === undefined) return []
  const terms: Term[] = []
  const since = now - LATELY_DAYS * DAY_MS
  const before = orders.filter((order) => order.paidAt <= since).length
  const lately = orders.length - before
  const days = (since - first.paidAt) / DAY_MS
  if (days >= LATELY_DAYS) {
    const usual = (before / days) * LATELY_DAYS
    const fewer = Math.log((usual + 1) / (lately + 1))
    // Who buys less than once in that time is not late yet.
    if (usual >= 1 && fewer > 0)
      terms.push({
        what: `${count(lately)} in ${LATELY_DAYS} days, usually ${usual.toFixed(1)}`,
        points: risk.fewerOrders * fewer,
        contacts: [],
      })
  }
  const still = orders.filter((order) => order.paidAt > now - STILL_MS).length
  if (still > 0)
    terms.push({
      what: `${count(still)} in 90 days`,
      points: -risk.orders * Math.log(1 + still),
      contacts: [],
    })
  return terms
}

function weighSilence(
  orders: readonly Purchase[],
  contacts: readonly Contact[],
  now: number,
  zone: ZoneDays,
  risk: Weights,
): Term[] {
  const silence = findSilence(orders, contacts, now, zone)
  if (silence === null || silence.surprise <= SILENCE_FROM) return []
  const how = silence.of === 'orders' ? 'no order' : 'silent'
  return [
    {
      what: `${how} for ${Math.floor(silence.days)} days, usually every ${Math.round(silence.usual)}`,
      points: risk.silence * Math.min(SILENCE_MOST, silence.surprise - SILENCE_FROM),
      contacts: silence.last === null ? [] : [silence.last],
    },
  ]
}

function isAnswered({ answeredAt }: Contact, now: number): boolean {
  return answeredAt !== null && answeredAt <= now
}

function count(n: number): string {
  return n === 1 ? '1 order' : `${n === 0 ? 'no' : n} orders`
}
