import { cleanName, clip } from '../core/hostile-text.ts'
import { isNetwork, networkName } from '../core/network.ts'
import { type Part, plain } from './card.ts'
import {
  capital,
  dueDay,
  letDown,
  restsWords,
  STAGE_NAMES,
  STEPS,
  termWords,
} from './person-words.ts'
import { escapeSlack, type SlackMessage } from './slack-blocks.ts'
import { slackLine } from './slack-card.ts'
import { calendarDate, count } from './words.ts'

/** Somebody at a glance: who, stage, why, history, next step, gives, and what their networks allow. */
export interface PersonCardView {
  id: number
  name: string
  zone: string
  accounts: readonly { handle: string | null; network: string; followers: number | null }[]
  stage: string | null
  stageSince: number | null
  /** What the stage rests on: so many things that they said, and orders. */
  rests: { said: number; orders: number }
  unproved: boolean
  love: number | null
  reach: number | null
  risk: number | null
  strikes: number
  isOut: boolean
  terms: {
    love?: readonly { what: string; points: number }[]
    risk?: readonly { what: string; points: number }[]
  }
  posts: number
  contacts: number
  lastAt: number | null
  orders: { count: number; lastAt: number | null }
  nextStep: string | null
  nextDue: number | null
  keyManager: string | null
  /** What we gave them, and when last. */
  gives: readonly { what: string; n: number; at: number | null }[]
  /** How often we asked something of them, and when last. */
  asks: { n: number; at: number | null }
  /** What their networks, or they themselves, forbid us; whole sentences. */
  rules: readonly string[]
}

const SHOWN_ACCOUNTS = 4
const SHOWN_TERMS = 2
const GIVES: Readonly<Record<string, [one: string, many: string]>> = {
  gift: ['gift', 'gifts'],
  thanks: ['thank-you', 'thank-yous'],
  amends: ['amends', 'amends'],
}

/** The card, line by line; the same in Slack and on the desk. It quotes nobody: a removed post must be gone. */
export function personLines(view: PersonCardView, now: number): Part[][] {
  const lines = [
    standingLine(view, now),
    accountsLine(view),
    whyLine(view, now),
    historyLine(view, now),
    nextLine(view, now),
    givesLine(view, now),
    ...view.rules,
  ]
  return [
    [
      { text: cleanName(view.name, 60), bold: true },
      { text: ` (person ${view.id})` },
      ...(view.isOut
        ? [{ text: ` ${letDown(view.strikes)} within a year.`, bold: true as const }]
        : []),
    ],
    ...lines.flatMap((text) => (text === null ? [] : [[{ text }]])),
  ]
}

/** The card as a Slack message; `head` goes before it, where there is news. */
export function personMessage(
  view: PersonCardView,
  now: number,
  head: string | null = null,
): SlackMessage {
  const news: Part[][] = head === null ? [] : [[{ text: head, bold: true }]]
  const lines = [...news, ...personLines(view, now)]
  const parts = lines.flatMap((line, i) => (i === 0 ? line : [{ text: '\n' }, ...line]))
  return {
    text: escapeSlack(clip(lines.slice(0, 3).map(plain).join(' '), 500)),
    blocks: [slackLine(`person:${view.id}`, parts)],
  }
}

function standingLine(view: PersonCardView, now: number): string {
  const stage = view.stage === null ? 'Not assessed yet' : (STAGE_NAMES[view.stage] ?? view.stage)
  const since =
    view.stageSince === null ? '' : ` since ${calendarDate(view.stageSince, now, view.zone)}`
  const rests = restsWords(view.rests)
  const why = rests === null ? '' : ` (${rests})`
  const badge = view.unproved ? ' Advocate, purchase unknown.' : ''
  const scores = [
    ['Love', view.love],
    ['Reach', view.reach],
    ['Risk', view.risk],
  ] as const
  const known = scores.map(
    ([name, value]) => `${name} ${value === null ? 'unknown' : Math.round(value)}`,
  )
  const manager =
    view.keyManager === null ? '' : ` Looked after by ${cleanName(view.keyManager, 40)}.`
  return `${stage}${since}${why}.${badge} ${known.join(', ')}.${manager}`
}

function accountsLine({ accounts }: PersonCardView): string | null {
  if (accounts.length === 0) return 'No account is known, only what staff wrote down.'
  const shown = accounts.slice(0, SHOWN_ACCOUNTS).map(({ handle, network, followers }) => {
    const name = handle === null ? 'Somebody' : `@${cleanName(handle.replace(/^@/, ''), 60)}`
    const reach = followers === null ? '' : ` (${count(followers, 'follower')})`
    return `${name} on ${isNetwork(network) ? networkName(network) : network}${reach}`
  })
  const more = accounts.length - shown.length
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`
}

function whyLine({ terms }: PersonCardView, now: number): string | null {
  const told = (list: readonly { what: string }[] | undefined) =>
    (list ?? []).slice(0, SHOWN_TERMS).map(({ what }) => termWords(what, now))
  const danger = terms.risk?.filter(({ points }) => points > 0)
  const why = [...told(terms.love), ...told(danger)]
  return why.length === 0 ? null : `Why: ${why.join('; ')}.`
}

function historyLine(view: PersonCardView, now: number): string {
  const { posts, contacts, orders, lastAt, zone, strikes } = view
  const said = [count(posts, 'post'), ...(contacts === 0 ? [] : [count(contacts, 'contact')])]
  const last = lastAt === null ? '' : `, last ${calendarDate(lastAt, now, zone)}`
  const bought =
    orders.count === 0
      ? 'no order known'
      : `${count(orders.count, 'order')}${orders.lastAt === null ? '' : `, last ${calendarDate(orders.lastAt, now, zone)}`}`
  const bad = strikes === 0 ? '' : ` ${count(strikes, 'bad experience')} within a year.`
  return `${said.join(', ')}${last}; ${bought}.${bad}`
}

function nextLine({ nextStep, nextDue, zone }: PersonCardView, now: number): string | null {
  if (nextStep === null) return null
  const by = nextDue === null ? '' : ` ${capital(dueDay(nextDue, now, zone))}.`
  return `Next: ${STEPS[nextStep] ?? nextStep}${by}`
}

/** What we gave them and asked of them. */
export function givesLine({ gives, asks, zone }: PersonCardView, now: number): string {
  const asked =
    asks.n === 0
      ? 'We asked nothing of them.'
      : `We asked ${asks.n === 1 ? 'once' : `${asks.n} times`}${asks.at === null ? '' : `, last ${calendarDate(asks.at, now, zone)}`}.`
  const given = gives.filter(({ n }) => n > 0)
  if (given.length === 0) return `We gave them nothing yet. ${asked}`
  const told = given.map(({ what, n, at }) => {
    const [one, many] = GIVES[what] ?? [what, what]
    return `${count(n, one, many)}${at === null ? '' : ` (last ${calendarDate(at, now, zone)})`}`
  })
  return `We gave: ${told.join(', ')}. ${asked}`
}
