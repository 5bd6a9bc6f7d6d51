import type { Policy } from '../../core/policy.ts'
import type { Batch, Connector, Ctx, Cursor } from '../connector.ts'
import { isUsableSecret } from '../hook-signature.ts'
import { createAccountReader, readPrivate, readServerTime } from './account.ts'
import { checkGitHub } from './check.ts'
import { createClient, TOKEN } from './client.ts'
import { HOOK_SECRET, itemsOfEvent, judgeEvent } from './hooks.ts'
import { lookAround } from './look.ts'
import { recall } from './memory.ts'
import type { MentionContext } from './mention.ts'
import { findOwnReply, MAX_COMMENT, sendReply } from './reply.ts'
import { sourcesOf } from './sources.ts'
import { sweep } from './sweep.ts'

export interface GitHubConfig {
  /** owner/name of the repositories that are read whole. */
  repositories: readonly string[]
  /** Words to look for everywhere, as one would type them into GitHub's search. */
  search?: string
  /** The account that answers; its token is in EARSHOT_GITHUB_TOKEN. Without it we only listen. */
  account?: string
  pollSeconds?: number
  /** Another address than https://api.github.com. */
  baseUrl?: string
}

const PUBLIC = 'https://api.github.com'
/** Without an account 60 questions an hour must do. */
const EVERY_S = { withToken: 60, without: 600 }
/** How often the door is looked at for new events. */
const DOOR_MS = 500
const AT_ONCE = 50
const POLICY: Policy = {
  mayStore: true,
  mayLinkIdentity: true,
  mayReply: 'always',
  mayDm: false,
  deletions: 'sweep',
  retentionDays: null,
  needsOptIn: false,
}

/** Issues, comments and discussions of GitHub: asked for, and by webhook at once; answers as comments. */
export function createGitHubConnector(config: GitHubConfig): Connector {
  const { baseUrl = PUBLIC, account } = config
  const client = createClient(baseUrl)
  const scope = baseUrl === PUBLIC ? '' : new URL(baseUrl).host
  const readAccount = createAccountReader(client)
  const ours = new Set(config.repositories.map((repo) => repo.toLowerCase()))

  async function contextFor(ctx: Ctx): Promise<MentionContext> {
    const me = await readAccount(ctx)
    const own = account === undefined ? null : { id: null, login: account }
    const { connectionId, clock } = ctx
    return { connectionId, scope, now: clock.now(), own: me ?? own }
  }

  async function* listen(from: Cursor | null, ctx: Ctx): AsyncGenerator<Batch> {
    const memory = recall(from)
    const hasToken = ctx.secrets.get(TOKEN) !== undefined
    const hasDoor = isUsableSecret(ctx.secrets.get(HOOK_SECRET))
    const every = config.pollSeconds ?? (hasToken ? EVERY_S.withToken : EVERY_S.without)
    const mentions = await contextFor(ctx)
    const closed = hasToken
      ? await readPrivate(client, config.repositories, ctx)
      : new Set<string>()
    const sources = sourcesOf(config, hasToken, closed)
    if (from === null) {
      const since = await readServerTime(client, ctx)
      for (const { name } of sources) memory.streams[name] = { since, etag: null }
      yield { items: [], cursor: memory.cursor(), caughtUp: false }
    }
    let caughtUp = false
    let lookAt = 0
    while (!ctx.signal.aborted) {
      mentions.now = ctx.clock.now()
      if (hasDoor) yield* hear()
      if (ctx.clock.now() >= lookAt) {
        for await (const part of lookAround(client, sources, memory, { ctx, mentions })) {
          yield { ...part, cursor: memory.cursor(), caughtUp }
          if (hasDoor) yield* hear()
        }
        const items = hasToken ? await sweep(client, memory, { ctx, mentions, closed }) : []
        caughtUp = true
        yield { items, cursor: memory.cursor(), caughtUp }
        lookAt = ctx.clock.now() + every * 1000
      }
      const pause = hasDoor ? DOOR_MS : Math.max(1000, lookAt - ctx.clock.now())
      await ctx.clock.sleep(pause, ctx.signal).catch(() => {})
    }

    async function* hear(): AsyncGenerator<Batch> {
      for (;;) {
        const found = (await ctx.deliveries?.read(memory.after, AT_ONCE)) ?? []
        const last = found.at(-1)
        if (last === undefined) return
        memory.after = last.seq
        const items = found.flatMap(({ kind, body, receivedAt }) =>
          itemsOfEvent(kind, body, { ...mentions, now: receivedAt }),
        )
        for (const item of items) memory.note(item)
        yield { items, cursor: memory.cursor(), caughtUp }
        // Asked for more: what was yielded is stored.
        await ctx.deliveries?.finish(memory.after)
      }
    }
  }

  return {
    network: 'github',
    capabilities: () => ({
      policy: account === undefined ? { ...POLICY, mayReply: 'never' } : POLICY,
      backfill: false,
      edits: true,
      maxReplyChars: MAX_COMMENT,
    }),
    check: (ctx) => checkGitHub(config, client, readAccount, ctx),
    listen,
    webhook: (request, ctx) =>
      judgeEvent(
        request,
        ctx.secrets.get(HOOK_SECRET),
        (repo) => ours.size === 0 || ours.has(repo.toLowerCase()),
      ),
    canReply({ url, replyRef }) {
      if (account === undefined)
        return { no: 'No GitHub account is connected to answer with.', openUrl: url }
      if (replyRef['repo'] !== undefined) return true
      return { no: 'This post came without what GitHub needs for an answer.', openUrl: url }
    },
    ...(account !== undefined && {
      reply: (to, text, _options, ctx) => sendReply(client, to, text, ctx),
      findReply: async (to, text, options, ctx) => {
        const me = await readAccount(ctx)
        if (me === null) return null
        return findOwnReply(client, to, text, options, { ctx, ownId: me.id })
      },
      accountName: async (ctx) => `@${(await readAccount(ctx))?.login ?? account}`,
      countReply: (text) => text.length,
    }),
  }
}
