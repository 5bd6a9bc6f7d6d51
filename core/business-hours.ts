/** From (included) to (not included), in minutes of the local day. */
export type MinuteSpan = readonly [from: number, to: number]

/** When the team works; docs/deadlines.md says what each part means. */
export interface BusinessHours {
  /** IANA name. */
  zone: string
  /** Spans a weekday, Sunday first. */
  week: readonly (readonly MinuteSpan[])[]
  /** 2026-12-25, or 12-25 for every year. */
  holidays: readonly string[]
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Hours that open less often than this are taken for "always". */
const FAR_DAYS = 800

/** The first instant at which `ms` of business time have passed since `from`; without hours every minute counts. */
export function afterBusinessTime(from: number, ms: number, hours: BusinessHours | null): number {
  if (hours === null) return from + ms
  let left = ms
  for (const [begin, end] of openTimes(hours, from)) {
    const start = Math.max(begin, from)
    if (end - start >= left) return start + left
    left -= end - start
  }
  return from + ms
}

/** `at` where it counts, otherwise the next instant that does. */
export function nextOpen(at: number, hours: BusinessHours | null): number {
  if (hours === null) return at
  for (const [begin] of openTimes(hours, at)) return Math.max(begin, at)
  return at
}

/** Open times that end after `from`, in order; those that touch come as two. */
function* openTimes(hours: BusinessHours, from: number): Generator<readonly [number, number]> {
  const holidays = new Set(hours.holidays)
  for (let day = 0; day < FAR_DAYS; day++) {
    // Pieces without a change of the clocks: in each, local time is UTC moved by one offset.
    for (const [begin, end, offset] of piecesOf(hours.zone, from + day * DAY_MS)) {
      const firstDay = Math.floor((begin + offset) / DAY_MS)
      const lastDay = Math.floor((end + offset - 1) / DAY_MS)
      for (let local = firstDay; local <= lastDay; local++) {
        if (isHoliday(local, holidays)) continue
        for (const [open, close] of hours.week[(local + 4) % 7] ?? []) {
          const start = Math.max(begin, local * DAY_MS + open * MINUTE_MS - offset)
          const stop = Math.min(end, local * DAY_MS + close * MINUTE_MS - offset)
          if (start < stop) yield [start, stop]
        }
      }
    }
  }
}

/** The 24 hours from `at`, cut where the clocks change. */
function piecesOf(zone: string, at: number): (readonly [number, number, number])[] {
  const end = at + DAY_MS
  const before = offsetAt(zone, at)
  const after = offsetAt(zone, end)
  if (before === after) return [[at, end, before]]
  let low = Math.floor(at / MINUTE_MS)
  let high = Math.ceil(end / MINUTE_MS)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(zone, middle * MINUTE_MS) === before) low = middle
    else high = middle
  }
  const change = high * MINUTE_MS
  return [[at, change, before] as const, [change, end, after] as const].filter(
    ([begin, stop]) => begin < stop,
  )
}

function isHoliday(localDay: number, holidays: ReadonlySet<string>): boolean {
  if (holidays.size === 0) return false
  const date = new Date(localDay * DAY_MS).toISOString().slice(0, 10)
  return holidays.has(date) || holidays.has(date.slice(5))
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** How far local time is ahead of UTC, in ms. */
export function offsetAt(zone: string, at: number): number {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    })
    formats.set(zone, format)
  }
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
  for (const { type, value } of format.formatToParts(at)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts
  const local = Date.UTC(year, month - 1, day, hour, minute)
  return local - Math.floor(at / MINUTE_MS) * MINUTE_MS
}
