import { existsSync, statfsSync } from 'node:fs'
import type { Command } from 'commander'
import {
  checkSlack,
  type SlackFinding,
  type SlackKeys,
  sendTestCard,
} from '../../bot/check-slack.ts'
import { messageOf, UsageError } from '../../core/errors.ts'
import { silentLogger } from '../../core/logger.ts'
import { isNetwork, type Network, networkName } from '../../core/network.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { isKeyOfData } from '../../db/seal-check.ts'
import { slackManifest, slackManifestLink } from '../../views/slack-manifest.ts'
import { finishLogin, loginLines } from '../browser-login.ts'
import { checkDrafter } from '../check-drafter.ts'
import { checkSources } from '../check-sources.ts'
import { checkSpending } from '../check-spending.ts'
import { OTHER_KEY } from '../checked-seal.ts'
import type { CommandContext } from '../context.ts'
import { deskPort } from '../desk-address.ts'
import { databaseName, databaseUrl, dataFolder, openSeal } from '../home.ts'
import { hookAddress } from '../hook-example.ts'
import { SETUP_EXAMPLES, SETUP_GUIDES } from '../setup-guides.ts'
import { SHOP_GUIDES } from '../shop-guides.ts'
import { checkShops, createShops, isShopKind, SHOP_NAMES } from '../shops.ts'
import { readSlackPlaces } from '../slack-places.ts'
import { rotatingFetch } from '../slack-token.ts'

const MIN_FREE_BYTES = 500_000_000
/** The desk's own Slack is "slack"; a community that is listened to has this name. */
const COMMUNITY = 'slack-community'
const NETWORKS_GUIDED = Object.keys(SETUP_GUIDES).map((n) => (n === 'slack' ? COMMUNITY : n))
const GUIDED = ['slack', ...NETWORKS_GUIDED, ...Object.keys(SHOP_NAMES)]

interface SetupFlags {
  address?: string
  manifest?: boolean
}

/** `setup slack` and `doctor`: what to do, and what is wrong with its mend. */
export function addSetup(program: Command, ctx: CommandContext): void {
  program
    .command('setup')
    .description(`guided set-up of ${GUIDED.join(', ')}`)
    .argument('<what>', GUIDED.join('|'))
    .option('--address <url>', 'the address a login in the browser ended at')
    .option('--manifest', 'slack only: print the manifest, to paste it over that of an older app')
    .action(async (what: string, { address, manifest }: SetupFlags) => {
      if (what === 'slack' && manifest === true) return ctx.output(true).json(slackManifest())
      if (address !== undefined) await finishLogin(ctx, what, address)
      if (what === 'slack') return setupSlack(ctx)
      if (isShopKind(what)) return setupShop(ctx, what)
      const network = what === COMMUNITY ? 'slack' : what
      const guide = isNetwork(network) ? SETUP_GUIDES[network] : undefined
      if (guide === undefined || !isNetwork(network))
        throw new UsageError(`"${what}" has no guided set-up yet. There is: ${GUIDED.join(', ')}.`)
      await setupNetwork(ctx, what, network, guide)
    })

  program
    .command('doctor')
    .description('checks settings, tokens, disk, database and sources; each line with its mend')
    .option('--json', 'machine-readable output')
    .action(async (flags: { json?: boolean }) => {
      const out = ctx.output(flags.json === true)
      const findings = await examine(ctx)
      if (flags.json === true) out.json(findings)
      else for (const f of findings) out.line(lineOf(f))
      if (findings.some((f) => f.level === 'fail')) process.exitCode = 1
    })
}

