import { join } from 'node:path'
import type { Command } from 'commander'
import { applyConfig } from '../../actions/apply-config.ts'
import { createLayeredUnderstander } from '../../analysis/layers/layered-understander.ts'
import type { SlackDoor } from '../../bot/slack-bot.ts'
import { UsageError } from '../../core/errors.ts'
import { createLogger, type Logger } from '../../core/logger.ts'
import type { Mention } from '../../core/mention.ts'
import type { Seal } from '../../core/seal.ts'
import { takeAppLock } from '../../db/app-lock.ts'
import { isPostgres, openDatabase } from '../../db/database.ts'
import { type ProcessSeat, takeSeat } from '../../db/postgres/process-lock.ts'
import { isKeyOfData } from '../../db/seal-check.ts'
import { readSettings } from '../../db/settings.ts'
import { compileSources } from '../../pipeline/compile-sources.ts'
import type { WatchList } from '../../pipeline/draft.ts'
import { postOf } from '../../pipeline/steps/match.ts'
import { OTHER_KEY } from '../checked-seal.ts'
import { openDesk } from '../compose.ts'
import { readConfigFile } from '../config-file.ts'
import { createConnectionCtx } from '../connection-ctx.ts'
import { createConnectors } from '../connections.ts'
import type { CommandContext } from '../context.ts'
import { deskPort, notePort } from '../desk-address.ts'
import { readDrafter } from '../drafter.ts'
import { databaseUrl, dataFolder, openSeal } from '../home.ts'
import { DESK_ROLES, type DeskRole, readRoles } from '../roles.ts'
import { createShops } from '../shops.ts'
import { openRotation } from '../slack-token.ts'
import { untilStopped } from '../until-stopped.ts'
import { readWeights } from '../weights.ts'
import { runDemo } from './demo.ts'

/** Where Slack's requests are taken in HTTP mode, behind a proxy of yours. */
const SLACK_PORT = 4748

/** `start`: runs the desk; without any settings, the demo. */
export function addStart(program: Command, ctx: CommandContext): void {
  program
    .command('start')
    .description('run Earshot; without any settings, the demo')
    .option('--port <number>', 'port of the web desk (4747)')
    .option('--roles <list>', 'on Postgres: which parts run here, of ingest,desk,web,jobs (all)')
    .action((options: { port?: string; roles?: string }) => start(ctx, options))
}

/** Runs until stopped. */
export async function start(
  ctx: CommandContext,
  options: { port?: string; roles?: string },
): Promise<void> {
  const out = ctx.output(false)
  const roles = readRoles(options.roles)
  const read = readConfigFile(ctx.configFile)
  const seat = await takePlace(ctx, roles)
  const db = await openDatabase({ url: databaseUrl(ctx.env), clock: ctx.clock, node: seat.node })
  try {
    if (read === null && !(await hasBrand(db))) {
      out.say('No settings yet, so this is the demo.')
      await db.close()
      return await runDemo(ctx, options)
    }
    if (read !== null) {
      const done = await applyConfig({ db, clock: ctx.clock }, read.config, {
        hash: read.hash,
        force: false,
        by: 'start',
      })
      for (const line of [...done.changes, ...done.kept]) out.say(line)
    }
    const log = createLogger(
      (line) => void process.stderr.write(line),
      out.isTerminal ? 'error' : 'warn',
    )
    const seal = openSeal(ctx.env)
    if (!(await isKeyOfData(db.kysely, seal, ctx.clock.now()))) out.say(OTHER_KEY)
    let watched: WatchList | null = null
    const { connectors, capUsd } = await createConnectors(
      db,
      (mention) => mention.trigger !== 'keyword' || hasMatch(watched, mention),
    )
    const ctxOf = await createConnectionCtx({
      db,
      clock: ctx.clock,
      random: ctx.random,
      log,
      seal,
      env: ctx.env,
      capUsd,
      allowPrivateAddresses: false,
    })
    const desk = await openDesk({
      db,
      clock: ctx.clock,
      random: ctx.random,
      log,
      seal,
      understander: createLayeredUnderstander(
        readWeights(),
        ({ brand }) => watched?.layers?.get(brand?.id ?? ''),
        ({ brand }) => watched?.mixes?.get(brand?.id ?? ''),
      ),
      compileQueries: compileSources,
      connectors,
      shops: await createShops(db),
      ctxOf,
      slack: await slackSettings(ctx, db, seal, log),
      ingestUrl: databaseUrl(ctx.env),
      readFile: db.dialect === 'sqlite' ? databaseUrl(ctx.env) : null,
      ingestNode: seat.node + 1,
      port: deskPort(ctx.env, options.port),
      roles,
      demoStaffId: null,
      drafter: await readDrafter(db, ctx.env),
      onHealth: sayChanges(out.say),
      onWatchList: (watchList) => {
        watched = watchList
      },
    })
    const forgetPort = desk.address === null ? null : notePort(ctx.env, desk.address)
    out.say(
      desk.address === null
        ? `Running: ${[...roles].join(', ')}.`
        : `The desk is at ${desk.address}. Sign in with a link from: npx earshot login`,
    )
    await untilStopped(ctx.signal)
    out.say('Stopping.')
    forgetPort?.()
    await desk.stop()
  } finally {
    await db.close()
    await seat.release()
  }
}

