import { NetworkError } from '../../core/errors.ts'
import type { Policy } from '../../core/policy.ts'
import type { Batch, Connector, Ctx, Cursor, Diagnosis } from '../connector.ts'
import { createXClient, type XClient } from './client.ts'
import type { Account } from './mention.ts'
import { X_LINK_WARNING, X_PRICES } from './prices.ts'
import { canReply, findReply, sendReply } from './reply.ts'
import { newerPostId, timeOfPostId } from './snowflake.ts'
import { type Range, REACH_OF_TIMELINE, readPage } from './timeline.ts'
import { weighText, X_MAX_CHARS } from './weigh.ts'

export interface XConfig {
  /** The account that listens and answers: its number and its name. */
  userId: string
  handle: string
  /** Another address than https://api.x.com, without a slash at its end. */
  baseUrl?: string
  /** Seconds between two looks; X allows one every 3 s. */
  pollSeconds?: number
  /** False leaves out authors' names and quoted posts, which may cost more than the mention itself. */
  withAuthors?: boolean
}

const POLICY: Policy = {
  mayStore: true,
  mayLinkIdentity: false,
  mayReply: 'if_tagged',
  mayDm: false,
  deletions: 'sweep',
  retentionDays: null,
  needsOptIn: false,
}

/** Where reading goes on: after a post, or from a time while no post has come yet. */
interface XCursor extends Cursor {
  v: 1
  sinceId?: string
  startTime?: number
}

/** X through the timeline of posts that mention us, read every minute. */
export function createXConnector(config: XConfig): Connector {
  const x = createXClient(config.baseUrl ?? 'https://api.x.com')
  const every = (config.pollSeconds ?? 60) * 1000
  const expand = config.withAuthors ?? true
  const us: Account = { id: config.userId, username: config.handle.replace(/^@/, '') }

  async function* readRange(range: Range, ctx: Ctx): AsyncGenerator<ReadSoFar> {
    let sofar = { count: 0, newestId: range.sinceId ?? null, oldestId: null as string | null }
    let token: string | undefined
    do {
      const page = await readPage(x, ctx, us, range, { token, expand })
      const { count, newestId, oldestId } = page
      sofar = {
        count: sofar.count + count,
        newestId: newestId === null ? sofar.newestId : newerPostId(sofar.newestId, newestId),
        oldestId: oldestId ?? sofar.oldestId,
      }
      token = page.next
      yield { ...sofar, items: page.items, costUsd: page.costUsd, last: token === undefined }
    } while (token !== undefined)
  }

  return {
    network: 'x',
    capabilities: () => ({
      policy: POLICY,
      backfill: { maxAgeMs: null },
      edits: true,
      maxReplyChars: X_MAX_CHARS,
    }),
    check: (ctx) => diagnose(x, us, ctx),

    async *listen(cursor, ctx) {
      let at = readCursor(cursor) ?? { v: 1 as const, startTime: ctx.clock.now() }
      if (cursor === null) yield { items: [], cursor: at, caughtUp: false }
      while (!ctx.signal.aborted) {
        const range: Range = at.sinceId === undefined ? { startTime: at.startTime ?? 0 } : at
        for await (const page of readRange(range, ctx)) {
          // Pages come newest first: before the last one is stored, nothing older may be skipped.
          const next = page.last && page.newestId ? { v: 1 as const, sinceId: page.newestId } : at
          yield toBatch(page, next, gapOf(page, at))
          at = next
        }
        if (!(await rested(ctx, every))) return
      }
    },

    async *backfill(from, ctx) {
      const start = 'since' in from ? { startTime: from.since } : readPast(from.cursor)
      for await (const page of readRange(start, ctx)) {
        const done = page.oldestId === null ? start : { ...start, untilId: page.oldestId }
        yield { ...toBatch(page, { v: 1, ...done }, undefined), caughtUp: page.last }
      }
    },

    canReply,
    reply: (to, text, _options, ctx) => sendReply(x, ctx, to, text),
    findReply: (to, text, options, ctx) => findReply(x, ctx, us, { to, text, options }),
    countReply: weighText,
    accountName: async () => `@${us.username}`,
  }
}

interface ReadSoFar {
  items: Batch['items']
  costUsd: number
  count: number
  newestId: string | null
  oldestId: string | null
  last: boolean
}

function toBatch(page: ReadSoFar, cursor: XCursor | Cursor, gap: Batch['gap']): Batch {
  const batch = { items: page.items, cursor, caughtUp: page.last, costUsd: page.costUsd }
  return gap === undefined ? batch : { ...batch, gap }
}

/** Where the timeline ended because X shows no more, not because we had reached our last post. */
function gapOf(page: ReadSoFar, at: XCursor): Batch['gap'] {
  if (!page.last || page.count < REACH_OF_TIMELINE || page.oldestId === null) return undefined
  const from = at.sinceId === undefined ? at.startTime : timeOfPostId(at.sinceId)
  const to = timeOfPostId(page.oldestId)
  if (from === undefined || from === null || to === null) return undefined
  return { from, to, why: `X shows only the newest ${REACH_OF_TIMELINE} posts that mention us.` }
}

function readCursor(cursor: Cursor | null): XCursor | null {
  if (cursor === null) return null
  const { sinceId, startTime } = cursor
  if (typeof sinceId === 'string' && timeOfPostId(sinceId) !== null) return { v: 1, sinceId }
  if (typeof startTime === 'number') return { v: 1, startTime }
  throw new NetworkError(
    'fatal',
    'The place where reading X stopped cannot be read. Start it anew.',
  )
}

function readPast(cursor: Cursor): Range {
  const { untilId, startTime } = cursor
  return {
    ...(typeof untilId === 'string' ? { untilId } : {}),
    ...(typeof startTime === 'number' ? { startTime } : {}),
  }
}

async function rested(ctx: Ctx, ms: number): Promise<boolean> {
  try {
    await ctx.clock.sleep(ms, ctx.signal)
    return true
  } catch (reason) {
    if (ctx.signal.aborted) return false
    throw reason
  }
}

async function askWhoWeAre(x: XClient, ctx: Ctx): Promise<Account> {
  const { data } = await x.call(ctx, 'read', (client) => client.v2.get('users/me'))
  if (typeof data?.id !== 'string' || typeof data?.username !== 'string')
    throw new NetworkError('transient', 'X did not say which account the keys belong to.')
  ctx.spend(X_PRICES.userRead)
  return { id: data.id, username: data.username }
}

async function diagnose(x: XClient, us: Account, ctx: Ctx): Promise<Diagnosis[]> {
  try {
    const found = await askWhoWeAre(x, ctx)
    if (found.id !== us.id)
      return [
        {
          level: 'fail',
          what: `The keys belong to @${found.username} (${found.id}), not to @${us.username} (${us.id}).`,
          mend: `Write userId: "${found.id}" and handle: "${found.username}", or use the keys of @${us.username}.`,
        },
      ]
    return [
      { level: 'ok', what: `X knows the account @${us.username}.` },
      {
        level: 'ok',
        what: `X lets us answer posts that tag or quote the account; all others open in X. ${X_LINK_WARNING}`,
      },
    ]
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    const mend =
      error.code === 'transient'
        ? 'Check the connection to the internet and try again.'
        : 'Run "earshot setup x" and follow its steps.'
    return [{ level: 'fail', what: error.message, mend }]
  }
}
