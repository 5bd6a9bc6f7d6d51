import { parentPort, workerData } from 'node:worker_threads'
import { createLayeredUnderstander } from '../analysis/layers/layered-understander.ts'
import { systemClock } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import { createBatchWriter } from '../db/batch-writer.ts'
import { openDatabase } from '../db/database.ts'
import type { ThreadAnswer } from '../db/thread.ts'
import { compileSources } from './compile-sources.ts'
import type { WatchList } from './draft.ts'
import { createIngest } from './ingest.ts'
import { type IngestRequest, type IngestThreadData, unpackTask } from './ingest-messages.ts'
import { createMixReader } from './stream-mixes.ts'
import { loadWatchList } from './watch-list.ts'

/** Changed brands, queries and settings hold after this long. */
const RELOAD_MS = 5000

/** The thread that matches, understands and commits: however busy it is, Slack is answered at once. */
const { url, node, searchPath, weights } = workerData as IngestThreadData
const db = await openDatabase({
  url,
  clock: systemClock,
  node,
  migrate: false,
  ...(searchPath === null ? {} : { searchPath }),
})
const mixesAt = createMixReader(db)
let watchList = await readWatchList()
let loadedAt = systemClock.now()
const ingest = createIngest({
  db,
  writer: createBatchWriter(db),
  clock: systemClock,
  understander: createLayeredUnderstander(
    weights,
    ({ brand }) => watchList.layers?.get(brand?.id ?? ''),
    ({ brand }) => watchList.mixes?.get(brand?.id ?? ''),
  ),
  watchList: () => watchList,
})

let tail: Promise<void> = Promise.resolve()

parentPort?.on('message', (request: IngestRequest | 'close') => {
  tail = tail.then(() => (request === 'close' ? close() : answer(request)))
})

async function readWatchList(): Promise<WatchList> {
  return loadWatchList(db, compileSources, await mixesAt(systemClock.now()))
}

async function answer(request: IngestRequest): Promise<void> {
  parentPort?.postMessage(await take(request))
}

async function take({ id, bytes }: IngestRequest): Promise<ThreadAnswer> {
  try {
    if (systemClock.now() - loadedAt > RELOAD_MS) {
      watchList = await readWatchList()
      loadedAt = systemClock.now()
    }
    const { batch, options } = unpackTask(bytes)
    return { id, result: await ingest(batch, options) }
  } catch (error) {
    const { code } = error as { code?: unknown }
    return { id, error: messageOf(error), code: typeof code === 'string' ? code : undefined }
  }
}

async function close(): Promise<void> {
  await db.close()
  parentPort?.close()
}
