import type { Contact, Purchase } from '../../../../analysis/people/history.ts'
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
  if (contact.sentiment === 'unsure' || !contact.sure || contact.forPrize) return null
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

/** Risk: what is bad, what was left alone, kind words, orders and silence, whose share stands by itself too. */
export function workOutRisk(
  contacts: readonly Contact[],
  purchases: readonly Purchase[],
  now: number,
  zone: string,
  { risk }: PeopleRules,
): Figure & { silence: number } {
  let sum = -3.3
  let anger = 0
  for (const contact of contacts) {
    const { intents, sentiment, turnedRound, answeredAt, helped } = contact
    const age = now - contact.at
    const fading = 0.5 ** (age / DAY / risk.halfLifeDays)
    const fadingSlowly = 0.5 ** (age / DAY / (2 * risk.halfLifeDays))
    const isLeftAlone = age >= 2 * DAY && !(answeredAt !== null && answeredAt <= now)
    const bad = badOf(contact)
    if (bad !== null) {
      anger += risk[bad] * fading * (turnedRound ? 0.75 : 1)
      if (isLeftAlone && bad !== 'blame') sum += risk.leftAlone * fading
      continue
    }
    if (isLeftAlone && intents.includes('question')) sum += risk.question * fading
    if (sentiment === 'negative' || contact.forPrize) continue
    if (intents.includes('thanks')) sum -= risk.thanks * fadingSlowly
    else if (helped) sum -= risk.help * fadingSlowly
    else if (intents.includes('praise') || intents.includes('recommendation'))
      sum -= risk.praise * fadingSlowly
  }
  sum += risk.anger * Math.log(1 + anger)
  const paid = purchases
    .filter(({ test, cancelled, net }) => !test && !cancelled && net > 0)
    .map(({ paidAt }) => paidAt)
    .sort((a, b) => a - b)
  const since = now - 45 * DAY
  const first = paid[0]
  if (first !== undefined && (since - first) / DAY >= 45) {
    const usual = (45 * paid.filter((at) => at <= since).length) / ((since - first) / DAY)
    const n = paid.filter((at) => at > since).length
    const fewer = Math.log((usual + 1) / (n + 1))
    if (usual >= 1 && fewer > 0) sum += risk.fewerOrders * fewer
  }
  sum -= risk.orders * Math.log(1 + paid.filter((at) => at > now - 90 * DAY).length)
  const times = contacts.map(({ at }) => at).sort((a, b) => a - b)
  const surprise = surpriseOf(paid, 3, now, zone) ?? surpriseOf(times, 4, now, zone) ?? 0
  let silence = surprise - 2
  if (silence < 0) silence = 0
  if (silence > 4) silence = 4
  sum += risk.silence * silence
  return { value: 100 / (1 + Math.E ** -sum), sum, silence }
}

function badOf({ intents, sure, sentiment }: Contact): 'leaving' | 'complaint' | 'blame' | null {
  if (intents.includes('churn_threat')) return 'leaving'
  if (intents.includes('complaint')) return 'complaint'
  return sure && sentiment === 'negative' ? 'blame' : null
}

function surpriseOf(
  times: readonly number[],
  fewest: number,
  now: number,
  zone: string,
): number | null {
  const dates: string[] = []
  for (const at of times) {
    const date = dateOf(at, zone)
    if (!dates.includes(date)) dates.push(date)
  }
  dates.sort()
  const first = dates[0]
  const last = dates.at(-1)
  const latest = times.at(-1)
  if (dates.length < fewest || first === undefined || last === undefined || latest === undefined)
    return null
  const t = (now - latest) / DAY
  return (dates.length - 1) * Math.log(1 + t / daysBetween(first, last))
}
