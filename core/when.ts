import { offsetAt } from './business-hours.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** A day without an hour begins when people come to work. */
const MORNING_MIN = 9 * 60

/** Times that people choose without typing, in the order they are offered. */
export const WHEN_CHOICES = [
  { value: '1h', label: 'In an hour' },
  { value: '4h', label: 'In four hours' },
  { value: 'tomorrow', label: 'Tomorrow at 09:00' },
  { value: 'monday', label: 'Next Monday at 09:00' },
] as const

/** The moment that "4h", "3d", "tomorrow", "monday", "2026-12-01" or "2026-12-01 14:30" means there and then; null for anything else. */
export function readWhen(text: string, now: number, zone: string): number | null {
  const [, amount, unit] = /^(\d{1,3})([hd])$/.exec(text) ?? []
  if (unit === 'h') return now + Number(amount) * HOUR_MS
  const today = Math.floor((now + offsetAt(zone, now)) / DAY_MS)
  if (unit === 'd') return localMoment(today + Number(amount), MORNING_MIN, zone)
  if (text === 'tomorrow') return localMoment(today + 1, MORNING_MIN, zone)
  // Day 0 was a Thursday.
  if (text === 'monday') return localMoment(today + 7 - ((today + 3) % 7), MORNING_MIN, zone)
  return readDate(text, zone)
}

function readDate(text: string, zone: string): number | null {
  const [, date, hour, minute] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d):(\d\d))?$/.exec(text) ?? []
  if (date === undefined || Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59) return null
  const at = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date) return null
  const minutes = hour === undefined ? MORNING_MIN : Number(hour) * 60 + Number(minute)
  return localMoment(at / DAY_MS, minutes, zone)
}

/** A local day and minute as epoch ms; where the clocks skip it, the moment after the gap. */
function localMoment(day: number, minutes: number, zone: string): number {
  const local = day * DAY_MS + minutes * MINUTE_MS
  const first = local - offsetAt(zone, local)
  return local - offsetAt(zone, first)
}
