import { afterBusinessTime, type BusinessHours } from './business-hours.ts'
import { type CaseKind, DEFAULT_PROMISE_MINUTES, SORT_OF } from './case.ts'

/** Standings of a person that may have a promise of their own. */
export const PROMISE_STANDINGS = [
  'at_risk',
  'prospect',
  'first_time',
  'repeat',
  'client',
  'advocate',
] as const
export type PromiseStanding = (typeof PROMISE_STANDINGS)[number]

export type KindMinutes = Partial<Record<CaseKind, number>>

/** Minutes until the first answer, a kind; a brand or a standing may ask for other ones. */
export interface PromiseMinutes extends KindMinutes {
  brands?: Readonly<Record<string, KindMinutes>>
  standings?: Partial<Record<PromiseStanding, KindMinutes>>
}

/** The promise of one case as it is kept with it; times are epoch ms. */
export interface GivenPromise {
  minutes: number
  /** Three quarters are over. */
  warnAt: number
  dueAt: number
  /** Half as long again has passed. */
  leadAt: number
}

export type DeadlineState = 'pending' | 'warning' | 'achieved' | 'breached'

interface Promised {
  kind: CaseKind
  brandId: string
  standings?: readonly PromiseStanding[]
  /** What the person's segments ask for. */
  segments?: readonly KindMinutes[]
}

/** What is promised: the shortest of what the person's standings and segments ask for, else the brand's, else the kind's. */
export function promisedMinutes(promises: PromiseMinutes, of: Promised): number {
  const set = setMinutes(promises, of)
  if (set !== null) return set
  const own = DEFAULT_PROMISE_MINUTES[of.kind]
  const broader = SORT_OF[of.kind]
  return broader === undefined
    ? own
    : Math.min(own, promisedMinutes(promises, { ...of, kind: broader }))
}

/** What the settings say of this very kind. */
function setMinutes(promises: PromiseMinutes, of: Promised): number | null {
  const own = [
    ...(of.standings ?? []).map((one) => promises.standings?.[one]),
    ...(of.segments ?? []),
  ].flatMap((minutes) => minutes?.[of.kind] ?? [])
  if (own.length > 0) return Math.min(...own)
  return promises.brands?.[of.brandId]?.[of.kind] ?? promises[of.kind] ?? null
}

/** When a promise is due, and when people are told (docs/deadlines.md). */
export function givePromise(
  openedAt: number,
  minutes: number,
  hours: BusinessHours | null,
): GivenPromise {
  const after = (share: number) => afterBusinessTime(openedAt, minutes * 60_000 * share, hours)
  return { minutes, warnAt: after(0.75), dueAt: after(1), leadAt: after(1.5) }
}

/** How a promise stands now; cases of before the warnings have none. */
export function deadlineState(
  one: { warnAt: number | null; dueAt: number; answeredAt: number | null },
  now: number,
): DeadlineState {
  if (one.answeredAt !== null) return one.answeredAt <= one.dueAt ? 'achieved' : 'breached'
  if (now > one.dueAt) return 'breached'
  return one.warnAt !== null && now >= one.warnAt ? 'warning' : 'pending'
}
