import { REST, Routes } from 'discord.js'
import { NetworkError } from '../../core/errors.ts'
import type { Policy } from '../../core/policy.ts'
import type { Connector, Ctx } from '../connector.ts'
import { diagnose } from './check.ts'
import { readCursor, startAt } from './cursor.ts'
import { toNetworkError } from './errors.ts'
import { openGateway, restOptions } from './gateway.ts'
import { follow } from './listen.ts'
import { canReply, DISCORD_MAX_CHARS, findReply, sendReply } from './reply.ts'

export interface DiscordConfig {
  /** Numbers of the servers to listen to; empty for every one the bot is in. */
  guilds?: readonly string[]
  /** Accounts of ours there, by id: their words are not taken in. */
  ours?: readonly string[]
  /** Another address than https://discord.com/api, without a slash at its end. */
  baseUrl?: string
}

const POLICY: Policy = {
  mayStore: true,
  mayLinkIdentity: false,
  mayReply: 'always',
  mayDm: false,
  deletions: 'push',
  retentionDays: null,
  needsOptIn: true,
}

/** Discord through a bot that was invited to the servers it listens to. */
export function createDiscordConnector(config: DiscordConfig = {}): Connector {
  const baseUrl = config.baseUrl ?? 'https://discord.com/api'
  let us: { token: string; id: string; name: string } | null = null

  const restOf = (ctx: Ctx) =>
    new REST({ ...restOptions(baseUrl, 0), version: '10' }).setToken(tokenOf(ctx))
  async function whoAreWe(ctx: Ctx) {
    const token = tokenOf(ctx)
    if (us?.token === token) return us
    const answer = await restOf(ctx)
      .get(Routes.user('@me'))
      .catch((cause: unknown) => {
        throw toNetworkError(cause, 'read', ctx.clock.now())
      })
    const { id, username } = answer as { id: string; username: string }
    us = { token, id, name: `@${username}` }
    return us
  }

  return {
    network: 'discord',
    capabilities: () => ({
      policy: POLICY,
      backfill: false,
      edits: true,
      maxReplyChars: DISCORD_MAX_CHARS,
    }),
    check: async (ctx) => diagnose(restOf(ctx), config.guilds ?? [], ctx),

    async *listen(cursor, ctx) {
      const at = cursor === null ? startAt(ctx.clock.now()) : readCursor(cursor)
      if (cursor === null) yield { items: [], cursor: at, caughtUp: false }
      if (ctx.signal.aborted) return
      const gateway = openGateway(
        {
          baseUrl,
          token: tokenOf(ctx),
          guilds: config.guilds ?? [],
          ours: new Set(config.ours),
        },
        ctx,
      )
      try {
        yield* follow(gateway, at, ctx)
      } finally {
        gateway.close()
      }
    },

    canReply,
    reply: (to, text, options, ctx) => sendReply(restOf(ctx), ctx, to, { text, options }),
    findReply: async (to, text, options, ctx) =>
      findReply(restOf(ctx), ctx, to, { text, options, ourId: (await whoAreWe(ctx)).id }),
    countReply: (text) => [...text].length,
    accountName: async (ctx) => (await whoAreWe(ctx)).name,
  }
}

function tokenOf(ctx: Ctx): string {
  const token = ctx.secrets.get('EARSHOT_DISCORD_TOKEN')
  if (token !== undefined) return token
  throw new NetworkError(
    'auth',
    'The bot token is missing. Set EARSHOT_DISCORD_TOKEN, or run "earshot setup discord".',
  )
}
