import { afterEach, expect, it } from 'vitest'
import type { Batch, Connector, Ctx, Cursor } from '../../connectors/connector.ts'
import { NetworkError } from '../../core/errors.ts'
import { silentLogger } from '../../core/logger.ts'
import { noteHeard } from '../../db/source-hours.ts'
import { runConnection } from '../../pipeline/run-connection.ts'
import { type Desk, NOON, OPEN_POLICY, openDesk, post } from '../support/listening-desk.ts'

const MINUTE = 60_000
const DAY = 86_400_000

type Listen = (cursor: Cursor | null, ctx: Ctx, attempt: number) => AsyncIterable<Batch>

const running: { abort: AbortController; ended: Promise<void> }[] = []
afterEach(async () => {
  for (const { abort, ended } of running.splice(0)) {
    abort.abort(new Error('the test is done'))
    await ended
  }
})

/** A desk that follows one connection, and everything that could be noticed about it. */
async function follow(listen: Listen, options: { desk?: Desk; ingest?: Desk['ingest'] } = {}) {
  const desk = options.desk ?? (await openDesk())
  const seen = {
    cursors: [] as (Cursor | null)[],
    times: [] as number[],
    alerts: [] as string[],
    well: [] as string[],
  }
  const connector: Connector = {
    network: 'bluesky',
    capabilities: () => ({
      policy: OPEN_POLICY,
      backfill: false,
      edits: true,
      maxReplyChars: null,
    }),
    check: async () => [],
    canReply: () => true,
    listen(cursor, ctx) {
      seen.cursors.push(cursor)
      seen.times.push(desk.clock.now())
      return listen(cursor, ctx, seen.cursors.length)
    },
  }
  const abort = new AbortController()
  const ended = runConnection(
    {
      db: desk.db,
      clock: desk.clock,
      random: () => 0.999,
      log: silentLogger,
      ingest: options.ingest ?? desk.ingest,
      connectionId: 'bsky',
      connector,
      createCtx: (signal, health) => ({ signal, health, clock: desk.clock }) as unknown as Ctx,
      alert: (_, what) => seen.alerts.push(what),
      recovered: (about) => seen.well.push(...about),
    },
    abort.signal,
  )
  running.push({ abort, ended })
  const health = () => desk.db.kysely.selectFrom('health').selectAll().executeTakeFirstOrThrow()
  const keys = async () =>
    (await desk.db.kysely.selectFrom('mention').select('key').orderBy('key').execute()).map(
      (row) => row.key,
    )
  await desk.clock.advance(0)
  return { desk, seen, abort, ended, health, keys }
}

/** Nothing more until the signal ends it. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  )
}

const batch = (n: number, ...items: Batch['items']): Batch => ({
  items,
  cursor: { v: 1, n },
  caughtUp: true,
})

/** The disk and the simulated clock take turns until it holds. */
async function until(desk: Desk, holds: () => Promise<boolean> | boolean, stepMs = 0) {
  for (let i = 0; i < 500; i++) {
    if (await holds()) return
    await desk.clock.advance(stepMs)
  }
  throw new Error('never happened')
}

it('starts from the stored cursor, and again after a break, so that nothing is lost', async () => {
  const run = await follow(async function* (cursor, ctx, attempt) {
    const n = (cursor?.['n'] as number | undefined) ?? 0
    yield batch(n + 1, post(String(n), `juniper ${n}`))
    if (attempt < 3) throw new NetworkError('transient', 'cut')
    await untilAborted(ctx.signal)
  })
  await until(run.desk, async () => (await run.keys()).length === 3, 1000)
  expect(run.seen.cursors).toEqual([null, { v: 1, n: 1 }, { v: 1, n: 2 }])
  await until(run.desk, async () => (await run.health()).state === 'live')
  expect(await run.health()).toMatchObject({ received: 3, quarantined: 0 })
})

it('calls itself live only after it has caught up', async () => {
  const desk = await openDesk()
  const states: string[] = []
  const look = async () => {
    const row = await desk.db.kysely.selectFrom('health').select('state').executeTakeFirst()
    states.push(row?.state ?? 'none')
  }
  await follow(
    async function* (_, ctx) {
      yield { ...batch(1, post('1', 'juniper')), caughtUp: false }
      await look()
      yield batch(2)
      await look()
      await untilAborted(ctx.signal)
    },
    { desk },
  )
  await until(desk, () => states.length === 2)
  expect(states).toEqual(['catching_up', 'live'])
})

