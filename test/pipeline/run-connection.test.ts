import { expect, it } from 'vitest'
import { NetworkError } from '../../core/errors.ts'
import { DAY, NOON, openDesk, post } from '../support/listening-desk.ts'
import { batch, createFollower, MINUTE, untilAborted } from './follow-connection.ts'

const follow = createFollower()

it('starts from the stored cursor, and again after a break, so that nothing is lost', async () => {
  const run = await follow(async function* (cursor, ctx, attempt) {
    const n = (cursor?.['n'] as number | undefined) ?? 0
    yield batch(n + 1, post(String(n), `juniper ${n}`))
    if (attempt < 3) throw new NetworkError('transient', 'cut')
    await untilAborted(ctx.signal)
  })
  await run.until('three posts are kept', async () => (await run.keys()).length === 3, 1000)
  expect(run.seen.cursors).toEqual([null, { v: 1, n: 1 }, { v: 1, n: 2 }])
  await run.until('it is live', async () => (await run.health()).state === 'live')
  expect(await run.health()).toMatchObject({ received: 3, quarantined: 0 })
})

it('calls itself live only after it has caught up', async () => {
  const desk = await openDesk()
  const states: string[] = []
  const look = async () => {
    const row = await desk.db.kysely.selectFrom('health').select('state').executeTakeFirst()
    states.push(row?.state ?? 'none')
  }
  const run = await follow(
    async function* (_, ctx) {
      yield { ...batch(1, post('1', 'juniper')), caughtUp: false }
      await look()
      yield batch(2)
      await look()
      await untilAborted(ctx.signal)
    },
    { desk },
  )
  await run.until('both states were seen', () => states.length === 2)
  expect(states).toEqual(['catching_up', 'live'])
})

it('records a gap once and tells people', async () => {
  const gap = { from: NOON - DAY, to: NOON - MINUTE, why: 'the window is 36 hours' }
  const run = await follow(async function* (_, ctx, attempt) {
    yield { ...batch(attempt), gap }
    if (attempt === 1) throw new NetworkError('transient', 'cut')
    await untilAborted(ctx.signal)
  })
  await run.until('the gap is told again', () => run.seen.alerts.length === 2, 1000)
  const gaps = await run.desk.db.kysely.selectFrom('gap').selectAll().execute()
  expect(gaps).toMatchObject([{ from_at: gap.from, to_at: gap.to, why: gap.why }])
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
  await run.until('both good posts are kept', async () => (await run.keys()).length === 2, 1000)
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
    await run.until('the post is kept', async () => (await run.keys()).length === 1, 10_000)
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
  await run.until('the post is kept', async () => (await run.keys()).length === 1, MINUTE)
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
  await run.until('the stream breaks', async () => (await run.health()).state === 'degraded', 250)
  expect((await run.health()).received).toBe(100)
  expect(times.size).toBeLessThan(10)
})

it('ends at once when it is stopped, and leaves nothing asleep', async () => {
  const run = await follow(async function* (_, ctx) {
    yield batch(1)
    await untilAborted(ctx.signal)
  })
  await run.until('it is live', async () => (await run.health()).state === 'live')
  run.abort.abort(new Error('shutdown'))
  await run.ended
  expect(run.desk.clock.sleepers).toBe(0)
})
