import { expect, it } from 'vitest'
import { NetworkError } from '../../core/errors.ts'
import { noteHeard } from '../../db/source-hours.ts'
import { DAY, type Desk, NOON, openDesk, post } from '../support/listening-desk.ts'
import { batch, createFollower, MINUTE, untilAborted } from './follow-connection.ts'

const follow = createFollower()

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
  await run.until('the limit is noted', async () => (await run.health()).state === 'rate_limited')
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
  await run.until('the long wait is told', () => run.seen.alerts.length === 1)
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
  await run.until('the quiet is told', () => run.seen.alerts.length === 1, 10 * MINUTE)
  expect(run.desk.clock.now()).toBeLessThan(NOON + DAY)
  expect(run.seen.alerts[0]).toContain(
    `quieter than usual. Nothing came since ${new Date(NOON).toISOString()}`,
  )
  await run.desk.clock.advance(60 * MINUTE)
  expect((await run.health()).state).toBe('quiet')
  expect(run.seen.well.filter((about) => about === 'quiet')).toHaveLength(1)
  await run.until(
    'it is live again',
    async () => (await run.health()).state === 'live',
    60 * MINUTE,
  )
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
  await run.until('the hour is told', () => run.seen.alerts.length > 0, MINUTE)
  expect(run.seen.alerts[0]).toContain('answered 503')
  expect(run.seen.well).toEqual([])
  await run.until('it is well again', () => run.seen.well.includes('away'), MINUTE)
  // Well, but nobody has spoken yet.
  expect(run.seen.well).not.toContain('quiet')
})

/** A desk whose source said something every hour of the last three weeks. */
async function openChattyDesk(): Promise<Desk> {
  const desk = await openDesk()
  for (let hour = 3 * 7 * 24; hour > 0; hour--)
    await noteHeard(desk.db.kysely, 'bsky', 6, NOON - hour * 60 * MINUTE)
  return desk
}
