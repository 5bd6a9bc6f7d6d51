import { WebClient } from '@slack/web-api'
import { silentLogger } from '../core/logger.ts'
import { SLACK_SCOPES } from '../views/slack-manifest.ts'
import { dayTime } from '../views/words.ts'
import { boltLogger } from './bolt-logger.ts'
import { checkPlaces, type SlackPlaces } from './check-places.ts'
import { slackClientOptions, slackError } from './slack-client.ts'
import type { SlackFinding } from './slack-finding.ts'
import type { RotatingToken } from './slack-token.ts'

/** How Slack reaches us, and the secret for it where one is set. */
export type SlackKeys =
  | { mode: 'socket'; appToken: string | undefined }
  | { mode: 'http'; signingSecret: string | undefined }

interface SlackSettings {
  botToken: string
  door: SlackKeys
  places: SlackPlaces
  now: () => number
  apiUrl?: string
  fetch?: typeof fetch
  /** Where the bot token rotates. */
  rotation?: Pick<RotatingToken, 'standing'>
}

/** Asks Slack itself: tokens, rights, socket, channels, groups, people. Posts nothing. */
export async function checkSlack(settings: SlackSettings): Promise<SlackFinding[]> {
  const { botToken, door, now, rotation } = settings
  const mixedUp = mixedUpTokens(botToken, door)
  if (mixedUp !== null) return [{ level: 'fail', what: mixedUp, mend: WHICH }]
  const bot = quietClient(botToken, settings)
  const findings: SlackFinding[] = []
  let botId: string
  try {
    const who = await bot.auth.test()
    if (who.bot_id === undefined)
      return [{ level: 'fail', what: 'The bot token is that of a person.', mend: WHICH }]
    botId = who.bot_id
    findings.push({
      level: 'ok',
      what: `The bot token is that of ${who.user ?? 'the bot'} in ${who.team ?? 'the workspace'}.`,
    })
    if (rotation !== undefined) findings.push(sayRotation(rotation, now()))
    const granted = new Set(who.response_metadata?.scopes ?? [])
    const missing = Object.entries(SLACK_SCOPES).filter(([scope]) => !granted.has(scope))
    for (const [scope, why] of missing)
      findings.push({
        level: 'fail',
        what: `The right ${scope} is missing (${why}).`,
        mend: 'Under "App Manifest", paste what "earshot setup slack --manifest" prints, and install the app again.',
      })
    if (missing.length === 0) findings.push({ level: 'ok', what: 'Every right is granted.' })
  } catch (error) {
    return [sayRefused(error, now(), rotation !== undefined)]
  }
  findings.push(await checkDoor(settings, bot, botId))
  findings.push(...(await checkPlaces(bot, settings.places)))
  return findings
}

const WHICH =
  'EARSHOT_SLACK_BOT_TOKEN takes the "Bot User OAuth Token" (xoxb-…), EARSHOT_SLACK_APP_TOKEN the "App-Level Token" (xapp-…).'

/** The two look alike and are copied one after the other. */
function mixedUpTokens(botToken: string, door: SlackKeys): string | null {
  if (botToken.startsWith('xapp-')) return 'EARSHOT_SLACK_BOT_TOKEN holds an app-level token.'
  const isBots = door.mode === 'socket' && /^(?:xoxe\.)?xox/.test(door.appToken ?? '')
  return isBots ? 'EARSHOT_SLACK_APP_TOKEN holds no app-level token.' : null
}

function sayRotation(rotation: Pick<RotatingToken, 'standing'>, now: number): SlackFinding {
  const { endsAt, trouble } = rotation.standing()
  const end = `${dayTime(endsAt, now, 'UTC')} (UTC)`
  if (trouble === null)
    return {
      level: 'ok',
      what: `The bot token rotates: this one holds until ${end}, and Earshot brings the next by itself.`,
    }
  const until = endsAt === 0 ? '' : ` The present one holds until ${end}.`
  return { level: 'warn', what: `The next bot token did not come.${until}`, mend: trouble }
}

function sayRefused(error: unknown, now: number, isRotating: boolean): SlackFinding {
  const { code, message } = slackError(error, now)
  if (code !== 'auth' && code !== 'refused')
    return { level: 'fail', what: message, mend: 'Try again in a minute.' }
  const what = `Slack refuses the bot token. ${message}`
  return isRotating
    ? { level: 'fail', what }
    : { level: 'fail', what, mend: 'Copy the "Bot User OAuth Token" (xoxb-…) again.' }
}

async function checkDoor(
  { door, apiUrl, now }: SlackSettings,
  bot: WebClient,
  botId: string,
): Promise<SlackFinding> {
  if (door.mode === 'http')
    return door.signingSecret === undefined
      ? {
          level: 'fail',
          what: 'EARSHOT_SLACK_SIGNING_SECRET is missing.',
          mend: 'Copy the "Signing Secret" from "Basic Information".',
        }
      : { level: 'ok', what: 'Slack comes over HTTP, signed.' }
  const mend = 'Make an app-level token (xapp-…) with the right connections:write.'
  if (door.appToken === undefined)
    return { level: 'fail', what: 'EARSHOT_SLACK_APP_TOKEN is missing.', mend }
  try {
    await quietClient(door.appToken, { apiUrl }).apps.connections.open()
  } catch (error) {
    const what = `Slack refuses the app token. ${slackError(error, now()).message}`
    return { level: 'fail', what, mend }
  }
  if (await isOfAnotherApp(bot, botId, door.appToken))
    return {
      level: 'fail',
      what: 'The app token is that of another app than the bot token: cards would come, and no press would arrive.',
      mend: 'Copy both from the pages of one app.',
    }
  return { level: 'ok', what: 'The app token opens a socket.' }
}

/** An app-level token names its app: xapp-1-A012…; where either side does not tell, nothing is said. */
async function isOfAnotherApp(bot: WebClient, botId: string, appToken: string): Promise<boolean> {
  const named = /^xapp-\d+-(A[0-9A-Z]+)-/.exec(appToken)?.[1]
  if (named === undefined) return false
  try {
    const { bot: found } = await bot.bots.info({ bot: botId })
    return found?.app_id !== undefined && found.app_id !== named
  } catch {
    return false
  }
}

/** What goes wrong is said by us, in a line with its mend. */
function quietClient(
  token: string,
  { apiUrl, fetch: send }: { apiUrl?: string | undefined; fetch?: typeof fetch },
): WebClient {
  const logger = boltLogger(silentLogger)
  return new WebClient(token, { ...slackClientOptions(apiUrl, send), logger })
}

/** Posts a card that says it is a test, and takes it away again. */
export async function sendTestCard(settings: {
  botToken: string
  channel: string
  apiUrl?: string
  fetch?: typeof fetch
}): Promise<void> {
  const bot = quietClient(settings.botToken, settings)
  const text = 'A test card from Earshot. It goes away by itself.'
  const { ts } = await bot.chat.postMessage({
    channel: settings.channel,
    text,
    unfurl_links: false,
  })
  if (ts !== undefined) await bot.chat.delete({ channel: settings.channel, ts })
}
