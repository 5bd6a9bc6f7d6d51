import { type BusinessHours, type MinuteSpan, nextOpen } from './business-hours.ts'

/** In the order of `BusinessHours.week`. */
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** Hours as `earshot.yaml` says them: spans a day, such as "09:00-12:30". */
export type HoursSetting =
  | 'always'
  | ({ zone?: string | undefined; holidays?: readonly string[] } & {
      [day in Weekday]?: readonly string[]
    })

const DAY_MINUTES = 1440

/** Hours to count with, in the zone they name or in that of the brand; null where every minute counts. */
export function readHours(setting: HoursSetting | undefined, zone: string): BusinessHours | null {
  if (setting === undefined || setting === 'always') return null
  return {
    zone: setting.zone ?? zone,
    week: WEEKDAYS.map((day) => (setting[day] ?? []).map(readSpan)),
    holidays: setting.holidays ?? [],
  }
}

/** The times outside a quiet span such as "22:00-07:00", which may pass midnight; null where it is never quiet. */
export function awakeHours(quiet: string | null | undefined, zone: string): BusinessHours | null {
  if (quiet === null || quiet === undefined || quiet === 'never') return null
  const [from, to] = readSpan(quiet)
  const day: MinuteSpan[] =
    from > to
      ? [[to, from]]
      : [
          [0, from],
          [to, DAY_MINUTES],
        ]
  return { zone, week: WEEKDAYS.map(() => day), holidays: [] }
}

/** Hours of these days, where "20:00-08:00" ends on the morning after. */
export function rosterHours(days: readonly Weekday[], span: string, zone: string): BusinessHours {
  const [from, to] = readSpan(span)
  const week: MinuteSpan[][] = WEEKDAYS.map(() => [])
  for (const day of days) {
    const index = WEEKDAYS.indexOf(day)
    if (from < to) week[index]?.push([from, to])
    else {
      week[index]?.push([from, DAY_MINUTES])
      week[(index + 1) % 7]?.push([0, to])
    }
  }
  return { zone, week, holidays: [] }
}

/** Whether it is inside these hours now. */
export function isOpenAt(at: number, hours: BusinessHours | null): boolean {
  return nextOpen(at, hours) === at
}

/** Whether somebody may be asked now: outside their own quiet hours, in their zone or, without one, that of the brand. */
export function isAwake(
  { quiet, zone }: { quiet: string | null; zone: string | null },
  brandZone: string,
  at: number,
): boolean {
  return isOpenAt(at, awakeHours(quiet, zone ?? brandZone))
}

/** "09:00-17:30" in minutes of the day. */
function readSpan(text: string): MinuteSpan {
  const [from = '', to = ''] = text.split('-')
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
  return [minutes(from), minutes(to)]
}
