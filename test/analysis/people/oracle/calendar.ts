const HOUR = 3_600_000
const QUARTER = HOUR / 4

const clocks = new Map<string, Intl.DateTimeFormat>()
const monthStarts = new Map<string, number>()

/** The calendar date there, as `2026-03-29`. */
export function dateOf(at: number, zone: string): string {
  return wallClock(at, zone).slice(0, 10)
}

/** The latest 00:00 of a first of the month there, at or before `now`. */
export function monthStart(now: number, zone: string): number {
  const month = dateOf(now, zone).slice(0, 7)
  const known = monthStarts.get(`${zone} ${month}`)
  if (known !== undefined) return known
  const start = findClock(`${month}-01 00:00`, zone)
  monthStarts.set(`${zone} ${month}`, start)
  return start
}

/** Whole days between two dates, whatever the clocks did in between. */
export function daysBetween(earlier: string, later: string): number {
  return (Date.parse(`${later}T00:00Z`) - Date.parse(`${earlier}T00:00Z`)) / (24 * HOUR)
}

/** Tries every quarter of an hour around the same reading in UTC. */
function findClock(reading: string, zone: string): number {
  const inUtc = Date.parse(`${reading.replace(' ', 'T')}Z`)
  for (let at = inUtc - 15 * HOUR; at <= inUtc + 15 * HOUR; at += QUARTER) {
    if (wallClock(at, zone) === reading) return at
  }
  throw new Error(`The clocks in ${zone} never showed ${reading}.`)
}

function wallClock(at: number, zone: string): string {
  let clock = clocks.get(zone)
  if (clock === undefined) {
    // Swedish writes dates as 2026-03-29 02:15.
    clock = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    clocks.set(zone, clock)
  }
  return clock.format(at)
}
