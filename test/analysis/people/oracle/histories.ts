import type { Contact, History, Purchase } from '../../../../analysis/people/history.ts'
import { monthStart } from './calendar.ts'
import type { Dice } from './dice.ts'
import { drawTurningMonth } from './turning-month.ts'

/** A person to be judged; `arrived` holds the same rows shuffled, some of them more than once. */
export interface Case {
  rows: History
  arrived: History
  now: number
  zone: string
}

type Mood = 'fan' | 'angry' | 'asker' | 'mixed'
type Intent = Contact['intents'][number]

const HOUR = 3_600_000
const DAY = 24 * HOUR

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
]
/** Days on which clocks change somewhere, a leap day, and the turn of a year. */
const ODD_DAYS = [
  '2024-02-29',
  '2024-03-10',
  '2024-03-31',
  '2024-04-07',
  '2024-10-27',
  '2025-01-01',
  '2025-03-30',
  '2025-04-25',
  '2025-10-26',
  '2025-11-02',
  '2026-03-01',
  '2026-04-05',
]
const NETWORKS: readonly Contact['network'][] = ['x', 'discord', 'google_business', 'offline']
const SENTIMENTS: readonly Contact['sentiment'][] = ['negative', 'neutral', 'positive', 'unsure']
const INTENTS: readonly Intent[] = [
  'praise',
  'complaint',
  'question',
  'suggestion',
  'purchase_intent',
  'churn_threat',
  'recommendation',
  'thanks',
]
/** Stretches at whose ends a rule changes its mind. */
const STRETCHES = [0, 1, 2, 14, 30, 90, 180, 365].map((days) => days * DAY)

/** One made-up person, with everything the rules look at somewhere near a border. */
export function drawCase(dice: Dice): Case {
  const zone = dice.pick(ZONES)
  const now = drawNow(dice, zone)
  const rows: History = {
    ...(dice.chance(0.1) ? drawTurningMonth(dice, now, zone) : drawRows(dice, now, zone)),
    activeSubscription: dice.chance(0.06),
    keyAccountManager: dice.chance(0.06) ? 'U7' : null,
    thankedAt: dice.chance(0.4) ? now - drawAge(dice) : null,
    ours: dice.chance(0.02),
  }
  return { rows, arrived: arrive(dice, rows), now, zone }
}

/** The same rows in another order, some of them more than once. */
export function arrive(dice: Dice, rows: History): History {
  const again = <T extends object>(list: readonly T[]) =>
    dice.shuffle([...list, ...list.filter(() => dice.chance(0.3)).map((row) => ({ ...row }))])
  return { ...rows, contacts: again(rows.contacts), purchases: again(rows.purchases) }
}

function drawRows(
  dice: Dice,
  now: number,
  zone: string,
): { contacts: Contact[]; purchases: Purchase[] } {
  const mood = dice.pick<Mood>(['fan', 'angry', 'asker', 'mixed'])
  const contacts = drawTimes(dice, now, zone).map((at, index) =>
    drawContact(dice, mood, `c${index}`, at, now),
  )
  return { contacts, purchases: drawPurchases(dice, now, zone) }
}

function drawNow(dice: Dice, zone: string): number {
  const free = Date.UTC(2024, 0, 1) + dice.whole(0, 1000 * DAY)
  switch (dice.whole(1, 4)) {
    case 1:
      return Date.parse(dice.pick(ODD_DAYS)) + dice.whole(-DAY, 2 * DAY)
    case 2:
      return monthStart(free, zone) + dice.whole(-1, 1)
    case 3:
      return Math.floor(free / HOUR) * HOUR
    default:
      return free
  }
}

/** Times of contacts: one to three habits laid over each other. */
function drawTimes(dice: Dice, now: number, zone: string): number[] {
  const times: number[] = []
  for (let habit = dice.whole(1, 3); habit > 0; habit--) {
    times.push(...dice.pick([scattered, clustered, rhythmic, chained, bordering])(dice, now, zone))
  }
  if (dice.chance(0.3)) times.push(now + dice.whole(1, 3))
  if (times.length > 0 && dice.chance(0.3)) times.push(dice.pick(times), dice.pick(times))
  return times
}

function scattered(dice: Dice, now: number): number[] {
  const reach = dice.pick([20, 100, 200, 500])
  return many(dice, 0, 5, () => now - dice.whole(0, reach * DAY))
}

