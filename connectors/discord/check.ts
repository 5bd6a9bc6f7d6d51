import { ApplicationFlags, type REST, Routes } from 'discord.js'
import type { NetworkError } from '../../core/errors.ts'
import type { Ctx, Diagnosis } from '../connector.ts'
import { toNetworkError } from './errors.ts'

/** Logins a day run out at 1,000, and then Discord takes the token away; below this we warn. */
const FEW_LOGINS = 100

/** Token, message content, servers and logins left, each with its mend; `wanted` are the servers of the settings. */
export async function diagnose(
  rest: REST,
  wanted: readonly string[],
  ctx: Ctx,
): Promise<Diagnosis[]> {
  try {
    const me = (await rest.get(Routes.user('@me'))) as { username: string }
    const app = (await rest.get(Routes.currentApplication())) as { flags?: number }
    const servers = (await rest.get(Routes.userGuilds())) as { id: string }[]
    const { session_start_limit: logins } = (await rest.get(Routes.gatewayBot())) as {
      session_start_limit: { remaining: number }
    }
    return [
      { level: 'ok', what: `Discord knows the bot @${me.username}.` },
      contentLine(app.flags ?? 0),
      ...serverLines(servers, wanted),
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
    return [failed(error)]
  }
}

function serverLines(servers: readonly { id: string }[], wanted: readonly string[]): Diagnosis[] {
  if (servers.length === 0)
    return [
      {
        level: 'warn',
        what: 'The bot is in no server yet, so it hears nothing.',
        mend: 'Invite it with the link that "earshot setup discord" shows.',
      },
    ]
  const missing = wanted.filter((one) => !servers.some(({ id }) => id === one))
  return [
    { level: 'ok', what: `The bot is in ${servers.length} of your servers.` },
    ...missing.map(
      (one): Diagnosis => ({
        level: 'warn',
        what: `The bot is not in the server ${one}, so it hears nothing there.`,
        mend: 'Invite it with the link that "earshot setup discord" shows, or mend the number under guilds:.',
      }),
    ),
  ]
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

/** A token that does not hold says itself what to do. */
function failed({ code, message }: NetworkError): Diagnosis {
  if (code === 'auth') return { level: 'fail', what: message }
  return {
    level: 'fail',
    what: message,
    mend: 'Check the connection to the internet and try again.',
  }
}
