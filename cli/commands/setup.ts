import { existsSync, statfsSync } from 'node:fs'
import type { Command } from 'commander'
import type { SlackFinding } from '../../bot/slack-finding.ts'
import { messageOf, UsageError } from '../../core/errors.ts'
import { isNetwork, type Network, networkName } from '../../core/network.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { isKeyOfData } from '../../db/seal-check.ts'
import { slackManifest } from '../../views/slack-manifest.ts'
import { finishLogin, loginLines } from '../browser-login.ts'
import { checkDrafter } from '../check-drafter.ts'
import { checkSources } from '../check-sources.ts'
import { checkSpending } from '../check-spending.ts'
import { OTHER_KEY } from '../checked-seal.ts'
import type { CommandContext } from '../context.ts'
import { runningPort } from '../desk-address.ts'
import { findingLine } from '../finding-line.ts'
import { databaseName, databaseUrl, dataFolder, openSeal } from '../home.ts'
import { hookAddress } from '../hook-example.ts'
import { SETUP_EXAMPLES, SETUP_GUIDES } from '../setup-guides.ts'
import { examineSlack, setupSlack } from '../setup-slack.ts'
import { SHOP_GUIDES } from '../shop-guides.ts'
import { checkShops, createShops, isShopKind, SHOP_NAMES } from '../shops.ts'

const MIN_FREE_BYTES = 500_000_000
/** The desk's own Slack is "slack"; a community that is listened to has this name. */
const COMMUNITY = 'slack-community'
const NETWORKS_GUIDED = Object.keys(SETUP_GUIDES).map((n) => (n === 'slack' ? COMMUNITY : n))
const GUIDED = ['slack', ...NETWORKS_GUIDED, ...Object.keys(SHOP_NAMES)]

interface SetupFlags {
  address?: string
  manifest?: boolean
  rotate?: boolean
}

/** `setup slack` and `doctor`: what to do, and what is wrong with its mend. */
export function addSetup(program: Command, ctx: CommandContext): void {
  program
    .command('setup')
    .description(`guided set-up of ${GUIDED.join(', ')}`)
    .argument('<what>', GUIDED.join('|'))
    .option('--address <url>', 'the address a login in the browser ended at')
    .option('--manifest', 'slack only: print the manifest, to paste it over that of an older app')
    .option(
      '--rotate',
      'slack only: exchange the token, which never ends, for one that rotates; nothing turns it back',
    )
    .action(async (what: string, { address, manifest, rotate }: SetupFlags) => {
      if (what === 'slack' && manifest === true) return ctx.output(true).json(slackManifest())
      if (address !== undefined) await finishLogin(ctx, what, address)
      if (what === 'slack') return setupSlack(ctx, rotate === true)
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
      else for (const f of findings) out.line(findingLine(f))
      if (findings.some((f) => f.level === 'fail')) process.exitCode = 1
    })
}

/** The steps, until a shop of this kind is set up; then what it says of itself. */
async function setupShop(ctx: CommandContext, kind: keyof typeof SHOP_NAMES): Promise<void> {
  const out = ctx.output(false)
  await ctx.withDatabase(async (db) => {
    const findings = await checkShops(ctx, db, kind)
    for (const f of findings) out.line(findingLine(f))
    for (const { id } of (await createShops(db)).filter((shop) => shop.kind === kind))
      for (const line of hookAddress(id, runningPort(ctx.env))) out.line(line)
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
    for (const f of findings) out.line(findingLine(f))
    const example = SETUP_EXAMPLES[network]
    for (const id of example === undefined ? [] : await connectionsOf(db, network))
      for (const line of example?.(id, runningPort(ctx.env)) ?? []) out.line(line)
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
