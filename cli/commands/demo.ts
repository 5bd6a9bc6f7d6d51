import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { applyConfig } from '../../actions/apply-config.ts'
import { importCodes } from '../../actions/import-codes.ts'
import { createLayeredUnderstander } from '../../analysis/layers/layered-understander.ts'
import type { Connector } from '../../connectors/connector.ts'
import { UsageError } from '../../core/errors.ts'
import { createLogger } from '../../core/logger.ts'
import type { Network } from '../../core/network.ts'
import { createSeal } from '../../core/seal.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { compileSources } from '../../pipeline/compile-sources.ts'
import { openDesk } from '../compose.ts'
import { createConnectionCtx } from '../connection-ctx.ts'
import type { CommandContext } from '../context.ts'
import { demoConfig } from '../demo/demo-config.ts'
import { createDemoConnector, type DemoReply } from '../demo/demo-connector.ts'
import { mountDemoNetworks } from '../demo/demo-networks.ts'
import { planDemo } from '../demo/demo-plan.ts'
import { mountDemoTeam } from '../demo/demo-team.ts'
import { playTill } from '../demo/demo-till.ts'
import { deskPort } from '../desk-address.ts'
import { dataFolder } from '../home.ts'
import { hostZone } from '../host-zone.ts'
import { untilStopped } from '../until-stopped.ts'
import { readWeights } from '../weights.ts'

/** The live part of the play takes this long at speed 1. */
const LIVE_MS = 90_000
/** How long after the last post the till still waits for people: a slow machine is behind. */
const TILL_MS = 300_000

/** `demo`: an invented café chain, in a database of its own. */
export function addDemo(program: Command, ctx: CommandContext): void {
  program
    .command('demo')
    .description(
      'an invented café chain: posts flow in, cards appear, buttons work; nothing leaves this machine',
    )
    .option('--port <number>', 'port of the web desk (4747)')
    .option('--speed <number>', 'how many times faster than a minute and a half', '1')
    .action((options: { port?: string; speed?: string }) => runDemo(ctx, options))
}

/** Plays the demo until stopped. */
export async function runDemo(
  ctx: CommandContext,
  options: { port?: string; speed?: string },
): Promise<void> {
  const speed = Number(options.speed ?? '1')
  if (!(speed > 0))
    throw new UsageError(`--speed is "${options.speed}". Use a number above 0, for example 2.`)
  const out = ctx.output(false)
  const file = join(dataFolder(ctx.env), 'demo.db')
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
  const db = await openDatabase({ url: file, clock: ctx.clock, node: 0 })
  try {
    const replies: DemoReply[] = []
    const { connectors, total } = await prepareDemo(db, ctx, {
      liveMs: LIVE_MS / speed,
      replies,
      zone: hostZone(),
    })
    const log = createLogger((line) => void process.stderr.write(line), 'warn')
    const seal = demoSeal()
    const ctxOf = await createConnectionCtx({
      db,
      clock: ctx.clock,
      random: ctx.random,
      log,
      seal,
      env: () => undefined,
      capUsd: new Map(),
      allowPrivateAddresses: false,
    })
    const desk = await openDesk({
      db,
      clock: ctx.clock,
      random: ctx.random,
      log,
      seal,
      understander: createLayeredUnderstander(readWeights(), () => undefined),
      compileQueries: compileSources,
      connectors,
      ctxOf,
      slack: null,
      ingestUrl: file,
      readFile: file,
      port: deskPort(ctx.env, options.port),
      demoStaffId: 'mara',
      mount: (app) => {
        mountDemoNetworks(app, replies)
        mountDemoTeam(app, { db, clock: ctx.clock })
      },
    })
    const till = playTill(
      { db, clock: ctx.clock, fingerprint: seal.fingerprint },
      ctx.clock.now() + LIVE_MS / speed + TILL_MS,
      ctx.signal,
    ).catch((error: unknown) => log.error({ error }, 'the till of the demo stopped'))
    out.say(
      `The demo is at ${desk.address}: ${total} invented posts about a café chain, played in ${Math.round(LIVE_MS / speed / 1000)} seconds.`,
    )
    out.say(`Answers land in make-believe networks: ${desk.address}/demo/networks`)
    out.say('To listen to your own brand: npx earshot listen "Your brand"')
    await untilStopped(ctx.signal)
    await desk.stop()
    await till
  } finally {
    await db.close()
  }
}

/** Settings, codes and networks of the demo in a fresh database. */
export async function prepareDemo(
  db: Database,
  ctx: Pick<CommandContext, 'clock'>,
  options: { liveMs: number; replies: DemoReply[]; zone?: string | undefined },
): Promise<{ connectors: Map<string, Connector>; total: number }> {
  const actions = { db, clock: ctx.clock }
  const zone = options.zone ?? 'UTC'
  await applyConfig(actions, demoConfig(zone), { hash: 'demo', force: true, by: 'demo' })
  for (const poolId of ['cake', 'beans'])
    await importCodes(
      { ...actions, seal: demoSeal() },
      { staffId: 'mara', surface: 'cli' },
      {
        poolId,
        codes: Array.from({ length: 20 }, (_, i) => ({
          code: `${poolId.toUpperCase()}-DEMO-${100 + i}`,
          expiresAt: null,
        })),
      },
    )
  const posts = planDemo(ctx.clock.now(), zone)
  const live = posts.findIndex(({ at }) => at === null)
  const networks = [...new Set(posts.map(({ post }) => post.network))]
  const connectors = new Map<string, Connector>()
  for (const network of networks) {
    const id = `demo-${network}`
    await addConnection(db, id, network, ctx.clock.now())
    connectors.set(
      id,
      createDemoConnector(
        network,
        {
          posts: posts.filter(({ post }) => post.network === network),
          liveFrom: live === -1 ? posts.length : live,
          liveMs: options.liveMs,
          total: posts.length,
        },
        options.replies,
      ),
    )
  }
  return { connectors, total: posts.length }
}

async function addConnection(
  db: Database,
  id: string,
  network: Network,
  now: number,
): Promise<void> {
  await db.kysely
    .insertInto('connection')
    .values({ id, network, config: '{}', enabled: 1, created_at: now })
    .execute()
}

/** The demo's codes are worth nothing; its key need not be kept. */
export function demoSeal() {
  return createSeal('the key of the demo, worth nothing')
}