async function setupSlack(ctx: CommandContext): Promise<void> {
  const out = ctx.output(false)
  const where = await slackSettings(ctx)
  if (where === null || (where.door.mode === 'socket' && where.door.appToken === undefined)) {
    out.line('1. Open this link, choose your workspace and press Create. Everything is filled in:')
    out.line(`   ${slackManifestLink()}`)
    out.line('2. Press "Install to Workspace". Copy the "Bot User OAuth Token" (xoxb-…).')
    out.line(
      '3. Under "Basic Information", make an "App-Level Token" with connections:write. Copy it (xapp-…).',
    )
    out.line('4. In Slack, write /invite @Earshot in the channel where cards should appear.')
    out.line(
      '5. Put the two tokens into EARSHOT_SLACK_BOT_TOKEN and EARSHOT_SLACK_APP_TOKEN, the id of the',
    )
    out.line(
      '   channel under slack: {channel: C…} in earshot.yaml, run "earshot apply", then this command again.',
    )
    out.line(
      '   In a terminal: export EARSHOT_SLACK_BOT_TOKEN=xoxb-…  (docs/operations.md says how to keep it.)',
    )
    return
  }
  const channel = where.places.channels[0]?.id
  const findings = await checkSlack(where)
  for (const f of findings) out.line(lineOf(f))
  if (findings.some((f) => f.level === 'fail') || channel === undefined)
    throw new UsageError('Mend the lines above and run "earshot setup slack" again.')
  await sendTestCard({ ...where, channel })
  out.line(
    'ok    A test card was posted and taken away again. Slack is ready: run "earshot start".',
  )
}

/** The steps, until a shop of this kind is set up; then what it says of itself. */
async function setupShop(ctx: CommandContext, kind: keyof typeof SHOP_NAMES): Promise<void> {
  const out = ctx.output(false)
  await ctx.withDatabase(async (db) => {
    const findings = await checkShops(ctx, db, kind)
    for (const f of findings) out.line(lineOf(f))
    for (const { id } of (await createShops(db)).filter((shop) => shop.kind === kind))
      for (const line of hookAddress(id, deskPort(ctx.env))) out.line(line)
    const isReady = findings.length > 0 && findings.every((f) => f.level !== 'fail')
    if (isReady) out.line(`ok    ${SHOP_NAMES[kind]} is ready: run "earshot start".`)
    if (isReady && findings.every((f) => f.level === 'ok')) return
    for (const line of SHOP_GUIDES[kind]) out.line(line)
    if (findings.length > 0 && !isReady)
      throw new UsageError(`Mend the lines above and run "earshot setup ${kind}" again.`)
  })
}

/** The steps, until a connection of this network is set up; then what it says of itself. */
async function setupNetwork(
  ctx: CommandContext,
  what: string,
  network: Network,
  guide: readonly string[],
): Promise<void> {
  const out = ctx.output(false)
  await ctx.withDatabase(async (db) => {
    const findings = await checkSources(ctx, db, network)
    for (const f of findings) out.line(lineOf(f))
    const example = SETUP_EXAMPLES[network]
    for (const id of example === undefined ? [] : await connectionsOf(db, network))
      for (const line of example?.(id, deskPort(ctx.env)) ?? []) out.line(line)
    const isBroken = findings.some((f) => f.level === 'fail')
    if (isBroken) for (const line of await loginLines(ctx, db, network)) out.line(line)
    else if (findings.length > 0)
      out.line(`ok    ${nameOf(network)} is ready: run "earshot start".`)
    if (findings.length > 0 && findings.every((f) => f.level === 'ok')) return
    for (const line of guide) out.line(line)
    if (isBroken)
      throw new UsageError(`Mend the lines above and run "earshot setup ${what}" again.`)
  })
}

function nameOf(network: Network): string {
  return network === 'slack' ? 'The Slack community' : networkName(network)
}

/** One finding with its mend; messages of the system underneath end without a full stop. */
function lineOf({ level, what, mend }: SlackFinding): string {
  const said = `${level.padEnd(4)}  ${what}`
  if (mend === undefined) return said
  return /[.!?]$/.test(said) ? `${said} ${mend}` : `${said}. ${mend}`
}

