import type { Diagnosis } from '../connectors/connector.ts'
import type { Clock } from '../core/clock.ts'
import { forecastMonth } from '../core/forecast.ts'
import { monthOf } from '../core/month.ts'
import type { Database } from '../db/database.ts'
import { readSources } from '../db/figures.ts'

/** What each source with a limit has cost this month and is heading for. */
export async function checkSpending(db: Database, clock: Clock): Promise<Diagnosis[]> {
  const now = clock.now()
  const sources = await readSources(db.kysely, monthOf(now))
  return sources.flatMap<Diagnosis>(({ id, usd, cap_usd: cap, created_at: since }) => {
    if (cap === null) return []
    const spent = usd ?? 0
    const forecast = forecastMonth(spent, since, now)
    const so = `${id}: ${dollars(spent)} of ${dollars(cap)} are spent this month`
    if (spent >= cap)
      return [
        {
          level: 'fail',
          what: `${so}. Listening goes on next month.`,
          mend: 'Raise monthlyCapUsd in earshot.yaml to go on now.',
        },
      ]
    if (forecast > cap)
      return [
        {
          level: 'warn',
          what: `${so}; at this pace the month would cost ${dollars(forecast)}.`,
          mend: 'Raise monthlyCapUsd, or make the queries narrower.',
        },
      ]
    const heading = spent === 0 ? '' : `, about ${dollars(forecast)} by its end`
    return [{ level: 'ok', what: `${so}${heading}.` }]
  })
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`
}
