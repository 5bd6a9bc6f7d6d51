import { type BusinessHours, nextOpen } from '../../core/business-hours.ts'
import type { CaseKind } from '../../core/case.ts'
import { givePromise, promisedMinutes } from '../../core/promise.ts'
import { awakeHours, readHours } from '../../core/schedule.ts'
import type { WorkingCase } from './case-book.ts'
import type { WriteRules } from './changes.ts'

/** The part of a case that says by when it is answered. */
export type PromiseColumns = Pick<
  WorkingCase,
  'promise_minutes' | 'warn_at' | 'due_at' | 'lead_at' | 'nudge_at'
>

type Rules = Pick<WriteRules, 'brands' | 'promises' | 'hours' | 'night'>

/** What is promised to a case that opens now, or becomes so pressing now. */
export function promiseColumns(
  rules: Rules,
  of: Parameters<typeof promisedMinutes>[1],
  now: number,
): PromiseColumns {
  const minutes = promisedMinutes(rules.promises, of)
  const given = givePromise(now, minutes, hoursOf(rules, of))
  return {
    promise_minutes: minutes,
    warn_at: given.warnAt,
    due_at: given.dueAt,
    lead_at: given.leadAt,
    nudge_at: nudgeAt(of.kind, given.warnAt, now),
  }
}

/** An emergency is looked at as it comes: at night somebody is called at once. Nobody waits where we are unsure. */
function nudgeAt(kind: CaseKind, warnAt: number, now: number): number | null {
  if (kind === 'unsure') return null
  return kind === 'emergency' ? now : warnAt
}

/** Emergencies run round the clock. */
function hoursOf(rules: Rules, of: { kind: CaseKind; brandId: string }): BusinessHours | null {
  return of.kind === 'emergency' ? null : readHours(rules.hours, zoneOf(rules, of.brandId))
}

/** `at`, or the end of the brand's night where that is night; emergencies know none. */
export function afterNight(
  rules: Rules,
  of: { kind: CaseKind; brand_id: string },
  at: number,
): number {
  if (of.kind === 'emergency') return at
  return nextOpen(at, awakeHours(rules.night, zoneOf(rules, of.brand_id)))
}

/** The zone of a brand. */
export function zoneOf(rules: Pick<WriteRules, 'brands'>, brandId: string): string {
  return rules.brands.get(brandId)?.zone ?? 'UTC'
}
