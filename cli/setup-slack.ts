import { checkSlack, type SlackKeys, sendTestCard } from '../bot/check-slack.ts'
import type { SlackFinding } from '../bot/slack-finding.ts'
import { messageOf, UsageError } from '../core/errors.ts'
import { silentLogger } from '../core/logger.ts'
import type { Database } from '../db/database.ts'
import { readSettings } from '../db/settings.ts'
import { slackManifestLink } from '../views/slack-manifest.ts'
import { openCheckedSeal } from './checked-seal.ts'
import type { CommandContext } from './context.ts'
import { findingLine } from './finding-line.ts'
import { readSlackPlaces } from './slack-places.ts'
import { beginRotation, openRotation } from './slack-token.ts'

const STEPS = [
  '1. Open this link, choose your workspace and press Create. Everything is filled in:',
  `   ${slackManifestLink()}`,
  '2. Press "Install to Workspace". Copy the "Bot User OAuth Token" (xoxb-…).',
  '3. Under "Basic Information", make an "App-Level Token" with connections:write. Copy it (xapp-…).',
  '4. In Slack, write /invite @Earshot in the channel where cards should appear.',
  '5. Put the two tokens into EARSHOT_SLACK_BOT_TOKEN and EARSHOT_SLACK_APP_TOKEN, the id of the',
  '   channel under slack: {channel: C…} in earshot.yaml, run "earshot apply", then this command again.',
  '   In a terminal: export EARSHOT_SLACK_BOT_TOKEN=xoxb-…  (docs/operations.md says how to keep it.)',
]

/** The steps, until both tokens are there; then what Slack says of them, and a test card. */
export async function setupSlack(ctx: CommandContext, rotate: boolean): Promise<void> {
  const out = ctx.output(false)
  await ctx.withDatabase(async (db) => {
    if (rotate) out.line(await startRotation(ctx, db))
    const where = await readSlack(ctx, db)
    if (where === null || (where.door.mode === 'socket' && where.door.appToken === undefined)) {
      for (const line of STEPS) out.line(line)
      return
    }
    const channel = where.places.channels[0]?.id
    const findings = await checkSlack(where)
    for (const finding of findings) out.line(findingLine(finding))
    if (findings.some(({ level }) => level === 'fail') || channel === undefined)
      throw new UsageError('Mend the lines above and run "earshot setup slack" again.')
    await sendTestCard({ ...where, channel })
    out.line(
      'ok    A test card was posted and taken away again. Slack is ready: run "earshot start".',
    )
  })
}

/** What is wrong with Slack, each with its mend; a warning where it is not set up. */
export async function examineSlack(ctx: CommandContext, db: Database): Promise<SlackFinding[]> {
  try {
    const where = await readSlack(ctx, db)
    if (where !== null) return await checkSlack(where)
  } catch (error) {
    if (error instanceof UsageError) return [{ level: 'fail', what: error.message }]
    throw error
  }
  return [
    {
      level: 'warn',
      what: 'Slack is not connected; cards appear on the web desk only.',
      mend: 'Run: earshot setup slack',
    },
  ]
}

async function startRotation(ctx: CommandContext, db: Database): Promise<string> {
  const of = await tokenPlace(ctx, db)
  if (of === null)
    throw new UsageError('EARSHOT_SLACK_BOT_TOKEN is missing: there is no token to exchange.')
  try {
    await beginRotation(ctx, of)
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error })
  }
  return 'ok    The token was exchanged and its successor is kept sealed. Leave EARSHOT_SLACK_BOT_TOKEN as it is; a desk that runs must be started anew.'
}

/** Where Slack is and the keys for it; null without a bot token. */
async function readSlack(ctx: CommandContext, db: Database) {
  const of = await tokenPlace(ctx, db)
  if (of === null) return null
  const { botToken, apiUrl } = of
  const door: SlackKeys =
    of.mode === 'http'
      ? { mode: 'http', signingSecret: ctx.env('EARSHOT_SLACK_SIGNING_SECRET') }
      : { mode: 'socket', appToken: ctx.env('EARSHOT_SLACK_APP_TOKEN') }
  return {
    botToken,
    door,
    places: await readSlackPlaces(db),
    now: () => ctx.clock.now(),
    ...(apiUrl === undefined ? {} : { apiUrl }),
    ...(await openRotation(ctx, of)),
  }
}

async function tokenPlace(ctx: CommandContext, db: Database) {
  const botToken = ctx.env('EARSHOT_SLACK_BOT_TOKEN')
  if (botToken === undefined) return null
  const settings = await readSettings(db.kysely, ['slack'])
  const set = settings.get('slack') as { mode?: string; apiUrl?: string } | null | undefined
  const seal = await openCheckedSeal(ctx, db)
  return { db, seal, log: silentLogger, botToken, mode: set?.mode, apiUrl: set?.apiUrl }
}