/** Many posts on few days, close to where midnight may be. */
function clustered(dice: Dice, now: number): number[] {
  const bases = many(dice, 1, 2, () => {
    const odd = Date.parse(dice.pick(ODD_DAYS))
    return dice.chance(0.5) && odd < now && odd > now - 400 * DAY
      ? odd
      : now - dice.whole(0, 100) * DAY
  })
  return many(dice, 2, 6, () => {
    const at = dice.pick(bases) + dice.whole(-30, 30) * HOUR
    return Math.min(at, now)
  })
}

/** Posts at a steady beat that stopped a few beats ago. */
function rhythmic(dice: Dice, now: number): number[] {
  const beat = dice.whole(1, 12)
  const silent = dice.chance(0.5) ? 3 * beat * DAY : dice.whole(10, 8 * beat + 10) * DAY
  const last = now - silent - dice.whole(-1, 1)
  const wobble = dice.chance(0.5) ? 0 : beat / 2
  const count = dice.whole(3, 8)
  return Array.from({ length: count }, (_, index) => {
    return Math.min(last - Math.floor(index * beat * DAY + wobble * dice.whole(0, DAY)), now)
  })
}

/** Each about a day before the next, to the millisecond. */
function chained(dice: Dice, now: number): number[] {
  let at = now - drawAge(dice)
  return many(dice, 2, 5, () => {
    at -= dice.pick([0, HOUR, DAY, DAY, 2 * DAY]) + dice.whole(-1, 1)
    return Math.min(at, now)
  })
}

/** Right at the ends of the stretches, counted from now or from the start of the month. */
function bordering(dice: Dice, now: number, zone: string): number[] {
  const from = dice.chance(0.5) ? now : monthStart(now, zone)
  return many(dice, 1, 5, () => Math.min(from - dice.pick(STRETCHES) + dice.whole(-1, 1), now))
}

function drawAge(dice: Dice): number {
  if (dice.chance(0.5)) return dice.whole(0, 120 * DAY)
  return dice.pick(STRETCHES) + dice.whole(-1, 1)
}

function drawContact(dice: Dice, mood: Mood, id: string, at: number, now: number): Contact {
  const { sentiment, intent } = drawWords(dice, mood)
  const others = many(dice, 0, dice.chance(0.3) ? 2 : 0, () => dice.pick(INTENTS))
  const answeredAt = dice.chance(0.35) && at <= now ? dice.whole(at, now) : null
  return {
    id,
    at,
    network: dice.chance(0.6) ? 'x' : dice.pick(NETWORKS),
    sentiment,
    intents: [...new Set([...intent, ...others])],
    sure: dice.chance(0.9),
    helped: dice.chance(0.1),
    forPrize: sentiment !== 'negative' && dice.chance(0.12),
    answeredAt,
    turnedRound: dice.chance(answeredAt === null ? 0.05 : 0.5),
  }
}

function drawWords(
  dice: Dice,
  mood: Mood,
): { sentiment: Contact['sentiment']; intent: readonly Intent[] } {
  const turn = dice.chance(0.8) ? mood : 'mixed'
  switch (turn) {
    case 'fan':
      return { sentiment: 'positive', intent: [dice.pick(['praise', 'recommendation', 'thanks'])] }
    case 'angry': {
      const intent = dice.pick<Intent[]>([['complaint'], ['churn_threat'], []])
      return { sentiment: 'negative', intent }
    }
    case 'asker':
      return { sentiment: dice.pick(SENTIMENTS), intent: ['question'] }
    case 'mixed': {
      const intent = dice.chance(0.7) ? [dice.pick(INTENTS)] : []
      return { sentiment: dice.pick(SENTIMENTS), intent }
    }
  }
}

function drawPurchases(dice: Dice, now: number, zone: string): Purchase[] {
  const start = monthStart(now, zone)
  const isClean = dice.chance(0.6)
  const most = dice.pick([0, 2, 6])
  return many(dice, 0, most, (index) => {
    const paidAt = dice.pick([
      now - dice.whole(0, 450 * DAY),
      now - dice.whole(-1, 40) * DAY,
      now - 365 * DAY + dice.whole(-1, 1),
      start - 365 * DAY + dice.whole(-1, 1),
      start + dice.whole(-1, 1),
    ])
    const id = `${dice.chance(0.5) ? 'p' : 'c'}${index}`
    const price = dice.whole(1, 5000)
    const net = isClean || dice.chance(0.7) ? price : dice.pick([0, -price, price - 1])
    const isOdd = () => !isClean && dice.chance(0.15)
    return { id, paidAt, net, test: isOdd(), cancelled: isOdd() }
  })
}

function many<T>(dice: Dice, low: number, high: number, draw: (index: number) => T): T[] {
  return Array.from({ length: dice.whole(low, high) }, (_, index) => draw(index))
}
