import { REST, Routes } from 'discord.js'
import { NetworkError } from '../../core/errors.ts'
import type { Policy } from '../../core/policy.ts'
import type { Batch, Connector, Ctx, Item } from '../connector.ts'
import { catchUp } from './catch-up.ts'
import { diagnose } from './check.ts'
import { type DiscordCursor, hold, moveTo, readCursor, startAt } from './cursor.ts'
import { createReactions } from './engagement.ts'
import { toNetworkError } from './errors.ts'
import { type Gateway, openGateway, restOptions } from './gateway.ts'
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
/** As many messages as one transaction of the runner takes well. */
const BATCH = 200

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
    check: async (ctx) => diagnose(restOf(ctx), ctx),

    async *listen(cursor, ctx) {
      let at = cursor === null ? startAt(ctx.clock.now()) : readCursor(cursor)
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
      const reactions = createReactions(gateway.client.rest)
      let behind = true
      try {
        while (true) {
          const happening = await gateway.next(reactions.dueAt())
          if (happening === null) return
          const counted = behind ? [] : await reactions.due(ctx)
          if (counted.length > 0) yield { items: counted, cursor: at, caughtUp: true }
          if (happening.kind === 'liked') reactions.note(happening)
          else if (happening.kind === 'asked') {
            const { item, answer } = happening.asked
            yield { items: item === null ? [] : [item], cursor: at, caughtUp: !behind }
            // Asked for more: it is stored.
            await answer()
          } else if (happening.kind === 'lost') behind = true
          else if (happening.kind === 'unavailable') at = hold(at, happening.guildId)
          else if (happening.kind === 'items') {
            const batch = takeWaiting(gateway, happening, at)
            // A message that overtakes the catch-up must not carry the cursor over what is missing.
            if (!behind) at = batch.cursor
            yield { ...batch, cursor: at, caughtUp: !behind }
          } else if (happening.kind === 'behind') {
            for await (const batch of catchUp(gateway, at, ctx)) {
              at = batch.cursor
              yield batch
            }
            behind = false
          }
        }
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

interface Heard {
  items: Item[]
  newest: string | null
}

/** What has come in one batch; messages of other kinds of happening stay in their turn. */
function takeWaiting(
  gateway: Gateway,
  first: Heard,
  at: DiscordCursor,
): Batch & { cursor: DiscordCursor } {
  const items = [...first.items]
  let cursor = first.newest === null ? at : moveTo(at, first.newest)
  while (items.length < BATCH) {
    const more = gateway.takeHeard()
    if (more === null) break
    items.push(...more.items)
    if (more.newest !== null) cursor = moveTo(cursor, more.newest)
  }
  return { items, cursor, caughtUp: true }
}

function tokenOf(ctx: Ctx): string {
  const token = ctx.secrets.get('EARSHOT_DISCORD_TOKEN')
  if (token !== undefined) return token
  throw new NetworkError(
    'auth',
    'The bot token is missing. Set EARSHOT_DISCORD_TOKEN, or run "earshot setup discord".',
  )
}
