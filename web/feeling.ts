import type { Kysely } from 'kysely'
import { type CountedHour, readHours } from '../db/figures.ts'
import type { Schema } from '../db/schema.ts'
import type { FeelingPoint } from '../views/feeling-chart.ts'
import { type FeelingCounts, sumFeeling } from '../views/feeling-words.ts'

const HOUR_MS = 3_600_000
const DAYS = 30

/** Today by the hour and the last 30 days by the day, in the brand's zone, from the counters. */
export async function readFeeling(
  db: Kysely<Schema>,
  brandId: string,
  zone: string,
  now: number,
): Promise<{ today: FeelingPoint[]; month: FeelingPoint[]; todayCounts: FeelingCounts }> {
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
    const counts = sumFeeling(byHour.has(at) ? [byHour.get(at) as CountedHour] : [])
    points.push({ label: clock.format(at), ...counts })
  }
  return { today: points, month, todayCounts: sumFeeling(ours) }
}