/** On SQLite one process has the data to itself; on Postgres several share it, each with its own seat. */
async function takePlace(ctx: CommandContext, roles: ReadonlySet<DeskRole>): Promise<ProcessSeat> {
  const url = databaseUrl(ctx.env)
  if (isPostgres(url)) return takeSeat(url, roles.has('ingest'))
  if (roles.size < DESK_ROLES.length)
    throw new UsageError(
      '--roles needs Postgres: set DATABASE_URL to postgres://… Without it one process does everything.',
    )
  const lock = takeAppLock(dataFolder(ctx.env))
  return { node: 0, release: async () => lock.release() }
}

/** Says once, in words, when a source changes its state. */
function sayChanges(say: (text: string) => void) {
  const last = new Map<string, string>()
  return (rows: readonly { connection_id: string; state: string; detail: string | null }[]) => {
    for (const { connection_id: id, state, detail } of rows) {
      if (last.get(id) === state) continue
      last.set(id, state)
      say(
        state === 'live'
          ? `${id}: live.`
          : `${id}: ${(detail ?? state.replaceAll('_', ' ')).replace(/[^.!?]$/, '$&.')}${state === 'degraded' ? ' Trying again by itself.' : ''}`,
      )
    }
  }
}

/** Until the queries are read everything is wanted: nothing may be lost. */
function hasMatch(watchList: WatchList | null, mention: Mention): boolean {
  if (watchList === null) return true
  for (const _ of watchList.matcher.match(postOf(mention))) return true
  return false
}

async function hasBrand(db: Awaited<ReturnType<typeof openDatabase>>): Promise<boolean> {
  return (
    (await db.kysely.selectFrom('brand').select('id').limit(1).executeTakeFirst()) !== undefined
  )
}

async function slackSettings(
  ctx: CommandContext,
  db: Awaited<ReturnType<typeof openDatabase>>,
  seal: Seal,
  log: Logger,
) {
  const botToken = ctx.env('EARSHOT_SLACK_BOT_TOKEN')
  if (botToken === undefined) return null
  const settings = await readSettings(db.kysely, ['slack'])
  const setting = settings.get('slack') as { mode?: string; apiUrl?: string } | null | undefined
  const rotating = await openRotation(ctx, { db, seal, log, botToken, apiUrl: setting?.apiUrl })
  return {
    botToken,
    ...rotating,
    door: setting?.mode === 'http' ? httpDoor(ctx) : socketDoor(ctx),
    ...(setting?.apiUrl === undefined ? {} : { apiUrl: setting.apiUrl }),
    inboxFile: join(dataFolder(ctx.env), 'inbox.db'),
  }
}

function socketDoor(ctx: CommandContext): SlackDoor {
  const appToken = ctx.env('EARSHOT_SLACK_APP_TOKEN')
  if (appToken === undefined)
    throw new UsageError(
      'Slack needs EARSHOT_SLACK_APP_TOKEN (xapp-…) beside EARSHOT_SLACK_BOT_TOKEN. It is missing.',
    )
  return { mode: 'socket', appToken }
}

function httpDoor(ctx: CommandContext): SlackDoor {
  const signingSecret = ctx.env('EARSHOT_SLACK_SIGNING_SECRET')
  if (signingSecret === undefined)
    throw new UsageError(
      'slack.mode is "http", which needs EARSHOT_SLACK_SIGNING_SECRET. It is missing.',
    )
  const port = Number(ctx.env('EARSHOT_SLACK_PORT') ?? SLACK_PORT)
  return { mode: 'http', signingSecret, port }
}
