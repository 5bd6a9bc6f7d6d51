import type { CaseKind } from '../../core/case.ts'
import type { WriteRules } from './changes.ts'

/** What one channel was told on one local day. */
export interface ChannelDay {
  channel: string
  day: string
  /** Cards and bundles. */
  sent: number
  /** When the last cards were queued, oldest first. */
  recent: number[]
}

type Budget = Pick<WriteRules, 'alertsPerDay' | 'alertsPerTenMinutes'>

const WINDOW_MS = 600_000
/** Cases over a channel's share of the day are gathered this long into one message. */
const BUNDLE_MS = 3_600_000
/** The same when even the messages about them are nearly used up. */
const LATE_BUNDLE_MS = 6 * 3_600_000

/**
 * Whether a case gets a card of its own, shown at `at`. A quarter of the day's messages is kept for bundles and
 * emergencies; emergencies always pass. Cards held for the morning are gathered then (db/fold-piles.ts), when
 * it is known which are the most pressing.
 */
export function mayPost(
  budget: Budget,
  day: ChannelDay,
  kind: CaseKind,
  { at, now }: { at: number; now: number },
): boolean {
  if (kind === 'emergency') return true
  if (day.sent >= cardsOf(budget)) return false
  return at > now || inWindow(day, now).length < budget.alertsPerTenMinutes
}

/** Notes a card that is shown at `at`; emergencies take no place in the ten minutes. */
export function countCard(budget: Budget, day: ChannelDay, kind: CaseKind, at: number): void {
  day.sent++
  if (kind !== 'emergency')
    day.recent = [...inWindow(day, at), at].slice(-budget.alertsPerTenMinutes)
}

/** When what is gathered from now on is told: at the end of the burst, or later where the day is used up. */
export function bundleAt(budget: Budget, day: ChannelDay, now: number): number {
  const [first] = inWindow(day, now)
  if (day.sent < cardsOf(budget) && first !== undefined) return first + WINDOW_MS
  return askAt(budget, day, now)
}

/** When the posts are asked about that are gathered from now on. */
export function askAt(budget: Budget, day: ChannelDay, now: number): number {
  return now + (isNearlyOver(budget, day) ? LATE_BUNDLE_MS : BUNDLE_MS)
}

function isNearlyOver(budget: Budget, day: ChannelDay): boolean {
  return day.sent >= budget.alertsPerDay - Math.floor(budget.alertsPerDay / 10)
}

function cardsOf(budget: Budget): number {
  return budget.alertsPerDay - Math.floor(budget.alertsPerDay / 4)
}

function inWindow(day: ChannelDay, at: number): number[] {
  return day.recent.filter((time) => time > at - WINDOW_MS)
}
