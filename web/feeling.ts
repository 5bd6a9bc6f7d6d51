import type { Kysely } from 'kysely'
import { judgeFeeling, sumFeeling, summariseFeeling } from '../analysis/figures/feeling.ts'
import { type CountedHour, readHours } from '../db/figures.ts'
import type { Schema } from '../db/schema.ts'
import type { Feelings } from '../views/desk-pages.ts'
import type { FeelingPoint } from '../views/feeling-chart.ts'

const HOUR_MS = 3_600_000
const DAYS = 30
const WEEK = 7

/** Today by the hour and the last 30 days by the day, in the brand's zone, from the counters. */
export async function readFeeling(
  db: Kysely<Schema>,
  brandId: string,
  zone: string,
  now: number,
): Promise<Feelings> {
  const hours = await readHours(db, brandId, now - (DAYS + 1) * 86_400_000, now + HOUR_MS)
  const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone: zone })
  const label = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: zone })
  const clock = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  })
  const today = dayOf.format(now)

  const byDay = new Map<string, CountedHour[]>()
  for (const hour of hours) {
    const day = dayOf.format(hour.at)
    byDay.set(day, [...(byDay.get(day) ?? []), hour])
  }
  const month = Array.from({ length: DAYS }, (_, i) => {
    const at = now - (DAYS - 1 - i) * 86_400_000
    return { label: label.format(at), ...sumFeeling(byDay.get(dayOf.format(at)) ?? []) }
  })
  const ours = byDay.get(today) ?? []
  const byHour = new Map(ours.map((hour) => [hour.at, hour]))
  const first = ours[0]?.at ?? now
  const last = Math.floor(now / HOUR_MS) * HOUR_MS
  const points: FeelingPoint[] = []
  for (let at = first; at <= last; at += HOUR_MS) {
    const hour = byHour.get(at)
    points.push({ label: clock.format(at), ...sumFeeling(hour === undefined ? [] : [hour]) })
  }
  const thisWeek = sumFeeling(month.slice(-WEEK))
  const lastWeek = sumFeeling(month.slice(-2 * WEEK, -WEEK))
  return {
    today: points,
    todayFeeling: summariseFeeling(sumFeeling(ours)),
    month,
    monthFeeling: summariseFeeling(sumFeeling(month)),
    change: judgeFeeling(thisWeek, lastWeek).change,
  }
}
