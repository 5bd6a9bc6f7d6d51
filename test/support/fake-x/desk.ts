import { parseQuery } from '../../../analysis/query/parse-query.ts'
import type { Ctx, StoredPost } from '../../../connectors/connector.ts'
import { createXConnector, type XConfig } from '../../../connectors/x/connector.ts'
import { createSimulatedClock } from '../../../core/clock.ts'
import type { Health } from '../../../core/health.ts'
import { aCtx } from '../connector-ctx.ts'
import { createHearing } from '../hearing.ts'
import { createUntil } from '../until.ts'
import { createFakeX } from './server.ts'

const START = Date.UTC(2026, 10, 19, 13, 30)
export const FOUR_KEYS: Readonly<Record<string, string>> = {
  EARSHOT_X_API_KEY: 'app-key',
  EARSHOT_X_API_SECRET: 'app-secret',
  EARSHOT_X_ACCESS_TOKEN: 'acc-token',
  EARSHOT_X_ACCESS_SECRET: 'acc-secret',
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

  const until = createUntil(clock, 1000)
  const hearing = createHearing({ clock, connector, ctxOf, until })

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
    listen: hearing.listen,
    listenLive: hearing.listenLive,
    /** Says something; `by` is a user's number. */
    say: (text: string, more: Parameters<typeof x.addPost>[0] | object = {}, by = '7') =>
      x.addPost({ text, authorId: by, ...more }),
    async close(): Promise<void> {
      stop.abort()
      await hearing.stop()
      await x.stop()
    },
  }
}

export type XDesk = Awaited<ReturnType<typeof openDesk>>
