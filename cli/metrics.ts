import type { Kysely } from 'kysely'
import { Gauge, Registry } from 'prom-client'
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
    db.selectFrom('health').selectAll().execute(),
    db
      .selectFrom('case')
      .select((eb) => eb.fn.countAll().as('n'))
      .where('status', 'not in', ['resolved', 'closed_by_author'])
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
  for (const row of sources) {
    const source = row.connection_id
    received.set({ source }, row.received)
    aside.set({ source }, row.quarantined)
    live.set({ source }, row.state === 'live' ? 1 : 0)
    if (row.last_event_at !== null) silent.set({ source }, (now - row.last_event_at) / 1000)
  }
  return registry.metrics()
}
