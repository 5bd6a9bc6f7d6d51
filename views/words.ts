/** 14:20 in the brand's zone. */
export function clockTime(at: number, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  }).format(at)
}

/** 26 November, or 26 November 2025 where the year is another. */
export function calendarDate(at: number, now: number, zone: string): string {
  const year = (t: number) =>
    new Intl.DateTimeFormat('en-GB', { year: 'numeric', timeZone: zone }).format(t)
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    timeZone: zone,
    ...(year(at) === year(now) ? {} : { year: 'numeric' }),
  }).format(at)
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
  const day = (t: number) => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(t)
  const time = clockTime(at, zone)
  return day(at) === day(now) ? time : `${time} on ${calendarDate(at, now, zone)}`
}

/** 1,240; "1 post" against "2 posts". */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`
}

/** +40 or −12, with a true minus. */
export function signed(n: number): string {
  if (n === 0) return '0'
  return n > 0 ? `+${n}` : `−${Math.abs(n)}`
}
