import { speaksFor } from './custom.ts'
import type { Kind, Resident } from './resident.ts'

const YEAR_DAYS = 365
const TIMES = 2
/** Who can be a customer at heart; people who work for the brand speak for it, but are no customers. */
export const CUSTOMERS: readonly Kind[] = [
  'regular',
  'fan',
  'returning_complainer',
  'leaving_complainer',
]

/**
 * Whether somebody really is an advocate on a day: still comes, bought within the year whether or not the brand
 * knows it, spoke for the brand unasked on two days of the year or more, and more often for it than against.
 */
export function isAdvocate(who: Resident, day: number): boolean {
  if (!CUSTOMERS.includes(who.kind) || (who.leavesDay !== null && who.leavesDay <= day))
    return false
  const isRecent = (at: number) => at <= day && at > day - YEAR_DAYS
  const said = who.remarks.filter((remark) => isRecent(remark.day) && !remark.isStray)
  const kind = said.filter((remark) => !remark.isAsked && speaksFor(remark))
  const days = new Set(kind.map((remark) => Math.floor(remark.day)))
  const against = said.filter(({ mood }) => mood === 'negative').length
  const buys = who.buys.some((buy) => isRecent(buy.day) && buy.net > 0 && !buy.cancelled)
  return buys && days.size >= TIMES && kind.length > against
}
