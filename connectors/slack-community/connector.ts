import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Mention } from '../../core/mention.ts'
import type { Policy } from '../../core/policy.ts'
import type { Connector, Ctx } from '../connector.ts'
import { diagnose } from './check.ts'
import { createSlackClient } from './client.ts'
import { listenTo } from './listen.ts'
import { textOf } from './loose.ts'
import { createMembers } from './members.ts'
import type { Us } from './message.ts'
import { type DeskSlack, readPlaces } from './places.ts'
import { canReply, findReply, SLACK_MAX_CHARS, sendReply } from './reply.ts'

export interface SlackCommunityConfig {
  /** Ids of the channels to hear; empty for every one the app was invited to. */
  channels?: readonly string[]
  /** The tokens are in this name with _BOT_TOKEN and _APP_TOKEN behind it. */
  tokenName?: string
  /** Another address than https://slack.com, without a slash at its end. */
  baseUrl?: string
  /** Users and bots of ours in this workspace, by id. */
  ours?: readonly string[]
  /** What the desk itself has in Slack: never taken in. */
  desk?: () => Promise<DeskSlack>
  /** What is not wanted is left out and its author never looked up. */
  wanted?: (mention: Mention) => boolean
  /** How long Slack may leave our ping without an answer, real ms. */
  pongTimeoutMs?: number
}

const TOKENS = 'EARSHOT_SLACK_COMMUNITY'
const SLACK = 'https://slack.com'
const DESK_TOKENS = ['EARSHOT_SLACK_BOT_TOKEN', 'EARSHOT_SLACK_APP_TOKEN'] as const
const POLICY: Policy = {
  mayStore: true,
  mayLinkIdentity: false,
  mayReply: 'always',
  mayDm: false,
  deletions: 'push',
  retentionDays: null,
  // People talk among themselves here: nobody is rated or rewarded who did not ask for it.
  needsOptIn: true,
}

/** A community in Slack, through an app of its own that was invited to the channels it hears. */
export function createSlackCommunityConnector(config: SlackCommunityConfig = {}): Connector {
  const { channels: only = [], tokenName = TOKENS, ours = [] } = config
  const apiUrl = `${config.baseUrl ?? SLACK}/api/`
  const names = { bot: `${tokenName}_BOT_TOKEN`, app: `${tokenName}_APP_TOKEN` }
  const bot = createSlackClient(apiUrl, (ctx) => tokenOf(ctx, names.bot))
  const app = createSlackClient(apiUrl, (ctx) => tokenOf(ctx, names.app))
  const members = createMembers(bot)
  let known: { token: string; us: Us; name: string } | null = null

  /** What belongs to the desk changes with its settings; where it cannot be read we rather wait. */
  async function readDesk(): Promise<DeskSlack> {
    return (await config.desk?.()) ?? { channels: [], people: [] }
  }

  async function whoAreWe(ctx: Ctx): Promise<{ us: Us; name: string }> {
    const token = tokenOf(ctx, names.bot)
    if (known?.token !== token) {
      const { body } = await bot.call(ctx, 'auth.test')
      const [teamId, teamUrl, userId, botId] = ['team_id', 'url', 'user_id', 'bot_id'].map((key) =>
        textOf(body[key]),
      )
      if (!teamId || !teamUrl || !userId || !botId)
        throw new NetworkError(
          'fatal',
          `${names.bot} is not the token of an app. Use the one that begins with xoxb-.`,
        )
      const name = `@${textOf(body['user']) ?? 'the app'}`
      const us = { teamId, teamUrl, userId, botId, ours: new Set<string>() }
      known = { token, name, us }
    }
    const desk = await readDesk()
    const all = new Set([...ours, ...desk.people, ...(await deskBot(ctx, desk.apiUrl))])
    return { name: known.name, us: { ...known.us, ours: all } }
  }

  /** The desk's own bot, where it sits in this workspace; what it posts are cards about posts. */
  async function deskBot(ctx: Ctx, deskUrl = `${SLACK}/api/`): Promise<string[]> {
    const token = ctx.secrets.get(DESK_TOKENS[0])
    if (token === undefined) return []
    try {
      const { body } = await createSlackClient(deskUrl, () => token).call(ctx, 'auth.test')
      return [textOf(body['user_id']), textOf(body['bot_id'])].flatMap((id) => id ?? [])
    } catch (error) {
      if (ctx.signal.aborted) throw error
      ctx.log.warn({ detail: messageOf(error) }, 'the desk’s own Slack app could not be asked')
      return []
    }
  }

  const placesOf = async (ctx: Ctx) => readPlaces(bot, ctx, { only, desk: await readDesk() })
  const answering = async (ctx: Ctx) => ({ client: bot, ctx, us: (await whoAreWe(ctx)).us })

  return {
    network: 'slack',
    capabilities: () => ({
      policy: POLICY,
      backfill: false,
      edits: true,
      maxReplyChars: SLACK_MAX_CHARS,
    }),
    check: async (ctx) =>
      diagnose({
        ctx,
        bot,
        app,
        botTokenName: names.bot,
        appTokenName: names.app,
        isDesk: isDesk(ctx),
        only,
        places: () => placesOf(ctx),
      }),
    async *listen(cursor, ctx) {
      if (isDesk(ctx))
        throw new NetworkError(
          'fatal',
          'The community uses the tokens of the desk’s own Slack app. Run "earshot setup slack-community".',
        )
      yield* listenTo(cursor, {
        ctx,
        client: bot,
        members,
        socket: {
          apiUrl,
          botToken: tokenOf(ctx, names.bot),
          appToken: tokenOf(ctx, names.app),
          ...(config.pongTimeoutMs === undefined ? {} : { pongTimeoutMs: config.pongTimeoutMs }),
        },
        whoAreWe: async () => (await whoAreWe(ctx)).us,
        places: () => placesOf(ctx),
        wanted: config.wanted ?? (() => true),
      })
    },
    canReply,
    reply: async (to, text, options, ctx) => sendReply(await answering(ctx), to, text, options),
    findReply: async (to, _text, options, ctx) => findReply(await answering(ctx), to, options),
    countReply: (text) => [...text].length,
    accountName: async (ctx) => (await whoAreWe(ctx)).name,
  }

  function isDesk(ctx: Ctx): boolean {
    const ofDesk = DESK_TOKENS.flatMap((name) => ctx.secrets.get(name) ?? [])
    return Object.values(names).some((name) => {
      const token = ctx.secrets.get(name)
      return token !== undefined && ofDesk.includes(token)
    })
  }
}

function tokenOf(ctx: Ctx, name: string): string {
  const token = ctx.secrets.get(name)
  if (token !== undefined) return token
  throw new NetworkError(
    'auth',
    `${name} is missing. Set it, or run "earshot setup slack-community".`,
  )
}