it('waits longer after every failure, never over 15 minutes, and never hammers', async () => {
  const run = await follow(async function* () {
    yield* []
    throw new NetworkError('transient', 'refused')
  })
  await run.desk.clock.advance(2 * 60 * MINUTE)
  const waits = run.seen.times.slice(1).map((at, i) => at - (run.seen.times[i] ?? 0))
  expect(waits.length).toBeGreaterThan(8)
  expect(waits.length).toBeLessThan(25)
  expect(Math.max(...waits)).toBeLessThanOrEqual(15 * MINUTE)
  expect(waits[3] ?? 0).toBeGreaterThan(waits[0] ?? 0)
  expect((await run.health()).state).toBe('degraded')
})

it('waits as long as the network says', async () => {
  const run = await follow(async function* () {
    yield* []
    throw new NetworkError('rate_limited', 'slow down', { retryAt: NOON + 30 * MINUTE })
  })
  await until(run.desk, async () => (await run.health()).state === 'rate_limited')
  await run.desk.clock.advance(29 * MINUTE)
  expect(run.seen.times).toHaveLength(1)
  await run.desk.clock.advance(3 * MINUTE)
  expect(run.seen.times.length).toBeGreaterThan(1)
})

it('looks again after a day, and says so, when it is told to wait a month', async () => {
  const run = await follow(async function* (_, ctx, attempt) {
    yield* []
    if (attempt > 1) await untilAborted(ctx.signal)
    throw new NetworkError('rate_limited', 'slow down', { retryAt: NOON + 30 * DAY })
  })
  await until(run.desk, () => run.seen.alerts.length === 1)
  expect(run.seen.alerts[0]).toContain('more than a day')
  await run.desk.clock.advance(DAY + MINUTE)
  expect(run.seen.times).toHaveLength(2)
})

it('does not run hot when the limit it is told has already passed', async () => {
  const run = await follow(async function* () {
    yield* []
    throw new NetworkError('rate_limited', 'slow down', { retryAt: NOON - MINUTE })
  })
  await run.desk.clock.advance(10 * MINUTE)
  expect(run.seen.times.length).toBeLessThan(15)
})

it('stops and asks for a login when the token no longer holds', async () => {
  const run = await follow(async function* () {
    yield* []
    throw new NetworkError('auth', 'Sign in to the account again: earshot setup x')
  })
  await run.ended
  expect(await run.health()).toMatchObject({ state: 'needs_login' })
  expect(run.seen.alerts).toHaveLength(1)
  expect(run.seen.times).toHaveLength(1)
})

it('pauses when the paid volume is used up, and looks again each hour', async () => {
  const run = await follow(async function* () {
    yield* []
    throw new NetworkError('billing', 'The month is spent.')
  })
  await run.desk.clock.advance(150 * MINUTE)
  expect((await run.health()).state).toBe('paused')
  expect(run.seen.times).toHaveLength(3)
})

it('records a gap once and tells people', async () => {
  const gap = { from: NOON - DAY, to: NOON - MINUTE, why: 'the window is 36 hours' }
  const run = await follow(async function* (_, ctx, attempt) {
    yield { ...batch(attempt), gap }
    if (attempt === 1) throw new NetworkError('transient', 'cut')
    await untilAborted(ctx.signal)
  })
  await until(run.desk, () => run.seen.alerts.length === 2, 1000)
  const gaps = await run.desk.db.kysely.selectFrom('gap').selectAll().execute()
  expect(gaps).toMatchObject([{ from_at: gap.from, to_at: gap.to, why: gap.why }])
})

/** A desk whose source said something every hour of the last three weeks. */
async function openChattyDesk(): Promise<Desk> {
  const desk = await openDesk()
  for (let hour = 3 * 7 * 24; hour > 0; hour--)
    await noteHeard(desk.db.kysely, 'bsky', 6, NOON - hour * 60 * MINUTE)
  return desk
}

it('says when a connection is quieter than itself, by the rhythm of before a restart, until it speaks again', async () => {
  const old = post('1', 'juniper', { createdAt: NOON })
  const run = await follow(
    async function* (_, ctx) {
      yield batch(0, old)
      for (let i = 1; !ctx.signal.aborted; i++) {
        // A source that is asked tells its newest post again and again.
        yield batch(i, old)
        await ctx.clock.sleep(10 * MINUTE, ctx.signal)
        if (ctx.clock.now() > NOON + DAY)
          yield batch(i, post(`new ${i}`, 'juniper new', { createdAt: ctx.clock.now() }))
      }
    },
    { desk: await openChattyDesk() },
  )
  await run.desk.clock.advance(60 * MINUTE)
  expect(run.seen.alerts).toEqual([])
  await until(run.desk, () => run.seen.alerts.length === 1, 10 * MINUTE)
  expect(run.desk.clock.now()).toBeLessThan(NOON + DAY)
  expect(run.seen.alerts[0]).toContain(
    `quieter than usual. Nothing came since ${new Date(NOON).toISOString()}`,
  )
  await run.desk.clock.advance(60 * MINUTE)
  expect((await run.health()).state).toBe('quiet')
  expect(run.seen.well.filter((about) => about === 'quiet')).toHaveLength(1)
  await until(run.desk, async () => (await run.health()).state === 'live', 60 * MINUTE)
  expect(run.seen.well.filter((about) => about === 'quiet')).toHaveLength(2)
})

