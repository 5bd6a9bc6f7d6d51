import { WebClient } from '@slack/web-api'
import { messageOf } from '../core/errors.ts'
import { SLACK_SCOPES } from '../views/slack-manifest.ts'
import { checkPlaces, type SlackPlaces } from './check-places.ts'
import { slackClientOptions } from './slack-client.ts'

export interface SlackFinding {
  level: 'ok' | 'warn' | 'fail'
  what: string
  mend?: string
}

/** How Slack reaches us, and the secret for it where one is set. */
export type SlackKeys =
  | { mode: 'socket'; appToken: string | undefined }
  | { mode: 'http'; signingSecret: string | undefined }

/** Asks Slack itself: tokens, rights, socket, channels, groups, people. Posts nothing. */
export async function checkSlack(settings: {
  botToken: string
  door: SlackKeys
  places: SlackPlaces
  apiUrl?: string
  fetch?: typeof fetch
}): Promise<SlackFinding[]> {
  const findings: SlackFinding[] = []
  const bot = new WebClient(settings.botToken, slackClientOptions(settings.apiUrl, settings.fetch))
  try {
    const who = await bot.auth.test()
    findings.push({
      level: 'ok',
      what: `The bot token is that of ${who.user ?? 'the bot'} in ${who.team ?? 'the workspace'}.`,
    })
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
    findings.push({
      level: 'fail',
      what: `Slack refuses the bot token (${messageOf(error)}).`,
      mend: 'Copy the "Bot User OAuth Token" (xoxb-…) again.',
    })
    return findings
  }
  findings.push(await checkDoor(settings.door, settings.apiUrl))
  findings.push(...(await checkPlaces(bot, settings.places)))
  return findings
}

async function checkDoor(door: SlackKeys, apiUrl: string | undefined): Promise<SlackFinding> {
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
    await new WebClient(door.appToken, slackClientOptions(apiUrl)).apps.connections.open()
    return { level: 'ok', what: 'The app token opens a socket.' }
  } catch (error) {
    return { level: 'fail', what: `Slack refuses the app token (${messageOf(error)}).`, mend }
  }
}

/** Posts a card that says it is a test, and takes it away again. */
export async function sendTestCard(settings: {
  botToken: string
  channel: string
  apiUrl?: string
  fetch?: typeof fetch
}): Promise<void> {
  const bot = new WebClient(settings.botToken, slackClientOptions(settings.apiUrl, settings.fetch))
  const text = 'A test card from Earshot. It goes away by itself.'
  const { ts } = await bot.chat.postMessage({
    channel: settings.channel,
    text,
    unfurl_links: false,
  })
  if (ts !== undefined) await bot.chat.delete({ channel: settings.channel, ts })
}
