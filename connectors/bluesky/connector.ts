import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Mention } from '../../core/mention.ts'
import type { Batch, Connector, Ctx, Cursor, Item } from '../connector.ts'
import { sendRequest } from '../http.ts'
import { diagnose } from './check.ts'
import { createPopularity } from './engagement.ts'
import type { Aside, JetstreamCursor, Marks } from './jetstream.ts'
import { followJetstream } from './jetstream.ts'
import { createNotifications, type Notifications } from './notifications.ts'
import { createProfileReader } from './profiles.ts'
import { countGraphemes, findOwnReply, MAX_GRAPHEMES, sendReply } from './reply.ts'
import { createSession, jsonOf, SECRETS } from './session.ts'

export interface BlueskyConfig {
  /** Instances of the stream, tried in turn; the public four unless told. */
  hosts?: readonly string[]
  /** The server of the answering account. */
  baseUrl?: string
  /** Where profiles are read without an account; `baseUrl` where that is this machine. */
  appView?: string
  /** The account that answers; without one we only listen. */
  handle?: string
  /** DIDs of further accounts of ours. */
  ourDids?: readonly string[]
  /** The stream carries the whole network: what is not wanted is left out and its author never looked up. */
  wanted?: (mention: Mention) => boolean
}

const HOSTS = [
  'wss://jetstream2.us-east.bsky.network',
  'wss://jetstream1.us-east.bsky.network',
  'wss://jetstream2.us-west.bsky.network',
  'wss://jetstream1.us-west.bsky.network',
]

/** A handle that could not be looked up is not asked for at every reconnect. */
const ASK_AGAIN_MS = 60_000
const PUBLIC_VIEW = 'https://public.api.bsky.app'

/** Bluesky: every public post as it is written, deletions too, and answers through an account. */
export function createBlueskyConnector(config: BlueskyConfig): Connector {
  const { baseUrl = 'https://bsky.social' } = config
  const appView = config.appView ?? (isLoopback(baseUrl) ? baseUrl : PUBLIC_VIEW)
  const hosts = config.hosts ?? HOSTS
  const handle = config.handle?.replace(/^@/, '')
  const session = handle === undefined ? null : createSession({ service: baseUrl, handle })
  const { fillAuthors, forget } = createProfileReader(appView)
  const popularity = createPopularity(appView)
  let turn = 0
  let ownDid: string | null = null
  let askAgainAt = 0

  return {
    network: 'bluesky',
    capabilities: () => ({
      policy: {
        mayStore: true,
        mayLinkIdentity: true,
        mayReply: 'always',
        mayDm: false,
        deletions: 'push',
        retentionDays: null,
        needsOptIn: false,
      },
      backfill: false,
      edits: true,
      maxReplyChars: MAX_GRAPHEMES,
    }),
    check: (ctx) => diagnose({ hosts, session, handle }, ctx),
    listen,
    canReply(mention) {
      const openUrl = mention.url
      if (session === null)
        return { no: 'No Bluesky account is connected to answer with.', openUrl }
      if (mention.replyRef['uri'] !== undefined) return true
      return { no: 'This post came without what Bluesky needs for an answer.', openUrl }
    },
    countReply: countGraphemes,
    ...(session !== null && {
      reply: (to, text, options, ctx) => sendReply(session, to, text, options, ctx),
      findReply: (to, _text, options, ctx) => findOwnReply(session, to, options, ctx),
      accountName: async () => `@${handle ?? ''}`,
    }),
  }

  async function* listen(cursor: Cursor | null, ctx: Ctx): AsyncGenerator<Batch> {
    const host = hosts[turn % hosts.length] ?? ''
    try {
      const from = cursor?.v === 1 ? (cursor as JetstreamCursor) : null
      const dids = await ourDids(ctx)
      const speaks = session !== null && ctx.secrets.get(SECRETS.password) !== undefined
      const told = !speaks ? null : createNotifications(session, from?.seenAt ?? null)
      yield* followJetstream(from, {
        ctx,
        host,
        ourDids: dids,
        finish: (items) => finish(items, ctx),
        renamed: forget,
        aside: (marks) => readAside(told, marks, dids, ctx),
      })
    } catch (error) {
      // The next attempt goes to the next instance: times are the same at all of them.
      turn++
      throw error
    }
  }

  async function finish(items: readonly Item[], ctx: Ctx): Promise<readonly Item[]> {
    const { wanted } = config
    if (wanted === undefined) return items
    const kept = items.filter((item) => item.type !== 'upsert' || wanted(item.mention))
    return fillAuthors(kept, ctx)
  }

  /** Our notifications and what became of the posts that stand here; where they do not come, the stream goes on. */
  async function readAside(
    told: Notifications | null,
    before: Marks,
    dids: ReadonlySet<string>,
    ctx: Ctx,
  ): Promise<Aside> {
    const { items, checkedAt } = await popularity.due(ctx, before.checkedAt)
    const marks = { ...before, checkedAt }
    const context = { connectionId: ctx.connectionId, ourDids: dids, now: ctx.clock.now() }
    try {
      const named = await told?.due(ctx, context)
      items.push(...(named?.items ?? []))
      const seenAt = told?.seenAt ?? null
      return { items, gap: named?.gap ?? null, marks: { ...marks, ...(seenAt && { seenAt }) } }
    } catch (error) {
      const needsPerson = error instanceof NetworkError && error.code === 'auth'
      if (ctx.signal.aborted || needsPerson) throw error
      ctx.log.warn({ error: messageOf(error) }, 'notifications of Bluesky could not be read')
      return { items, gap: null, marks }
    }
  }

  /** Posts name us by DID: without ours a tag could not be told from a word. */
  async function ourDids(ctx: Ctx): Promise<ReadonlySet<string>> {
    if (handle !== undefined && ownDid === null && ctx.clock.now() >= askAgainAt) {
      ownDid = await resolveDid(handle, ctx)
      askAgainAt = ctx.clock.now() + ASK_AGAIN_MS
    }
    return new Set([...(config.ourDids ?? []), ...(ownDid === null ? [] : [ownDid])])
  }

  async function resolveDid(name: string, ctx: Ctx): Promise<string | null> {
    const url = new URL('/xrpc/com.atproto.identity.resolveHandle', appView)
    url.searchParams.set('handle', name)
    try {
      const { did } = jsonOf(await sendRequest(ctx, url.href, { service: 'Bluesky' }))
      if (typeof did === 'string') return did
      ctx.log.warn({ handle: name }, 'Bluesky knows no such handle')
    } catch (error) {
      ctx.log.warn({ handle: name, error: messageOf(error) }, 'the handle could not be looked up')
    }
    return null
  }
}

function isLoopback(url: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname)
}
