import { afterEach, expect, it } from 'vitest'
import { createConnectionCtx } from '../../../cli/connection-ctx.ts'
import { createXConnector } from '../../../connectors/x/connector.ts'
import { createSimulatedClock } from '../../../core/clock.ts'
import { silentLogger } from '../../../core/logger.ts'
import { createSeal } from '../../../core/seal.ts'
import type { TroubleKind } from '../../../core/trouble.ts'
import { createBatchWriter } from '../../../db/batch-writer.ts'
import { readSources } from '../../../db/figures.ts'
import { compileSources } from '../../../pipeline/compile-sources.ts'
import { createIngest } from '../../../pipeline/ingest.ts'
import { runConnection } from '../../../pipeline/run-connection.ts'
import { loadWatchList } from '../../../pipeline/watch-list.ts'
import { FOUR_KEYS } from '../../support/fake-x/desk.ts'
import { createFakeX } from '../../support/fake-x/server.ts'
import { plainReader } from '../../support/listening-desk.ts'
import { openMemory } from '../../support/made-database.ts'
import { createUntil } from '../../support/until.ts'

const START = Date.UTC(2026, 10, 19, 12)
const stop = new AbortController()
afterEach(() => stop.abort(new Error('the test is done')))

it('words of X run through the whole desk: matched again here, paid, paused at the limit with a gap and a notice', async () => {
  const clock = createSimulatedClock(START)
  const x = createFakeX(clock)
  x.addUser({ id: '7', username: 'mara', name: 'Mara', followers: 41 })
  const baseUrl = await x.start()
  const db = await openMemory({ clock })
  await db.kysely
    .insertInto('brand')
    .values({
      id: 'juniper',
      name: 'Juniper Coffee',
      description: '',
      profile: '{"handles":["@harborbeans"],"keywords":[],"not":[]}',
      zone: 'UTC',
      channel: 'C1',
      created_at: START,
    })
    .execute()
  await db.kysely
    .insertInto('query')
    .values({
      id: 'q1',
      brand_id: 'juniper',
      // X is asked for "juniper" alone: it knows neither beginnings of words nor nearness.
      source: 'juniper NEAR/3 coff*',
      enabled: 1,
      created_at: START,
      updated_at: START,
    })
    .execute()
  await db.kysely
    .insertInto('connection')
    .values({
      id: 'x',
      network: 'x',
      config: JSON.stringify({ monthlyCapUsd: 1 }),
      enabled: 1,
      created_at: START,
    })
    .execute()
  const watchList = await loadWatchList(db, compileSources)
  const ctxOf = await createConnectionCtx({
    db,
    clock,
    random: () => 0.5,
    log: silentLogger,
    seal: createSeal('a key for the tests only'),
    env: (name) => FOUR_KEYS[name],
    capUsd: new Map([['x', 1]]),
    allowPrivateAddresses: true,
  })
  const connector = createXConnector({
    userId: '900',
    handle: 'harborbeans',
    words: true,
    withAuthors: false,
    pollSeconds: 15,
    baseUrl,
  })
  const alerts: [TroubleKind, string][] = []
  const run = runConnection(
    {
      db,
      clock,
      random: () => 0.5,
      log: silentLogger,
      ingest: createIngest({
        db,
        writer: createBatchWriter(db),
        clock,
        understander: plainReader,
        watchList: () => watchList,
      }),
      connectionId: 'x',
      connector,
      createCtx: (signal, health) => ({ ...ctxOf('x', signal), health }),
      alert: (kind, text) => void alerts.push([kind, text]),
    },
    stop.signal,
  )
  const until = createUntil(clock, 1_000)
  const stateOf = async () => (await readSources(db.kysely, '2026-11'))[0]
  const texts = async () =>
    (await db.kysely.selectFrom('mention').select('text').orderBy('id').execute()).map(
      ({ text }) => text,
    )

  await until('live', async () => (await stateOf())?.state === 'live')
  x.addPost({ text: 'the juniper coffeehouse was cold', authorId: '7' })
  x.addPost({ text: 'juniper trees in the park', authorId: '7' })
  await until('the post', async () => (await texts()).length > 0)
  expect(await texts()).toEqual(['the juniper coffeehouse was cold'])

  let count = 0
  await until('the pause', async () => {
    if (alerts.length > 0) return true
    x.addPost({ text: `juniper number ${count++} in the park`, authorId: '7' })
    return false
  })
  expect(alerts).toEqual([
    ['gap', expect.stringMatching(/^x stops hearing some posts: The month’s limit/)],
  ])
  await until('the state', async () => (await stateOf())?.state === 'paused')
  const source = await stateOf()
  expect(source?.detail).toContain('paused')
  expect(source?.gaps).toEqual([expect.objectContaining({ to_at: Date.UTC(2026, 11, 1) })])
  expect(source?.usd).toBeGreaterThan(0.7)
  expect(source?.usd).toBeLessThanOrEqual(0.8)
  x.addPost({ text: '@harborbeans are you there?', authorId: '7' })
  await until('the tag', async () => (await texts()).includes('@harborbeans are you there?'))

  stop.abort(new Error('the test is done'))
  await run
  await db.close()
  await x.stop()
})