it('says that it has not answered for an hour, and when it answers again', async () => {
  const run = await follow(async function* (_, ctx, attempt) {
    if (ctx.clock.now() < NOON + 90 * MINUTE) throw new NetworkError('transient', 'answered 503')
    yield batch(attempt)
    await untilAborted(ctx.signal)
  })
  await run.desk.clock.advance(55 * MINUTE)
  expect(run.seen.alerts).toEqual([])
  await until(run.desk, () => run.seen.alerts.length > 0, MINUTE)
  expect(run.seen.alerts[0]).toContain('answered 503')
  expect(run.seen.well).toEqual([])
  await until(run.desk, () => run.seen.well.includes('away'), MINUTE)
  // Well, but nobody has spoken yet.
  expect(run.seen.well).not.toContain('quiet')
})

it('sets aside the one post that breaks the store three times, and moves on with the others', async () => {
  const desk = await openDesk()
  const run = await follow(
    async function* (cursor, ctx) {
      if (cursor === null) yield batch(1, post('before', 'juniper'), post('bad', 'juniper, how'))
      yield batch(2, post('good', 'juniper is fine'))
      await untilAborted(ctx.signal)
    },
    {
      desk,
      ingest: (b, o) =>
        b.items.some((i) => i.type === 'upsert' && i.mention.nativeId === 'bad')
          ? Promise.reject(new Error('the store broke'))
          : desk.ingest(b, o),
    },
  )
  await until(run.desk, async () => (await run.keys()).length === 2, 1000)
  expect(await run.keys()).toEqual(['bluesky::before', 'bluesky::good'])
  const letters = await desk.db.kysely.selectFrom('dead_letter').selectAll().execute()
  expect(letters).toMatchObject([{ source: 'bsky', reason: 'the store broke' }])
})

it.each(['transient', 'auth'] as const)(
  'outlives a full disk that takes no notes of a source that fails: %s',
  async (code) => {
    const desk = await openDesk()
    const run = await follow(
      async function* (_, ctx, attempt) {
        if (attempt === 1) {
          desk.db.sqlite?.pragma('query_only = 1')
          throw new NetworkError(code, 'no')
        }
        yield batch(1, post('1', 'juniper'))
        await untilAborted(ctx.signal)
      },
      { desk },
    )
    await desk.clock.advance(1000)
    desk.db.sqlite?.pragma('query_only = 0')
    await until(desk, async () => (await run.keys()).length === 1, 10_000)
    expect(run.seen.cursors).toEqual([null, null])
  },
)

it('keeps every post while the disk is full', async () => {
  const desk = await openDesk()
  let isFull = true
  const run = await follow(
    async function* (_, ctx) {
      yield batch(1, post('1', 'juniper'))
      await untilAborted(ctx.signal)
    },
    {
      desk,
      ingest: (b, o) =>
        isFull
          ? Promise.reject(Object.assign(new Error('full'), { code: 'SQLITE_FULL' }))
          : desk.ingest(b, o),
    },
  )
  await desk.clock.advance(60 * MINUTE)
  expect(await run.keys()).toEqual([])
  isFull = false
  await until(desk, async () => (await run.keys()).length === 1, MINUTE)
  expect(await desk.db.kysely.selectFrom('dead_letter').selectAll().execute()).toEqual([])
})

it('counts every post of a busy stream without writing its health with every batch', async () => {
  const desk = await openDesk()
  const times = new Set<number>()
  const run = await follow(
    async function* (_, ctx) {
      for (let i = 0; i < 100; i++) {
        yield batch(i, post(String(i), `juniper ${i}`))
        const row = await desk.db.kysely
          .selectFrom('health')
          .select('updated_at')
          .executeTakeFirst()
        times.add(row?.updated_at ?? 0)
        await ctx.clock.sleep(250, ctx.signal)
      }
      yield batch(100)
      throw new NetworkError('transient', 'cut')
    },
    { desk },
  )
  await until(desk, async () => (await run.health()).state === 'degraded', 250)
  expect((await run.health()).received).toBe(100)
  expect(times.size).toBeLessThan(10)
})

it('ends at once when it is stopped, and leaves nothing asleep', async () => {
  const run = await follow(async function* (_, ctx) {
    yield batch(1)
    await untilAborted(ctx.signal)
  })
  await until(run.desk, async () => (await run.health()).state === 'live')
  run.abort.abort(new Error('shutdown'))
  await run.ended
  expect(run.desk.clock.sleepers).toBe(0)
})
