import { expect, it } from 'vitest'
import { createReadiness } from '../../cli/readiness.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import { silentLogger } from '../../core/logger.ts'
import { openMemory } from '../support/made-database.ts'

it('is not ready while nothing can be written, and ready again without a restart', async () => {
  const clock = createSimulatedClock(1_000_000)
  const db = await openMemory({ clock })
  const ready = createReadiness({ db, clock, log: silentLogger })
  expect(await ready()).toEqual({ ok: true, detail: 'ready' })
  db.sqlite?.pragma('query_only = 1')
  expect((await ready()).ok).toBe(true)
  await clock.advance(2000)
  expect(await ready()).toEqual({ ok: false, detail: 'the database cannot be written' })
  db.sqlite?.pragma('query_only = 0')
  await clock.advance(2000)
  expect((await ready()).ok).toBe(true)
  await db.close()
})
