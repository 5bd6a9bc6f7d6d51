import { DiscordAPIError, GatewayCloseCodes, HTTPError, RateLimitError } from 'discord.js'
import { messageOf, NetworkError } from '../../core/errors.ts'
import { reasonOf } from '../http.ts'

const LONGEST_WAIT_MS = 24 * 60 * 60_000
/** Failures that come before anything was sent. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])
const UNKNOWN_CHANNEL = 10003
const UNKNOWN_MESSAGE = 10008

export type Doing = 'read' | 'post'

/** What Discord, the library or the network threw, as one of our errors; `now` is epoch ms. */
export function toNetworkError(cause: unknown, doing: Doing, now: number): NetworkError {
  if (cause instanceof NetworkError) return cause
  if (cause instanceof RateLimitError) return ofRateLimit(cause, now)
  if (cause instanceof DiscordAPIError) return ofAnswer(cause)
  const text = messageOf(cause)
  if (codeOf(cause) === 'TokenInvalid') return badToken(cause)
  const resets = /Not enough sessions.*resets at (\S+)/.exec(text)?.[1]
  if (resets !== undefined)
    return new NetworkError(
      'rate_limited',
      'Discord allows 1,000 logins a day, and they are used up.',
      { cause, retryAt: Date.parse(resets) || null },
    )
  if (doing === 'post' && !NEVER_SENT.has(codeOf(cause)))
    return new NetworkError(
      'ambiguous',
      cause instanceof HTTPError
        ? `Discord failed while posting (status ${cause.status}).`
        : 'The connection to Discord broke before it told whether the answer was posted.',
      { cause },
    )
  return new NetworkError('transient', `Discord could not be reached: ${reasonOf(cause)}`, {
    cause,
  })
}

/** Why Discord closed the gateway for good, and the mend; null where coming back may help. */
export function explainClose(code: number): NetworkError | null {
  switch (code) {
    case GatewayCloseCodes.AuthenticationFailed:
      return badToken(undefined)
    case GatewayCloseCodes.DisallowedIntents:
      return new NetworkError(
        'fatal',
        'Discord closed the connection because the bot may not read messages (code 4014). Open the Discord developer portal, choose the app, Bot, and switch on "Message Content Intent".',
      )
    case GatewayCloseCodes.InvalidIntents:
      return new NetworkError(
        'fatal',
        'Discord does not know what we asked to hear (code 4013). Update Earshot.',
      )
    case GatewayCloseCodes.ShardingRequired:
    case GatewayCloseCodes.InvalidShard:
      return new NetworkError(
        'fatal',
        `The bot is in too many servers for one connection (code ${code}). Use a bot of your own, invited only where you listen.`,
      )
    case GatewayCloseCodes.InvalidAPIVersion:
      return new NetworkError(
        'fatal',
        'Discord has closed this version of its interface (code 4012). Update Earshot.',
      )
    default:
      return null
  }
}

function ofRateLimit(cause: RateLimitError, now: number): NetworkError {
  const wait = cause.retryAfter
  const known = Number.isFinite(wait) && wait > 0
  return new NetworkError('rate_limited', 'Discord asks us to slow down.', {
    cause,
    retryAt: known ? now + Math.min(wait, LONGEST_WAIT_MS) : null,
  })
}

function ofAnswer(cause: DiscordAPIError): NetworkError {
  const said = `status ${cause.status}: ${cause.message.slice(0, 200)}`
  if (cause.status === 401) return badToken(cause)
  if (cause.code === UNKNOWN_CHANNEL || cause.code === UNKNOWN_MESSAGE)
    return new NetworkError('gone', 'The message is no longer on Discord.', { cause })
  if (JSON.stringify(cause.rawError).includes('REPLIES_UNKNOWN_MESSAGE'))
    return new NetworkError('gone', 'The message is no longer on Discord.', { cause })
  if (cause.status === 403)
    return new NetworkError(
      'forbidden',
      `The bot lacks a right in this channel (${said}). Give it View Channel, Read Message History, Send Messages and Send Messages in Threads.`,
      { cause },
    )
  return new NetworkError('refused', `Discord did not take it (${said}).`, { cause })
}

function badToken(cause: unknown): NetworkError {
  return new NetworkError(
    'auth',
    'Discord does not accept the bot token. Make a new one in the developer portal and set EARSHOT_DISCORD_TOKEN, or run "earshot setup discord".',
    { cause },
  )
}

function codeOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return ''
  if ('code' in cause && typeof cause.code === 'string') return cause.code
  return 'cause' in cause ? codeOf(cause.cause) : ''
}
