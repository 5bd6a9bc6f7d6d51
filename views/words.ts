/** 14:20 in the brand's zone. */
export function clockTime(at: number, zone: string): string {
  return formatOf('clock', zone).format(at)
}

/** 26 November, or 26 November 2025 where the year is another. */
export function calendarDate(at: number, now: number, zone: string): string {
  const year = (t: number) => formatOf('year', zone).format(t)
  return formatOf(year(at) === year(now) ? 'date' : 'datedYear', zone).format(at)
}

/** "12 min", "3 h", "2 days": one unit, rounded down, at least "1 min". */
export function duration(ms: number): string {
  const minutes = Math.max(1, Math.floor(ms / 60_000))
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours} h`
  const days = Math.floor(hours / 24)
  return days === 1 ? '1 day' : `${days} days`
}

/** "46 min ago" up to a day, then the date. */
export function ago(at: number, now: number, zone: string): string {
  const age = now - at
  if (age < 60_000) return 'just now'
  if (age < 86_400_000) return `${duration(age)} ago`
  return calendarDate(at, now, zone)
}

/** "14:20", or "14:20 on 26 November" where that is another day. */
export function dayTime(at: number, now: number, zone: string): string {
  const day = (t: number) => formatOf('day', zone).format(t)
  const time = clockTime(at, zone)
  return day(at) === day(now) ? time : `${time} on ${calendarDate(at, now, zone)}`
}

/** 1,240; "1 post" against "2 posts". */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${numbers.format(n)} ${n === 1 ? one : many}`
}

/** +40 or −12, with a true minus. */
export function signed(n: number): string {
  if (n === 0) return '0'
  return n > 0 ? `+${n}` : `−${Math.abs(n)}`
}

const FORMATS = {
  clock: { hour: '2-digit', minute: '2-digit' },
  date: { day: 'numeric', month: 'long' },
  datedYear: { day: 'numeric', month: 'long', year: 'numeric' },
  year: { year: 'numeric' },
  day: { day: '2-digit', month: '2-digit', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

const numbers = new Intl.NumberFormat('en-GB')
const known = new Map<string, Intl.DateTimeFormat>()

/** Making a format costs a hundred times what using it does, and a card needs ten; there are few zones. */
function formatOf(name: keyof typeof FORMATS, zone: string): Intl.DateTimeFormat {
  const key = `${name} ${zone}`
  let format = known.get(key)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', { ...FORMATS[name], timeZone: zone })
    known.set(key, format)
  }
  return format
}
