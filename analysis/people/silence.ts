import { type Contact, DAY_MS, type Purchase } from './history.ts'
import type { ZoneDays } from './zone-days.ts'

/** How unlikely a silence is by a person's own rhythm. */
export interface Silence {
  /** −ln of the chance of so long a silence; 0 where the last sign is of today. */
  surprise: number
  /** Days since the last sign, and days that usually lie between two. */
  days: number
  usual: number
  of: 'orders' | 'contacts'
  /** The contact that was the last sign; none for orders. */
  last: string | null
}

const FEWEST_ORDER_DAYS = 3
const FEWEST_CONTACT_DAYS = 4

/**
 * Silence against the person's own rhythm: that of their orders where there are enough, else of their contacts.
 * With x gaps in T days behind them and a pace that is known from these alone, t days of silence have the chance
 * `(T / (T + t))^x` (a steady pace with the prior 1/pace): few gaps say little, and no unit of time is assumed.
 * Rows are in order of time. Null where there is no rhythm yet.
 */
export function findSilence(
  orders: readonly Purchase[],
  contacts: readonly Contact[],
  now: number,
  zone: ZoneDays,
): Silence | null {
  const bought = measure(
    orders.map((order) => order.paidAt),
    FEWEST_ORDER_DAYS,
    now,
    zone,
  )
  if (bought !== null) return { ...bought, of: 'orders', last: null }
  const said = measure(
    contacts.map((contact) => contact.at),
    FEWEST_CONTACT_DAYS,
    now,
    zone,
  )
  return said === null ? null : { ...said, of: 'contacts', last: contacts.at(-1)?.id ?? null }
}

function measure(
  times: readonly number[],
  fewest: number,
  now: number,
  zone: ZoneDays,
): Pick<Silence, 'surprise' | 'days' | 'usual'> | null {
  const days = [...new Set(times.map((at) => zone.dayOf(at)))]
  const [first, last, latest] = [days[0], days.at(-1), times.at(-1)]
  if (days.length < fewest || first === undefined || last === undefined || latest === undefined)
    return null
  const gaps = days.length - 1
  const stretch = (Date.parse(last) - Date.parse(first)) / DAY_MS
  const silent = (now - latest) / DAY_MS
  return {
    surprise: gaps * Math.log(1 + silent / stretch),
    days: silent,
    usual: stretch / gaps,
  }
}
