import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Batch, Connector, Ctx, Cursor, Diagnosis, Gap, Item } from '../connector.ts'
import type { HttpWorld } from '../http.ts'
import type { Resolve } from '../safe-fetch.ts'
import { createSafeFetch } from '../safe-fetch.ts'
import type { FeedState } from './poll-feed.ts'
import { pollFeed } from './poll-feed.ts'

export interface FeedsConfig {
  /** Addresses of RSS, Atom or JSON feeds, Google Alerts among them. */
  urls: readonly string[]
  /** Between two looks at a feed; 10 minutes unless told. */
  everyMs?: number
  resolve?: Resolve
}

const EVERY_MS = 10 * 60_000
const NONE_LEFT =
  'Every feed of this connection is gone for good. Write other addresses, or take it out of earshot.yaml.'

interface FeedsCursor extends Cursor {
  v: 1
  feeds: Readonly<Record<string, FeedState>>
}

/** Blogs, news and alert services by their feeds. Private addresses are never fetched, also after redirects. */
export function createFeedsConnector(config: FeedsConfig): Connector {
  const everyMs = config.everyMs ?? EVERY_MS
  return {
    network: 'feed',
    capabilities: () => ({
      policy: {
        mayStore: true,
        mayLinkIdentity: true,
        mayReply: 'never',
        mayDm: false,
        deletions: 'sweep',
        retentionDays: null,
        needsOptIn: false,
      },
      backfill: false,
      edits: true,
      maxReplyChars: null,
    }),
    async check(ctx) {
      const found: Diagnosis[] = []
      for (const url of config.urls) found.push(await checkFeed(url, ctx))
      return found
    },
    listen: (cursor, ctx) => listen(cursor, ctx),
    canReply: (mention) => ({
      no: 'A web page cannot be answered from here. Open it to comment there.',
      openUrl: mention.url,
    }),
  }

  function worldOf(ctx: Ctx): HttpWorld {
    const { allowPrivateAddresses } = ctx
    const { resolve } = config
    const fetch = createSafeFetch({ allowPrivateAddresses, ...(resolve && { resolve }) })
    return { fetch, clock: ctx.clock, signal: ctx.signal }
  }

  async function checkFeed(url: string, ctx: Ctx): Promise<Diagnosis> {
    try {
      const to = { connectionId: ctx.connectionId, everyMs }
      const { state } = await pollFeed(url, newState(url), worldOf(ctx), to)
      if (!state.gone) return { level: 'ok', what: `${url} is a feed.` }
      return { level: 'fail', what: `${url} is gone for good.`, mend: 'Take it off the list.' }
    } catch (error) {
      const mend = 'Open the address in a browser and copy the address of its feed.'
      return { level: 'fail', what: `${url}: ${messageOf(error)}`, mend }
    }
  }

  async function* listen(from: Cursor | null, ctx: Ctx): AsyncGenerator<Batch> {
    const states = new Map(config.urls.map((url) => [url, savedState(from, url) ?? newState(url)]))
    const silent = new Set<string>()
    const world = worldOf(ctx)
    while (!ctx.signal.aborted) {
      const batch = await lookAround(states, silent, world, ctx)
      const open = [...states.values()].filter((state) => !state.gone)
      // Nothing can have come with it, and a source without feeds must not look well for a moment.
      if (open.length === 0) throw new NetworkError('fatal', NONE_LEFT)
      yield batch
      const next = Math.min(...open.map((state) => state.nextAt))
      const pause = Math.max(1_000, next - ctx.clock.now())
      await ctx.clock.sleep(pause, ctx.signal)
    }
  }

  /**
   * One look at every feed that is due. One that fails waits, and is one of the `silent` until it answers; when all
   * are silent the connection has failed.
   */
  async function lookAround(
    states: Map<string, FeedState>,
    silent: Set<string>,
    world: HttpWorld,
    ctx: Ctx,
  ): Promise<Batch> {
    const items: Item[] = []
    const gaps: Gap[] = []
    let failure: NetworkError | null = null
    for (const [url, before] of states) {
      if (before.gone || before.nextAt > ctx.clock.now()) continue
      try {
        const poll = await pollFeed(url, before, world, { connectionId: ctx.connectionId, everyMs })
        states.set(url, poll.state)
        items.push(...poll.items)
        if (poll.gap !== undefined) gaps.push(poll.gap)
        if (poll.state.gone) ctx.log.warn({ url }, 'a feed is gone for good')
        silent.delete(url)
      } catch (error) {
        if (ctx.signal.aborted || !(error instanceof NetworkError)) throw error
        failure ??= error
        silent.add(url)
        states.set(url, { ...before, nextAt: error.retryAt ?? ctx.clock.now() + everyMs })
        ctx.log.warn({ url, code: error.code }, 'a feed did not answer')
      }
    }
    const isAnySpeaking = [...states].some(([url, { gone }]) => !gone && !silent.has(url))
    if (failure !== null && !isAnySpeaking) throw failure
    const cursor: FeedsCursor = { v: 1, feeds: Object.fromEntries(states) }
    const gap = gaps[0]
    return { items, cursor, caughtUp: true, ...(gap && { gap }) }
  }
}

function newState(url: string): FeedState {
  return { url, etag: null, modified: null, seen: {}, lookedAt: null, nextAt: 0, gone: false }
}

/** Where we stood with a feed; also one that was gone is asked once more by whoever begins anew. */
function savedState(cursor: Cursor | null, url: string): FeedState | null {
  const saved = cursor?.v === 1 ? (cursor as FeedsCursor).feeds[url] : undefined
  return saved === undefined ? null : { ...saved, gone: false }
}
