import { type Kysely, sql } from 'kysely'
import { Gauge, Registry } from 'prom-client'
import { monthOf } from '../core/month.ts'
import { readSources } from '../db/figures.ts'
import type { Schema } from '../db/schema.ts'

/** Figures for Prometheus, read when asked: the outbox, open cases, and every source. */
export async function readMetrics(db: Kysely<Schema>, now: number): Promise<string> {
  const registry = new Registry()
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] })
  const [outbox, sources, cases] = await Promise.all([
    db
      .selectFrom('outbox')
      .select((eb) => ['state', eb.fn.countAll().as('n'), eb.fn.min('created_at').as('oldest')])
      .where('state', '<>', 'sent')
      .groupBy('state')
      .execute(),
    readSources(db, monthOf(now)),
    db
      .selectFrom('case')
      .select((eb) => eb.fn.countAll().as('n'))
      .where(sql<boolean>`status not in ('resolved', 'closed_by_author')`)
      .executeTakeFirstOrThrow(),
  ])
  const waiting = gauge('earshot_outbox', 'Rows of the outbox that are not sent', ['state'])
  const oldest = gauge('earshot_outbox_oldest_seconds', 'Age of the oldest such row', ['state'])
  for (const row of outbox) {
    waiting.set({ state: row.state }, Number(row.n))
    oldest.set({ state: row.state }, (now - row.oldest) / 1000)
  }
  gauge('earshot_open_cases', 'Cases that wait for the team').set(Number(cases.n))
  const received = gauge('earshot_source_received', 'Items a source gave', ['source'])
  const aside = gauge('earshot_source_quarantined', 'Items set aside', ['source'])
  const live = gauge('earshot_source_live', '1 where the source is live', ['source'])
  const silent = gauge('earshot_source_silent_seconds', 'Time since the last post', ['source'])
  const lag = gauge('earshot_source_lag_seconds', 'Age of the newest post when it came', ['source'])
  const ok = gauge('earshot_source_last_success_seconds', 'Time since it last answered', ['source'])
  const gaps = gauge('earshot_source_gaps', 'Stretches that were not seen', ['source'])
  const spent = gauge('earshot_source_spent_usd', 'Cost of this month', ['source'])
  for (const row of sources) {
    const source = row.id
    received.set({ source }, row.received ?? 0)
    aside.set({ source }, row.quarantined ?? 0)
    live.set({ source }, row.state === 'live' ? 1 : 0)
    gaps.set({ source }, row.gaps.length)
    spent.set({ source }, row.usd ?? 0)
    if (row.last_event_at !== null) silent.set({ source }, (now - row.last_event_at) / 1000)
    if (row.last_ok_at !== null) ok.set({ source }, (now - row.last_ok_at) / 1000)
    if (row.lag_ms !== null) lag.set({ source }, row.lag_ms / 1000)
  }
  return registry.metrics()
}