async function connectionsOf(db: Database, network: Network): Promise<string[]> {
  const rows = await db.kysely
    .selectFrom('connection')
    .select('id')
    .where('network', '=', network)
    .where('enabled', '=', 1)
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

async function examine(ctx: CommandContext): Promise<SlackFinding[]> {
  const findings: SlackFinding[] = []
  const disk = statfsSync(dataFolder(ctx.env))
  const free = disk.bavail * disk.bsize
  findings.push(
    free < MIN_FREE_BYTES
      ? {
          level: 'warn',
          what: `Only ${Math.round(free / 1e6)} MB are free on the disk.`,
          mend: 'Make room, or move EARSHOT_DATA.',
        }
      : { level: 'ok', what: 'There is room on the disk.' },
  )
  let db: Database
  try {
    db = await openDatabase({ url: databaseUrl(ctx.env), clock: ctx.clock, node: 63 })
  } catch (error) {
    return [...findings, { level: 'fail', what: messageOf(error) }]
  }
  try {
    findings.push({
      level: 'ok',
      what: `The ${databaseName(db)} database opens and its tables are up to date.`,
    })
    const isWritten = existsSync(ctx.configFile)
    const apply = `${ctx.configFile} is there. Run: earshot apply`
    const brands = await db.kysely.selectFrom('brand').select('id').execute()
    findings.push(
      brands.length === 0
        ? {
            level: 'warn',
            what: 'No brand is set up.',
            mend: isWritten ? apply : 'Write one into earshot.yaml and run "earshot apply".',
          }
        : {
            level: 'ok',
            what: `${brands.length === 1 ? '1 brand is' : `${brands.length} brands are`} set up.`,
          },
    )
    const owner = await db.kysely
      .selectFrom('staff')
      .select('id')
      .where('role', '=', 'owner')
      .executeTakeFirst()
    if (owner === undefined)
      findings.push({
        level: 'warn',
        what: 'Nobody on the team is an owner.',
        mend: isWritten && brands.length === 0 ? apply : 'Add one under "staff:" in earshot.yaml.',
      })
    if (!(await isKeyOfData(db.kysely, openSeal(ctx.env), ctx.clock.now())))
      findings.push({ level: 'fail', what: OTHER_KEY })
    findings.push(...(await checkSources(ctx, db)), ...(await checkSpending(db, ctx.clock)))
    findings.push(...(await checkShops(ctx, db)))
    findings.push(...(await checkDrafter(db, ctx.env)))
    findings.push(...(await examineSlack(ctx, db)))
    return findings
  } finally {
    await db.close()
  }
}

async function examineSlack(ctx: CommandContext, db: Database): Promise<SlackFinding[]> {
  const where = await readSlack(ctx, db)
  if (where !== null) return checkSlack(where)
  return [
    {
      level: 'warn',
      what: 'Slack is not connected; cards appear on the web desk only.',
      mend: 'Run: earshot setup slack',
    },
  ]
}

function slackSettings(ctx: CommandContext) {
  return ctx.withDatabase((db) => readSlack(ctx, db))
}

/** Where Slack is and the keys for it; null without a bot token. */
async function readSlack(ctx: CommandContext, db: Database) {
  const botToken = ctx.env('EARSHOT_SLACK_BOT_TOKEN')
  if (botToken === undefined) return null
  const row = await db.kysely
    .selectFrom('setting')
    .select('value')
    .where('key', '=', 'slack')
    .executeTakeFirst()
  type Stored = { mode?: string; apiUrl?: string } | null
  const set = (JSON.parse(row?.value ?? 'null') as Stored) ?? {}
  const door: SlackKeys =
    set.mode === 'http'
      ? { mode: 'http', signingSecret: ctx.env('EARSHOT_SLACK_SIGNING_SECRET') }
      : { mode: 'socket', appToken: ctx.env('EARSHOT_SLACK_APP_TOKEN') }
  const { apiUrl } = set
  const of = { db, seal: openSeal(ctx.env), log: silentLogger, botToken, apiUrl }
  const rotating = rotatingFetch(ctx, of)
  const at = {
    ...(apiUrl === undefined ? {} : { apiUrl }),
    ...(rotating === null ? {} : { fetch: rotating.fetch }),
  }
  const places = await readSlackPlaces(db)
  return { botToken, door, places, ...at }
}
