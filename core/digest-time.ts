import { offsetAt } from './business-hours.ts'
import type { DigestKind, DigestSettings } from './digest.ts'
import { WEEKDAYS } from './schedule.ts'

/** A digest that is not sent within this time is not sent at all. */
export const DIGEST_LATE_MS = 4 * 3_600_000

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** No zone is further from UTC than 14 hours. */
const REACH_MS = 15 * HOUR_MS

/** A digest whose time has come, on its local date. */
export interface DueDigest {
  /** YYYY-MM-DD where the brand is. */
  day: string
  kind: DigestKind
  dueAt: number
  /** Too late to be sent. */
  isMissed: boolean
}

/** The stretch of whole local days that a digest tells of, and the same days of the week before; end excluded, epoch ms. */
export interface DigestSpan {
  from: number
  to: number
  beforeFrom: number
  beforeTo: number
}

/**
 * Digests whose time of today or yesterday has passed, older first; the kind is that of the local date. One a
 * date at most: on its weekday the weekly one takes the place of the daily one.
 */
export function dueDigests(settings: DigestSettings, zone: string, now: number): DueDigest[] {
  if (settings.off) return []
  const today = dateAt(zone, now)
  return [shiftDay(today, -1), today].flatMap((day): DueDigest[] => {
    const kind = kindOn(settings, day)
    const dueAt = kind === null ? null : instantOf(zone, day, settings.at)
    if (kind === null || dueAt === null || dueAt > now) return []
    return [{ day, kind, dueAt, isMissed: now - dueAt > DIGEST_LATE_MS }]
  })
}

/** Yesterday or the last seven days, seen from a local date, and the same days one week earlier. */
export function digestSpan(kind: DigestKind, zone: string, day: string): DigestSpan {
  const to = startOfDay(zone, day)
  let first = shiftDay(day, kind === 'week' ? -7 : -1)
  // A date that a zone skipped altogether is no yesterday.
  while (startOfDay(zone, first) >= to) first = shiftDay(first, -1)
  return {
    from: startOfDay(zone, first),
    to,
    beforeFrom: startOfDay(zone, shiftDay(first, -7)),
    beforeTo: startOfDay(zone, shiftDay(day, -7)),
  }
}

/** The seven local dates before a date, oldest first, each with its beginning and end. */
export function sevenDays(zone: string, day: string): { day: string; from: number; to: number }[] {
  return Array.from({ length: 7 }, (_, i) => {
    const one = shiftDay(day, i - 7)
    return { day: one, from: startOfDay(zone, one), to: startOfDay(zone, shiftDay(one, 1)) }
  })
}

/**
 * When a local date and time is, epoch ms: the first of two where the clock is put back; the first moment after
 * it where the clock jumps over it; null where the zone has no such date.
 */
export function instantOf(zone: string, day: string, time: string): number | null {
  const at = firstAtOrAfter(zone, day, time)
  return dateAt(zone, at) === day ? at : null
}

/** The local date of an instant, YYYY-MM-DD. */
export function dateAt(zone: string, at: number): string {
  return new Date(at + offsetAt(zone, at)).toISOString().slice(0, 10)
}

/** The date so many days later. */
export function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

function kindOn(settings: DigestSettings, day: string): DigestKind | null {
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()]
  if (settings.weekly === weekday) return 'week'
  return settings.daily ? 'day' : null
}

function startOfDay(zone: string, day: string): number {
  return firstAtOrAfter(zone, day, '00:00')
}

function firstAtOrAfter(zone: string, day: string, time: string): number {
  const local = Date.parse(`${day}T${time}:00Z`)
  const [early, late] = [local - REACH_MS, local + REACH_MS]
  const [before, after] = [offsetAt(zone, early), offsetAt(zone, late)]
  for (const offset of before > after ? [before, after] : [after, before])
    if (offsetAt(zone, local - offset) === offset) return local - offset
  return changeBetween(zone, early, late)
}

/** The minute in which the offset of a zone changes between two instants. */
function changeBetween(zone: string, from: number, to: number): number {
  const before = offsetAt(zone, from)
  let [low, high] = [Math.floor(from / 60_000), Math.ceil(to / 60_000)]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(zone, middle * 60_000) === before) low = middle
    else high = middle
  }
  return high * 60_000
}
