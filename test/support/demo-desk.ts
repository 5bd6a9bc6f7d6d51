import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createUnderstander } from '../../analysis/understand/model-understander.ts'
import { demoSeal, prepareDemo } from '../../cli/commands/demo.ts'
import { type Desk, openDesk } from '../../cli/compose.ts'
import { createConnectionCtx } from '../../cli/connection-ctx.ts'
import type { DemoReply } from '../../cli/demo/demo-connector.ts'
import { mountDemoNetworks } from '../../cli/demo/demo-networks.ts'
import { planDemo } from '../../cli/demo/demo-plan.ts'
import { mountDemoTeam } from '../../cli/demo/demo-team.ts'
import { playTill } from '../../cli/demo/demo-till.ts'
import { readWeights } from '../../cli/weights.ts'
import { systemClock } from '../../core/clock.ts'
import { silentLogger } from '../../core/logger.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { compileSources } from '../../pipeline/compile-sources.ts'

export interface DemoDesk {
  desk: Desk
  db: Database
  replies: DemoReply[]
  close(): Promise<void>
}

/** The demo as `npm start` runs it, played at once, on a free port, in a folder that goes with it. */
export async function openDemoDesk(
  slack: { botToken: string; appToken: string; apiUrl: string; channel: string } | null = null,
): Promise<DemoDesk> {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-demo-'))
  const clock = systemClock
  const db = await openDatabase({ url: join(folder, 'demo.db'), clock, node: 5, durable: false })
  const replies: DemoReply[] = []
  const { connectors } = await prepareDemo(db, { clock }, { liveMs: 1, replies })
  if (slack !== null) {
    await db.kysely
      .updateTable('brand')
      .set({ channel: slack.channel })
      .where('id', '=', 'juniper')
      .execute()
    for (const id of ['mara', 'ines', 'leo'])
      await db.kysely
        .updateTable('staff')
        .set({ slack_user_id: `U_${id}` })
        .where('id', '=', id)
        .execute()
  }
  const seal = demoSeal()
  const ctxOf = await createConnectionCtx({
    db,
    clock,
    random: Math.random,
    log: silentLogger,
    seal,
    env: () => undefined,
    capUsd: new Map(),
    allowPrivateAddresses: true,
  })
  const desk = await openDesk({
    db,
    clock,
    random: Math.random,
    log: silentLogger,
    seal,
    understander: createUnderstander(readWeights()),
    compileQueries: compileSources,
    connectors,
    ctxOf,
    slack:
      slack === null
        ? null
        : {
            botToken: slack.botToken,
            apiUrl: slack.apiUrl,
            door: { mode: 'socket', appToken: slack.appToken },
            inboxFile: join(folder, 'inbox.db'),
          },
    ingestUrl: null,
    readFile: null,
    port: 0,
    demoStaffId: 'mara',
    mount: (app) => {
      mountDemoNetworks(app, replies)
      mountDemoTeam(app, { db, clock: clock })
    },
  })
  return {
    desk,
    db,
    replies,
    async close() {
      await desk.stop()
      await db.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Resolves when every network of the demo has played to its end. */
export async function hearAll({ db }: DemoDesk): Promise<void> {
  // Whatever the time, what is said in the play stands at the end.
  const ends = new Map(planDemo(0, 'UTC').map(({ index, post }) => [post.network, index]))
  await until(async () => {
    const rows = await db.kysely.selectFrom('cursor').select(['connection_id', 'value']).execute()
    const heard = new Map(
      rows.map(({ connection_id, value }) => [
        connection_id,
        (JSON.parse(value) as { next: number }).next,
      ]),
    )
    return [...ends].every(([network, end]) => (heard.get(`demo-${network}`) ?? 0) > end)
  })
}

/** Fills the till and ties every regular to it, without a pause between looks. */
export async function fillDemoTill({ db }: DemoDesk): Promise<void> {
  const clock = {
    ...systemClock,
    sleep: () => new Promise<void>((resolve) => setImmediate(resolve)),
  }
  const { fingerprint } = demoSeal()
  const forever = Number.POSITIVE_INFINITY
  await playTill({ db, clock, fingerprint }, forever, new AbortController().signal)
}

/** Waits for a condition by asking again on every turn of the event loop; the test's own limit ends it. */
export async function until<T>(
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
): Promise<T> {
  for (;;) {
    const found = await ask()
    if (found !== null && found !== undefined && found !== false) return found
    await new Promise((resolve) => setImmediate(resolve))
  }
}
