/** Calendar of one time zone. */
export interface ZoneDays {
  /** Calendar date, YYYY-MM-DD. */
  dayOf(at: number): string
  /** 00:00 of the first of the month that `at` lies in, epoch ms. */
  monthStart(at: number): number
}

const HALF_DAY_MS = 43_200_000
const QUARTER_MS = 900_000
/** Three years of quarters. */
const REMEMBERED = 100_000
const calendars = new Map<string, ZoneDays>()

/** The calendar of a zone such as "Europe/London"; made once a zone. */
export function zoneDays(zone: string): ZoneDays {
  const known = calendars.get(zone)
  if (known !== undefined) return known
  const date = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  const dayOf = rememberDays((at) => date.format(at))
  const made = { dayOf, monthStart: (at: number) => startOf(`${dayOf(at).slice(0, 7)}-01`, dayOf) }
  calendars.set(zone, made)
  return made
}

/** Clocks of zones differ by quarters of an hour, so the date of a quarter is the date of every moment in it. */
function rememberDays(format: (at: number) => string): (at: number) => string {
  const known = new Map<number, string>()
  return (at) => {
    const quarter = Math.floor(at / QUARTER_MS)
    const day = known.get(quarter) ?? format(at)
    if (known.size >= REMEMBERED) known.clear()
    known.set(quarter, day)
    return day
  }
}

/** The first ms at which the zone's calendar shows this date: found by halving, so that any jump of the clock is right. */
function startOf(day: string, dayOf: (at: number) => string): number {
  const noon = Date.parse(`${day}T12:00:00Z`)
  let [before, after] = [noon - 3 * HALF_DAY_MS, noon + HALF_DAY_MS]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (dayOf(middle) < day) before = middle
    else after = middle
  }
  return after
}
