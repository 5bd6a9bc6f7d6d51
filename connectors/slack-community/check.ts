import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Ctx, Diagnosis } from '../connector.ts'
import type { SlackClient } from './client.ts'
import { textOf } from './loose.ts'
import type { Place } from './places.ts'
import { COMMUNITY_SCOPES } from './rights.ts'

export interface Checking {
  ctx: Ctx
  bot: SlackClient
  app: SlackClient
  botTokenName: string
  appTokenName: string
  /** Whether one of these tokens is that of the desk's own app. */
  isDesk: boolean
  /** Channels named in the settings. */
  only: readonly string[]
  places(): Promise<Place[]>
}

/** Tokens, rights, socket and channels, each with its mend; nothing is posted. */
export async function diagnose(checking: Checking): Promise<Diagnosis[]> {
  const { ctx, bot, app, botTokenName, appTokenName } = checking
  if (checking.isDesk)
    return [
      {
        level: 'fail',
        what: 'These are the tokens of the desk’s own Slack app, which would then lose half of what it is told.',
        mend: 'Run "earshot setup slack-community": a community needs an app of its own.',
      },
    ]
  const lines: Diagnosis[] = []
  try {
    const { body, scopes } = await bot.call(ctx, 'auth.test')
    lines.push({
      level: 'ok',
      what: `The app is ${textOf(body['user']) ?? 'there'} in ${textOf(body['team']) ?? 'the workspace'}.`,
    })
    const missing = Object.entries(COMMUNITY_SCOPES).filter(([scope]) => !scopes.includes(scope))
    for (const [scope, why] of missing)
      lines.push({
        level: 'fail',
        what: `The right ${scope} is missing (${why}).`,
        mend: 'Add it under "OAuth & Permissions" and install the app again.',
      })
    if (missing.length === 0) lines.push({ level: 'ok', what: 'Every right is granted.' })
    if (missing.length === 0) lines.push(placesLine(await checking.places(), checking.only))
  } catch (error) {
    lines.push(
      failed(error, `Copy the "Bot User OAuth Token" (xoxb-…) again into ${botTokenName}.`),
    )
  }
  try {
    await app.call(ctx, 'apps.connections.open')
    lines.push({ level: 'ok', what: 'The app token opens a socket.' })
  } catch (error) {
    const mend = `Make an app-level token (xapp-…) with connections:write and copy it into ${appTokenName}.`
    lines.push(failed(error, mend))
  }
  return lines
}

function placesLine(places: readonly Place[], only: readonly string[]): Diagnosis {
  const missing = only.filter((id) => !places.some((place) => place.id === id))
  if (missing.length > 0)
    return {
      level: 'warn',
      what: `It does not hear ${missing.join(', ')}: it was not invited there, or cards appear there.`,
      mend: 'Write /invite @Earshot Community in that channel.',
    }
  if (places.length === 0)
    return {
      level: 'warn',
      what: 'It was invited to no channel yet, so it hears nothing.',
      mend: 'Write /invite @Earshot Community in every channel that it should hear, and tell its members why.',
    }
  const names = places.slice(0, 5).map(({ name }) => `#${name}`)
  const more = places.length > 5 ? ` and ${places.length - 5} more` : ''
  return { level: 'ok', what: `It hears ${names.join(', ')}${more}.` }
}

function failed(error: unknown, mend: string): Diagnosis {
  const isToken = error instanceof NetworkError && ['auth', 'refused'].includes(error.code)
  return {
    level: 'fail',
    what: messageOf(error),
    mend: isToken ? mend : 'Check the connection to the internet and try again.',
  }
}
