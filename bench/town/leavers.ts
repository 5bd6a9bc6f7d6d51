import type { History } from '../../analysis/people/history.ts'
import { assessPerson } from '../../analysis/people/standing.ts'
import type { Chance } from './chance.ts'
import { knownOn, timeOf } from './known.ts'
import type { Inhabitant } from './listen.ts'
import { CUSTOMERS } from './truth.ts'
import { YARDSTICKS } from './yardsticks.ts'

/** A flag counts when it stands at one of thirteen weekly looks, the last two weeks before the day. */
const LOOKS = 13
const WARNING_DAYS = 14
const WEEK_DAYS = 7
/** Below this the desk has no person to flag: a person arises with the second row. */
const ROWS_OF_A_PERSON = 2
const FALSE_ALARMS = 0.1
const ZONE = 'UTC'

/** What was seen of one customer before their day. */
export interface Watched {
  who: Inhabitant
  isLeaver: boolean
  isFlagged: boolean
  /** Whether the flag stood at the last look. */
  isFlaggedLast: boolean
  /** The highest risk of the looks. */
  risk: number
  /** The yardsticks at the last look, over the rows of the quarter before it. */
  values: readonly number[]
}

export interface LeaverFigures {
  leavers: number
  unknownLeavers: number
  stayers: number
  flagged: number
  falseAlarms: number
  flaggedLast: number
  falseAlarmsLast: number
  /** Flagged among those who complained before they went, and among those who went without a word. */
  flaggedComplainers: number
  flaggedQuiet: number
  /** What each number would flag if its threshold let in one false alarm in ten. */
  atEqualAlarms: readonly { name: string; flagged: number }[]
}

/**
 * Looks weekly at every customer for a quarter that ends two weeks before their day: the day they leave, or for
 * those who stay a day drawn from the days on which others leave.
 */
export function watchCustomers(chance: Chance, town: readonly Inhabitant[]): Watched[] {
  const days = leaveDays(town)
  return town.filter(isWatched).flatMap((who) => {
    const day = who.leavesDay ?? chance.pick(days)
    return watch(who, day) ?? []
  })
}

/** The days on which somebody leaves. */
export function leaveDays(town: readonly Inhabitant[]): number[] {
  return town.flatMap(({ leavesDay }) => leavesDay ?? [])
}

export function isWatched({ kind }: Inhabitant): boolean {
  return CUSTOMERS.includes(kind)
}

/** The days on which somebody is looked at before their day, the last first. */
export function daysOfLooks(day: number): number[] {
  return Array.from({ length: LOOKS }, (_, n) => day - WARNING_DAYS - n * WEEK_DAYS)
}

/** Shares of leavers and of those who stay, flagged by the program and by each yardstick. */
export function measureLeavers(
  town: readonly Inhabitant[],
  watched: readonly Watched[],
): LeaverFigures {
  const leavers = watched.filter(({ isLeaver }) => isLeaver)
  const stayers = watched.filter(({ isLeaver }) => !isLeaver)
  const isComplainer = ({ who }: Watched) => who.kind === 'leaving_complainer'
  const share = (group: readonly Watched[], test: (one: Watched) => boolean) =>
    group.filter(test).length / Math.max(1, group.length)
  return {
    leavers: leavers.length,
    unknownLeavers: town.filter(({ leavesDay }) => leavesDay !== null).length - leavers.length,
    stayers: stayers.length,
    flagged: share(leavers, ({ isFlagged }) => isFlagged),
    falseAlarms: share(stayers, ({ isFlagged }) => isFlagged),
    flaggedLast: share(leavers, ({ isFlaggedLast }) => isFlaggedLast),
    falseAlarmsLast: share(stayers, ({ isFlaggedLast }) => isFlaggedLast),
    flaggedComplainers: share(leavers.filter(isComplainer), ({ isFlagged }) => isFlagged),
    flaggedQuiet: share(
      leavers.filter((one) => !isComplainer(one)),
      ({ isFlagged }) => isFlagged,
    ),
    atEqualAlarms: [
      { name: 'the program', flagged: catchAtEqualAlarms(leavers, stayers, ({ risk }) => risk) },
      ...YARDSTICKS.map(({ name }, n) => {
        // Whether much or little of it means danger, nobody says: the better of the two counts.
        const up = catchAtEqualAlarms(leavers, stayers, ({ values }) => values[n] ?? 0)
        const down = catchAtEqualAlarms(leavers, stayers, ({ values }) => -(values[n] ?? 0))
        return { name, flagged: Math.max(up, down) }
      }),
    ],
  }
}

function watch(who: Inhabitant, day: number): Watched | null {
  const looks = daysOfLooks(day)
  const lastLook = day - WARNING_DAYS
  const last = knownOn(who, lastLook)
  if (last.contacts.length + last.purchases.length < ROWS_OF_A_PERSON) return null
  let isFlagged = false
  let isFlaggedLast = false
  let risk = 0
  for (const [n, look] of looks.entries()) {
    const standing = assessPerson(n === 0 ? last : knownOn(who, look), timeOf(look), ZONE)
    if (standing === null) continue
    isFlagged ||= standing.isAtRisk
    if (n === 0) isFlaggedLast = standing.isAtRisk
    risk = Math.max(risk, standing.risk.value)
  }
  const since = timeOf(lastLook - LOOKS * WEEK_DAYS)
  const quarter: History = {
    ...last,
    contacts: last.contacts.filter(({ at }) => at > since),
    purchases: last.purchases.filter(({ paidAt }) => paidAt > since),
  }
  const values = YARDSTICKS.map(
    ({ measure, measureQuarter }) =>
      measureQuarter?.(quarter) ?? measure(quarter, timeOf(lastLook), who),
  )
  return { who, isLeaver: who.leavesDay !== null, isFlagged, isFlaggedLast, risk, values }
}

/** The share of leavers above the lowest threshold that at most one in ten of those who stay exceeds. */
function catchAtEqualAlarms(
  leavers: readonly Watched[],
  stayers: readonly Watched[],
  danger: (one: Watched) => number,
): number {
  const alarms = stayers.map(danger).sort((a, b) => b - a)
  const threshold = alarms[Math.floor(FALSE_ALARMS * alarms.length)] ?? Number.POSITIVE_INFINITY
  return leavers.filter((one) => danger(one) > threshold).length / Math.max(1, leavers.length)
}
