import { ApplicationFlags, type REST, Routes } from 'discord.js'
import type { NetworkError } from '../../core/errors.ts'
import type { Ctx, Diagnosis } from '../connector.ts'
import { toNetworkError } from './errors.ts'

/** Logins a day run out at 1,000, and then Discord takes the token away; below this we warn. */
const FEW_LOGINS = 100

/** Token, message content, servers and logins left, each with its mend. */
export async function diagnose(rest: REST, ctx: Ctx): Promise<Diagnosis[]> {
  try {
    const me = (await rest.get(Routes.user('@me'))) as { username: string }
    const app = (await rest.get(Routes.currentApplication())) as { flags?: number }
    const servers = (await rest.get(Routes.userGuilds())) as unknown[]
    const { session_start_limit: logins } = (await rest.get(Routes.gatewayBot())) as {
      session_start_limit: { remaining: number }
    }
    return [
      { level: 'ok', what: `Discord knows the bot @${me.username}.` },
      contentLine(app.flags ?? 0),
      servers.length > 0
        ? { level: 'ok', what: `The bot is in ${servers.length} of your servers.` }
        : {
            level: 'warn',
            what: 'The bot is in no server yet, so it hears nothing.',
            mend: 'Invite it with the link that "earshot setup discord" shows.',
          },
      logins.remaining >= FEW_LOGINS
        ? { level: 'ok', what: `${logins.remaining} logins are left today.` }
        : {
            level: 'warn',
            what: `Only ${logins.remaining} logins are left today.`,
            mend: 'Find out why the program starts so often before Discord takes the token away.',
          },
    ]
  } catch (cause) {
    const error = toNetworkError(cause, 'read', ctx.clock.now())
    return [{ level: 'fail', what: error.message, mend: mendOf(error) }]
  }
}

function contentLine(flags: number): Diagnosis {
  const granted =
    ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited
  if ((flags & granted) !== 0) return { level: 'ok', what: 'The bot may read messages.' }
  return {
    level: 'fail',
    what: 'The bot may not read messages.',
    mend: 'In the Discord developer portal open the app, Bot, and switch on "Message Content Intent".',
  }
}

function mendOf(error: NetworkError): string {
  return error.code === 'auth'
    ? 'Run "earshot setup discord" and paste a new token.'
    : 'Check the connection to the internet and try again.'
}
