import { systemClock } from '../../core/clock.ts'
import { createBatchWriter } from '../../db/batch-writer.ts'
import { openDatabase } from '../../db/database.ts'
import { createIngest } from '../../pipeline/ingest.ts'
import { loadWatchList } from '../../pipeline/watch-list.ts'
import { NOON, OPEN_POLICY, plainReader, plainWords, post } from './listening-desk.ts'

/** A process that hears ten posts a batch, from its stored cursor on, until it is killed. */
const BATCH = 10
const [, , url = ''] = process.argv
const db = await openDatabase({ url, clock: systemClock })
const watchList = await loadWatchList(db, plainWords)
const ingest = createIngest({
  db,
  writer: createBatchWriter(db),
  clock: systemClock,
  understander: plainReader,
  watchList: () => watchList,
})
const row = await db.kysely.selectFrom('cursor').select('value').executeTakeFirst()
let n = row === undefined ? 0 : (JSON.parse(row.value) as { n: number }).n
for (;;) {
  const items = Array.from({ length: BATCH }, (_, i) =>
    post(String(n + i), `juniper is awful ${n + i}`, { by: `guest${n + i}`, createdAt: NOON }),
  )
  n += BATCH
  process.stdout.write(`hearing ${n}\n`)
  await ingest(
    { items, cursor: { v: 1, n }, caughtUp: true },
    { connectionId: 'bsky', policy: OPEN_POLICY, history: false },
  )
}
