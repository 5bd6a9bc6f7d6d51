import { NetworkError } from '../../core/errors.ts'
import type { Policy } from '../../core/policy.ts'
import type { Batch, Connector, Ctx, Cursor, ReplyTarget } from '../connector.ts'
import { emptyMemory } from './book.ts'
import { diagnose, isSameAccount } from './check.ts'
import { type Address, type Allowance, createClient } from './client.ts'
import { type Features, readFeatures } from './features.ts'
import { followServer } from './listen.ts'
import { createLogin } from './login.ts'
import { looseOf, textOf } from './loose.ts'
import { countChars, type Desk, findOwnReply, ROOM_FOR_NAME, sendReply } from './reply.ts'
import { sourcesOf } from './sources.ts'
import { fullHandle } from './status-mention.ts'

export interface MastodonConfig {
  /** Name of the server, as in an account's address: "mastodon.example". */
  server: string
  /** The account that hears and answers; without one only hashtags are heard. */
  account?: string
  /** Words without #. */
  hashtags?: readonly string[]
  /** Name of the secret that holds the token. */
  tokenName?: string
  /** Another address than https:// and the server's name, without a slash at its end. */
  baseUrl?: string
}

const POLICY: Policy = {
  mayStore: true,
  mayLinkIdentity: true,
  // The custom of this network: programs speak to those who spoke to them.
  mayReply: 'if_tagged',
  mayDm: false,
  deletions: 'push',
  retentionDays: null,
  needsOptIn: false,
}
const TAGGED = new Set(['tag', 'reply_to_us', 'quote_of_us'])
/** What a server can do changes with its updates only. */
const ASK_AGAIN_MS = 60 * 60_000
const USUAL_CHARS = 500

/** Mastodon and what speaks like it: who tags us, whom we follow, and hashtags; answers through an account. */
export function createMastodonConnector(config: MastodonConfig): Connector {
  const { server: host, hashtags = [], tokenName = 'EARSHOT_MASTODON_TOKEN' } = config
  const address: Address = { base: config.baseUrl ?? `https://${host}`, host }
  const account = config.account?.replace(/^@/, '') ?? null
  const login = account === null ? null : createLogin(tokenName, host)
  const allowance: Allowance = { remaining: null, endsAt: null }
  const memory = emptyMemory()
  let known: { features: Features; at: number } | null = null

  const clientOf = (ctx: Ctx) => createClient(address, ctx, { login, allowance })

  async function featuresOf(ctx: Ctx): Promise<Features> {
    if (known === null || ctx.clock.now() - known.at >= ASK_AGAIN_MS)
      known = { features: await readFeatures(clientOf(ctx), address), at: ctx.clock.now() }
    return known.features
  }

  /** Who we are here; an account that the settings do not name must neither hear nor speak. */
  async function whoAreWe(ctx: Ctx, features: Features): Promise<{ id: string; handle: string }> {
    const us = looseOf(await clientOf(ctx).v1.accounts.verifyCredentials())
    const id = textOf(us['id'])
    const handle = fullHandle(us, features.domain)
    if (id === null || handle === null)
      throw new NetworkError('transient', `${host} did not tell who we are.`)
    if (isSameAccount(account ?? '', handle, features.domain)) return { id, handle }
    throw new NetworkError(
      'fatal',
      `The token is that of @${handle}, the settings name @${account}.`,
    )
  }

  async function deskOf(ctx: Ctx): Promise<Desk> {
    const features = await featuresOf(ctx)
    const { id } = await whoAreWe(ctx, features)
    return { client: clientOf(ctx), features, host, ourId: id }
  }

  async function* listen(cursor: Cursor | null, ctx: Ctx): AsyncGenerator<Batch> {
    const features = await featuresOf(ctx)
    const us = login === null ? null : await whoAreWe(ctx, features)
    const client = clientOf(ctx)
    const sources = sourcesOf(client, { hashtags, hasAccount: us !== null, features })
    yield* followServer(cursor, {
      ctx,
      client,
      features,
      allowance,
      memory,
      sources,
      hashtags,
      host,
      us: us === null || login === null ? null : { id: us.id, token: login.token(ctx) },
    })
  }

  function canReply({ trigger, replyRef, url: openUrl }: ReplyTarget) {
    if (account === null) return { no: 'No Mastodon account is connected to answer with.', openUrl }
    if (replyRef['id'] === undefined || replyRef['server'] !== host)
      return { no: `This post was heard through another server than ${host}.`, openUrl }
    if (TAGGED.has(trigger)) return true
    return {
      no: 'On Mastodon we answer only those who named us. A person can answer there.',
      openUrl,
    }
  }

  return {
    network: 'mastodon',
    capabilities: () => ({
      policy: POLICY,
      backfill: false,
      edits: true,
      // The answer begins with the name of whom it is for.
      maxReplyChars: (known?.features.maxChars ?? USUAL_CHARS) - ROOM_FOR_NAME,
    }),
    check: (ctx) =>
      diagnose({ client: clientOf(ctx), host, account, hashtags, features: () => featuresOf(ctx) }),
    listen,
    canReply,
    countReply: (text) => countChars(text, known?.features.charsPerUrl ?? 23),
    ...(login !== null && {
      reply: async (to, text, options, ctx) => sendReply(await deskOf(ctx), to, text, options),
      findReply: async (to, text, options, ctx) =>
        findOwnReply(await deskOf(ctx), to, text, options),
      accountName: async () => `@${account?.includes('@') ? account : `${account}@${host}`}`,
    }),
  }
}
