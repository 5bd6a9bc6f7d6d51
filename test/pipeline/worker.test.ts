import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readWeights } from '../../cli/weights.ts'
import { systemClock } from '../../core/clock.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { createIngestWorker, type IngestWorker } from '../../pipeline/worker.ts'
import { batchOf, OPEN_POLICY, openDesk, post } from '../support/listening-desk.ts'

const options = { connectionId: 'bsky', policy: OPEN_POLICY }
// A thread reads its modules anew each time, which takes seconds on a busy machine.
let folder: string
let db: Database
let worker: IngestWorker

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-worker-'))
  const url = join(folder, 'earshot.db')
  db = await openDatabase({ url, clock: systemClock })
  await openDesk({ db })
  worker = createIngestWorker({ url, node: 1, searchPath: null, weights: readWeights() })
})
afterEach(async () => {
  await worker.close()
  await db.close()
  rmSync(folder, { recursive: true, force: true })
})

it('stores on another thread what this thread reads, with the true language of queries', async () => {
  const now = systemClock.now()
  const result = await worker.ingest(
    batchOf([
      post('1', 'Juniper gave me a cold flat white and would not refund it.', { createdAt: now }),
      post('2', 'Nothing about anybody.', { createdAt: now }),
    ]),
    options,
  )
  expect(result).toMatchObject({ inserted: 1, dropped: 1, failed: 0 })
  const rows = await db.kysely.selectFrom('mention').select('key').execute()
  expect(rows).toEqual([{ key: 'bluesky::1' }])
})

it('takes batches in the order they were given', async () => {
  const now = systemClock.now()
  const batches = Array.from({ length: 10 }, (_, i) =>
    batchOf([post(String(i), `juniper number ${i}`, { createdAt: now, by: `guest${i}` })]),
  )
  await Promise.all(
    batches.map((batch, n) => worker.ingest({ ...batch, cursor: { v: 1, n } }, options)),
  )
  const cursor = await db.kysely.selectFrom('cursor').select('value').executeTakeFirst()
  expect(cursor?.value).toBe('{"v":1,"n":9}')
})

it('finishes what it was given before it closes', async () => {
  const stored = worker.ingest(
    batchOf([post('1', 'juniper again', { createdAt: systemClock.now() })]),
    options,
  )
  await worker.close()
  expect(await stored).toMatchObject({ inserted: 1 })
})
