import { afterEach, expect, it } from 'vitest'
import { createConnectionCtx } from '../../cli/connection-ctx.ts'
import { followConnections } from '../../cli/follow-connections.ts'
import { createHackerNewsConnector } from '../../connectors/hackernews/connector.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import { NetworkError } from '../../core/errors.ts'
import { silentLogger } from '../../core/logger.ts'
import { createSeal } from '../../core/seal.ts'
import { until } from '../support/demo-desk.ts'
import { NOON, openDesk } from '../support/listening-desk.ts'

const stop = new AbortController()
afterEach(() => stop.abort())

it('a login that somebody made beside the desk is taken up without a new start', async () => {
  const clock = createSimulatedClock(NOON)
  const desk = await openDesk({ clock })
  const deps = {
    db: desk.db,
    clock,
    random: () => 0.5,
    log: silentLogger,
    seal: createSeal('a key for the tests only'),
    env: () => undefined,
    capUsd: new Map(),
    allowPrivateAddresses: false,
  }
  // Two processes: the desk, and the command that takes the address from the browser.
  const ofDesk = await createConnectionCtx(deps)
  const ofCommand = await createConnectionCtx(deps)
  const tried: (string | undefined)[] = []
  const connector = {
    ...createHackerNewsConnector({ query: 'unused' }),
    async *listen(_from: unknown, ctx: ReturnType<typeof ofDesk>) {
      const token = ctx.secrets.get('EARSHOT_X_ACCESS_TOKEN')
      tried.push(token)
      if (token !== 'fresh') throw new NetworkError('auth', 'The login has ended.')
      yield { items: [], cursor: { v: 1 as const }, caughtUp: true }
      await clock.sleep(86_400_000, ctx.signal)
    },
  }
  const bell = { next: () => new AbortController().signal }
  const following = followConnections(
    { ...deps, connectors: new Map([['x', connector]]), ctxOf: ofDesk },
    desk.ingest,
    bell,
    stop.signal,
  )
  const state = async () =>
    (await desk.db.kysely.selectFrom('health').select('state').executeTakeFirst())?.state
  await until(async () => (await state()) === 'needs_login')
  await until(() => clock.sleepers > 0)
  await clock.advance(600_000)
  expect(tried).toEqual([undefined])
  // Of another connection: no reason to try again.
  const other = ofCommand('y', stop.signal).secrets
  await other.put({ EARSHOT_X_ACCESS_TOKEN: 'fresh' })
  await clock.advance(60_000)
  expect(tried).toEqual([undefined])
  await ofCommand('x', stop.signal).secrets.put({ EARSHOT_X_ACCESS_TOKEN: 'fresh' })
  await until(async () => {
    await clock.advance(5000)
    return (await state()) === 'live'
  })
  expect(tried).toEqual([undefined, 'fresh'])
  stop.abort(new Error('the test is done'))
  await Promise.all(following)
  await desk.db.close()
})
