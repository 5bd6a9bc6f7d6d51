import { setTimeout as realTurn } from 'node:timers/promises'
import { parseQuery } from '../../../analysis/query/parse-query.ts'
import type {
  Batch,
  Connector,
  Ctx,
  Cursor,
  Item,
  StoredPost,
} from '../../../connectors/connector.ts'
import { createXConnector, type XConfig } from '../../../connectors/x/connector.ts'
import { createSimulatedClock } from '../../../core/clock.ts'
import { NetworkError } from '../../../core/errors.ts'
import type { Health } from '../../../core/health.ts'
import type { Mention } from '../../../core/mention.ts'
import { aCtx } from '../connector-ctx.ts'
import { createFakeX } from './server.ts'

const START = Date.UTC(2026, 10, 19, 13, 30)
const MAX_STEPS = 20_000
export const FOUR_KEYS: Readonly<Record<string, string>> = {
  EARSHOT_X_API_KEY: 'app-key',
  EARSHOT_X_API_SECRET: 'app-secret',
  EARSHOT_X_ACCESS_TOKEN: 'acc-token',
  EARSHOT_X_ACCESS_SECRET: 'acc-secret',
}

export interface Heard {
  batches: Batch[]
  items: Item[]
  errors: NetworkError[]
  cursor: Cursor | null
  mentions(): Mention[]
  texts(): string[]
  stop(): Promise<void>
}

/** A fake X with people, a connector that listens for words, and a small runner that starts again as the real one does. */
export async function openDesk(config: Partial<XConfig> = {}, startAt = START) {
  const clock = createSimulatedClock(startAt)
  const x = createFakeX(clock)
  x.addUser({ id: '7', username: 'mara', name: 'Mara', followers: 41 })
  x.addUser({ id: '8', username: 'ole', name: 'Ole', followers: 7 })
  const baseUrl = await x.start()
  const build = (more: Partial<XConfig> = {}) =>
    createXConnector({
      userId: '900',
      handle: 'harborbeans',
      words: true,
      baseUrl,
      ...config,
      ...more,
    })
  const secrets: Record<string, string> = { ...FOUR_KEYS }
  const health: Health[] = []
  const hearers: Heard[] = []
  const stop = new AbortController()
  const connector = build()
  const purse = { spentUsd: 0, capUsd: null as number | null }
  const world = {
    queries: ['juniper'] as string[],
    stored: [] as StoredPost[],
  }

  const ctxOf = (signal: AbortSignal = stop.signal): Ctx => ({
    ...aCtx(clock, signal, secrets).ctx,
    connectionId: 'x',
    spend: (usd) => {
      if (purse.capUsd !== null && purse.spentUsd + usd > purse.capUsd) return false
      purse.spentUsd += usd
      return true
    },
    budget: () => ({ ...purse }),
    health: (found) => void health.push(found),
    queries: async () =>
      world.queries.map((source, i) => ({ id: `q${i}`, root: parseQuery(source).root })),
    stored: async (below, limit) =>
      world.stored
        .filter(({ id }) => id < (below ?? Number.MAX_SAFE_INTEGER))
        .sort((a, b) => b.id - a.id)
        .slice(0, limit),
  })

  async function until(what: string, holds: () => boolean, stepMs = 1000): Promise<void> {
    for (let step = 0; step < MAX_STEPS; step++) {
      if (holds()) return
      await realTurn(1)
      if (holds()) return
      await clock.advance(stepMs)
    }
    throw new Error(`never happened: ${what}`)
  }

  function listen(cursor: Cursor | null = null, by: Connector = connector): Heard {
    const abort = new AbortController()
    const heard: Heard = {
      batches: [],
      items: [],
      errors: [],
      cursor,
      mentions: () => heard.items.flatMap((i) => (i.type === 'upsert' ? [i.mention] : [])),
      texts: () => heard.mentions().map(({ text }) => text),
      stop: async () => {
        abort.abort(new Error('the test is done'))
        await run
      },
    }
    const run = follow(heard, by, abort.signal)
    run.catch(() => {})
    hearers.push(heard)
    return heard
  }

  async function follow(heard: Heard, by: Connector, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const batch of by.listen(heard.cursor, ctxOf(signal))) {
          heard.batches.push(batch)
          heard.items.push(...batch.items)
          heard.cursor = JSON.parse(JSON.stringify(batch.cursor)) as Cursor
        }
      } catch (error) {
        if (signal.aborted) return
        if (!(error instanceof NetworkError)) throw error
        heard.errors.push(error)
        if (error.code !== 'transient' && error.code !== 'rate_limited') return
      }
      await clock.sleep(1000, signal).catch(() => {})
    }
  }

  return {
    clock,
    x,
    world,
    purse,
    secrets,
    health,
    connector,
    build,
    ctxOf,
    until,
    listen,
    /** Says something; `by` is a user's number. */
    say: (text: string, more: Parameters<typeof x.addPost>[0] | object = {}, by = '7') =>
      x.addPost({ text, authorId: by, ...more }),
    async listenLive(cursor: Cursor | null = null, by: Connector = connector): Promise<Heard> {
      const heard = listen(cursor, by)
      await until('caught up', () => heard.batches.some(({ caughtUp }) => caughtUp))
      return heard
    },
    async close(): Promise<void> {
      stop.abort()
      for (const heard of hearers) await heard.stop()
      await x.stop()
    },
  }
}

export type XDesk = Awaited<ReturnType<typeof openDesk>>
