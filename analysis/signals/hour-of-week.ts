const HOUR_MS = 3_600_000
/** 1970 began on a Thursday; weeks here begin on Monday. */
const THURSDAY = 72

/** The hour of the week, 0 on Monday at midnight, of an hour since 1970 where the clock shows `zone`. */
export function hourOfWeekIn(zone: string): (hour: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
  })
  const shifts = new Map<number, number>()
  const shiftOn = (hour: number): number => {
    // Clocks change at night, so the shift of the noon before is off by one for a few hours a year at most.
    const day = Math.floor(hour / 24)
    const known = shifts.get(day)
    if (known !== undefined) return known
    const noon = (day * 24 + 12) * HOUR_MS
    const part = Object.fromEntries(
      format.formatToParts(noon).map(({ type, value }) => [type, Number(value)]),
    )
    const local = Date.UTC(
      part['year'] ?? 1970,
      (part['month'] ?? 1) - 1,
      part['day'] ?? 1,
      part['hour'] ?? 12,
    )
    const shift = Math.round((local - noon) / HOUR_MS)
    shifts.set(day, shift)
    return shift
  }
  return (hour) => (((hour + shiftOn(hour) + THURSDAY) % 168) + 168) % 168
}
