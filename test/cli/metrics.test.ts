import { expect, it } from 'vitest'
import { readMetrics } from '../../cli/metrics.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import { openMemory } from '../support/made-database.ts'

const NOON = Date.UTC(2026, 10, 19, 12)
const MINUTE = 60_000

it('tells of every source whether it lives, how late it is, what was missed and what it cost', async () => {
  const db = await openMemory({ clock: createSimulatedClock(NOON) })
  const { kysely } = db
  const connection = { config: '{}', enabled: 1, created_at: NOON - 60 * MINUTE }
  await kysely
    .insertInto('connection')
    .values([
      { id: 'x', network: 'x', ...connection },
      { id: 'silent', network: 'feed', ...connection },
    ])
    .execute()
  await kysely
    .insertInto('health')
    .values({
      connection_id: 'x',
      state: 'live',
      detail: null,
      last_ok_at: NOON - MINUTE,
      last_event_at: NOON - 2 * MINUTE,
      retry_at: null,
      lag_ms: 90_000,
      received: 7,
      quarantined: 2,
      updated_at: NOON,
    })
    .execute()
  await kysely
    .insertInto('gap')
    .values({
      id: 1,
      connection_id: 'x',
      from_at: NOON - 9 * MINUTE,
      to_at: NOON - 8 * MINUTE,
      why: 'away',
      created_at: NOON,
      filled_at: null,
    })
    .execute()
  await kysely
    .insertInto('spend')
    .values({ connection_id: 'x', month: '2026-11', usd: 1.5, items: 300 })
    .execute()
  const lines = (await readMetrics(kysely, NOON)).split('\n')
  for (const line of [
    'earshot_source_live{source="x"} 1',
    'earshot_source_live{source="silent"} 0',
    'earshot_source_lag_seconds{source="x"} 90',
    'earshot_source_last_success_seconds{source="x"} 60',
    'earshot_source_silent_seconds{source="x"} 120',
    'earshot_source_gaps{source="x"} 1',
    'earshot_source_gaps{source="silent"} 0',
    'earshot_source_spent_usd{source="x"} 1.5',
    'earshot_source_received{source="x"} 7',
    'earshot_source_quarantined{source="x"} 2',
  ])
    expect(lines).toContain(line)
  await db.close()
})
