import { afterEach } from 'vitest'
import type { Batch, Connector, Ctx, Cursor } from '../../connectors/connector.ts'
import { silentLogger } from '../../core/logger.ts'
import { runConnection } from '../../pipeline/run-connection.ts'
import { type Desk, OPEN_POLICY, openDesk } from '../support/listening-desk.ts'
import { createUntil } from '../support/until.ts'

export const MINUTE = 60_000

type Listen = (cursor: Cursor | null, ctx: Ctx, attempt: number) => AsyncIterable<Batch>

/** Follows connections for a file of tests; each ends with its test. */
export function createFollower() {
  const running: { abort: AbortController; ended: Promise<void> }[] = []
  afterEach(async () => {
    for (const { abort, ended } of running.splice(0)) {
      abort.abort(new Error('the test is done'))
      await ended
    }
  })

  /** A desk that follows one connection, and everything that could be noticed about it. */
  return async function follow(
    listen: Listen,
    options: { desk?: Desk; ingest?: Desk['ingest'] } = {},
  ) {
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
    return { desk, seen, abort, ended, health, keys, until: createUntil(desk.clock, 0) }
  }
}

/** Nothing more until the signal ends it. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  )
}

/** Items up to the `n`th place, and nothing behind. */
export const batch = (n: number, ...items: Batch['items']): Batch => ({
  items,
  cursor: { v: 1, n },
  caughtUp: true,
})
