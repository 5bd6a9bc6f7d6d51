import type { Batch, Capabilities, Connector, Ctx, Item } from '../../connectors/connector.ts'
import { type Mention, mentionKey } from '../../core/mention.ts'
import type { Network } from '../../core/network.ts'
import type { DemoPost } from './demo-posts.ts'

const DAY_MS = 86_400_000

/** These take an answer for a day, as in life. */
const WINDOWED: ReadonlySet<Network> = new Set(['instagram', 'facebook'])

/** An answer that landed in the demo's make-believe network. */
export interface DemoReply {
  network: Network
  to: string
  /** Words of the post that it answers. */
  said: string
  text: string
  at: number
}

/** A post and its place in the whole play, so that networks take turns. */
export interface PlannedPost {
  index: number
  post: DemoPost
  /** When it was said, epoch ms; null for one that is said in the play. */
  at: number | null
}

export interface DemoPlan {
  posts: readonly PlannedPost[]
  /** Posts before this index are the past. */
  liveFrom: number
  /** Length of the whole live part, ms. */
  liveMs: number
  total: number
}

const CAPABILITIES: Capabilities = {
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
  maxReplyChars: 500,
}

/** A network of the demo: plays its bundled posts through the real pipeline and keeps the answers. */
export function createDemoConnector(
  network: Network,
  plan: DemoPlan,
  replies: DemoReply[],
): Connector {
  return {
    network,
    capabilities: () => ({
      ...CAPABILITIES,
      policy: { ...CAPABILITIES.policy, needsOptIn: network === 'discord' },
    }),
    check: async () => [{ level: 'ok', what: 'The demo needs no account.' }],
    listen: (cursor, ctx) => play(network, plan, Number(cursor?.['next'] ?? 0), ctx),
    canReply: () => true,
    ...(WINDOWED.has(network)
      ? { replyUntil: ({ postedAt }: { postedAt: number }) => postedAt + DAY_MS }
      : {}),
    countReply: (text) => [...text].length,
    accountName: async () => '@junipercoffee',
    async reply(to, text, options, ctx) {
      const said =
        plan.posts.find(({ index }) => nativeIdOf(index) === to.nativeId)?.post.text ?? ''
      replies.push({ network, to: to.nativeId, said, text, at: ctx.clock.now() })
      return { nativeId: `demo-reply-${options.idempotencyKey}`, url: null }
    },
    async findReply(to, text) {
      const found = replies.find((r) => r.to === to.nativeId && r.text === text)
      return found === undefined ? null : { nativeId: `demo-reply-${found.at}`, url: null }
    },
  }
}

async function* play(
  network: Network,
  plan: DemoPlan,
  next: number,
  ctx: Ctx,
): AsyncGenerator<Batch> {
  const begin = ctx.clock.now()
  const past = plan.posts.filter(({ index }) => index >= next && index < plan.liveFrom)
  yield {
    items: past.map(({ index, post, at }) => upsert(network, index, post, at ?? begin, ctx)),
    cursor: { v: 1, next: Math.max(next, plan.liveFrom) },
    caughtUp: true,
  }
  const gap = plan.liveMs / Math.max(1, plan.total - plan.liveFrom)
  for (const { index, post } of plan.posts) {
    if (index < Math.max(next, plan.liveFrom)) continue
    const due = begin + (index - plan.liveFrom) * gap
    await ctx.clock.sleep(Math.max(0, due - ctx.clock.now()), ctx.signal)
    yield {
      items: [upsert(network, index, post, ctx.clock.now(), ctx)],
      cursor: { v: 1, next: index + 1 },
      caughtUp: true,
    }
  }
  // The play is over; a network would stay connected, so this one does.
  await ctx.clock.sleep(2 ** 31 - 1, ctx.signal)
}

function upsert(network: Network, index: number, post: DemoPost, at: number, ctx: Ctx): Item {
  const id = nativeIdOf(index)
  const mention: Mention = {
    key: mentionKey(network, 'demo', id),
    network,
    connectionId: ctx.connectionId,
    nativeId: id,
    revision: '1',
    kind: network === 'google_business' ? 'review' : 'post',
    trigger: network === 'google_business' ? 'review' : 'keyword',
    url: null,
    text: post.text,
    lang: post.lang,
    author: {
      id: post.handle,
      handle: post.handle,
      name: post.name,
      followers: post.followers,
      verified: null,
      isBot: null,
      isSelf: false,
    },
    parents: {},
    media: [],
    links: [],
    hashtags: [],
    mentionedHandles: [...post.text.matchAll(/@(\w+)/g)].map((found) => found[1] ?? ''),
    metrics: { ...post.drew, asOf: ctx.clock.now() },
    rating: null,
    visibility: network === 'discord' ? 'community' : 'public',
    sensitive: false,
    createdAt: at,
    editedAt: null,
    observedAt: at,
    receivedAt: ctx.clock.now(),
    replyRef: {},
  }
  return { type: 'upsert', mention }
}

function nativeIdOf(index: number): string {
  return `demo-${index}`
}
