import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { applyConfig } from '../../actions/apply-config.ts'
import { importCodes } from '../../actions/import-codes.ts'
import type { Drafter } from '../../actions/suggest-draft.ts'
import type { Understander } from '../../analysis/understand/understanding.ts'
import { demoSeal } from '../../cli/commands/demo.ts'
import { type Desk, openDesk } from '../../cli/compose.ts'
import { createConnectionCtx } from '../../cli/connection-ctx.ts'
import { createConnectors } from '../../cli/connections.ts'
import { demoConfig } from '../../cli/demo/demo-config.ts'
import { createDemoConnector, type DemoReply } from '../../cli/demo/demo-connector.ts'
import type { DeskRole } from '../../cli/roles.ts'
import type { Item } from '../../connectors/connector.ts'
import type { Clock } from '../../core/clock.ts'
import { type Config, checkConfig } from '../../core/config.ts'
import { USUAL_DIGEST } from '../../core/digest.ts'
import { type Logger, silentLogger } from '../../core/logger.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { compileSources } from '../../pipeline/compile-sources.ts'
import { type FakeSlack, startFakeSlack } from '../support/fake-slack/fake-slack.ts'
import type { FakeSlackOptions } from '../support/fake-slack/options.ts'
import type { FakeMessage } from '../support/fake-slack/words.ts'
import { batchOf, OPEN_POLICY, plainReader, post } from '../support/listening-desk.ts'
import { manyWords } from '../support/many-words.ts'
import type { NetworkWorld } from '../support/network-world.ts'
import { createQuickClock } from '../support/quick-clock.ts'

export const CHANNEL = 'C1'
const CONNECTION = 'demo-bluesky'
/** A card for every case, and no digest: no drill ends otherwise for the hour it runs at. */
const WIDE_AWAKE: Config['alerts'] = { perDay: 40, perTenMinutes: 1000, night: 'never' }

/** Posts that the plain reader takes for what their name says. */
export const COMPLAINT = 'Juniper Coffee was awful today, a cold latte and a rude barista.'
export const PRAISE = 'I love Juniper Coffee, their latte is the best in town.'
export const EMERGENCY = 'There was a fire at Juniper Coffee and my hand is burnt.'

export interface SlackDesk {
  slack: FakeSlack
  desk: Desk
  db: Database
  clock: Clock
  replies: DemoReply[]
  /** The SQLite file of the desk. */
  file: string
  /** Stores a post as if it came now; another `by` is another case. Its id and some words are added, as nearly the same words twice are one post. */
  hear(nativeId: string, text: string, more?: { by?: string; name?: string }): Promise<void>
  ingest(...items: Item[]): Promise<void>
  /** The card of the one post, once it stands in the channel. */
  cardOf(nativeId: string): Promise<FakeMessage>
  close(): Promise<void>
}

/** A whole desk with the demo's brand, team and gift, beside a fake Slack in Socket Mode. */
export async function openSlackDesk(
  options: {
    log?: Logger
    clock?: Clock
    /** Default: one that knows only the plainest words, so that a test says what it means. */
    understander?: Understander
    slack?: FakeSlackOptions
    pongTimeoutMs?: number
    /** Default: as long as a slow machine wants; a test of a held database says how long. */
    answerWithinMs?: number
    drafter?: Drafter
    /** Default: a card for everything, at any hour. */
    alerts?: Config['alerts']
    /** Pages and dialogs are read on a thread of their own, as in production; default: on the one connection. */
    readerThread?: boolean
    /** Listened to with their real connectors; default: none, and posts come by `hear`. */
    networks?: readonly NetworkWorld[]
    /** Default: all. Without jobs nothing is delivered but by `desk.deliverDue`, so that time may stand still. */
    roles?: readonly DeskRole[]
    /** Further staff: Slack id `U_<id>`. */
    staff?: readonly { id: string; role: 'viewer' | 'agent' | 'approver' | 'owner' }[]
  } = {},
): Promise<SlackDesk> {
  const clock = options.clock ?? createQuickClock(20)
  const slack = await startFakeSlack({
    // An hour ahead: the desk's time is quicker, and must not pass that of the messages.
    clock: createQuickClock(1, Date.now() - 3_600_000),
    rateLimits: 'off',
    // An answer too late is a drill of its own.
    ackTimeoutMs: 60_000,
    triggerMs: 60_000,
    ...options.slack,
  })
  for (const id of ['mara', 'ines', 'leo', 'stranger', ...(options.staff ?? []).map((s) => s.id)])
    slack.addUser({ id: `U_${id}`, name: id })
  slack.addChannel({ id: CHANNEL, name: 'mentions', members: ['U_mara', 'U_ines', 'U_leo'] })

  const folder = mkdtempSync(join(tmpdir(), 'earshot-e2e-'))
  const log = options.log ?? silentLogger
  const db = await openDatabase({ url: join(folder, 'desk.db'), clock, node: 5, durable: false })
  const replies: DemoReply[] = []
  const seal = demoSeal()
  const digest = { ...USUAL_DIGEST, off: true }
  const networks = options.networks ?? []
  const listed = networks.map(({ network, settings }) => ({ id: network, ...settings }))
  const { connections } = checkConfig({ connections: listed }, 'the networks')
  const demo = demoConfig()
  const brands = demo.brands.filter(({ id }) => id === 'juniper').map((b) => ({ ...b, rivals: [] }))
  const config = { ...demo, brands, connections, digest, alerts: options.alerts ?? WIDE_AWAKE }
  await applyConfig({ db, clock }, config, { hash: 'e2e', force: true, by: 'e2e' })
  await importCodes(
    { db, clock, seal },
    { staffId: 'mara', surface: 'cli' },
    {
      poolId: 'cake',
      codes: Array.from({ length: 9 }, (_, i) => ({ code: `CAKE-${i}`, expiresAt: null })),
    },
  )
  await db.kysely.updateTable('brand').set({ channel: CHANNEL }).execute()
  for (const { id, role } of options.staff ?? [])
    await db.kysely
      .insertInto('staff')
      .values({
        id,
        slack_user_id: null,
        name: id,
        role,
        zone: null,
        created_at: clock.now(),
        disabled_at: null,
      })
      .execute()
  for (const { id } of await db.kysely.selectFrom('staff').select('id').execute())
    await db.kysely
      .updateTable('staff')
      .set({ slack_user_id: `U_${id}` })
      .where('id', '=', id)
      .execute()
  const { connectors, capUsd } = await createConnectors(db, () => true)
  await db.kysely
    .insertInto('connection')
    .values({
      id: CONNECTION,
      network: 'bluesky',
      config: '{}',
      enabled: 1,
      created_at: clock.now(),
    })
    .execute()
  const secrets = Object.assign({}, ...networks.map((one) => one.secrets)) as Record<string, string>
  const plan = { posts: [], liveFrom: 0, liveMs: 1, total: 0 }
  const ctxOf = await createConnectionCtx({
    db,
    clock,
    random: Math.random,
    log,
    seal,
    env: (name) => secrets[name],
    capUsd,
    allowPrivateAddresses: true,
  })
  const desk = await openDesk({
    db,
    clock,
    random: Math.random,
    log,
    seal,
    understander: options.understander ?? plainReader,
    compileQueries: compileSources,
    connectors: connectors.set(CONNECTION, createDemoConnector('bluesky', plan, replies)),
    ctxOf,
    slack: {
      botToken: slack.botToken,
      door: { mode: 'socket', appToken: slack.appToken },
      apiUrl: slack.apiUrl,
      // A machine that is busy elsewhere answers late; a press on a socket given up is lost, as in Slack.
      pongTimeoutMs: options.pongTimeoutMs ?? 60_000,
      answerWithinMs: options.answerWithinMs ?? 200_000,
      inboxFile: join(folder, 'inbox.db'),
    },
    ingestUrl: null,
    readFile: options.readerThread === true ? join(folder, 'desk.db') : null,
    port: 0,
    demoStaffId: 'mara',
    drafter: options.drafter ?? null,
    ...(options.roles === undefined ? {} : { roles: new Set(options.roles) }),
  })
  await slack.until(() => slack.sockets.open > 0, 'the bot on the socket')

  const ingest = async (...items: Item[]) => {
    const result = await desk.ingest(batchOf(items), {
      connectionId: CONNECTION,
      policy: OPEN_POLICY,
    })
    if (result.failed > 0) throw new Error(`${result.failed} posts could not be stored`)
  }
  return {
    slack,
    desk,
    db,
    clock,
    replies,
    file: join(folder, 'desk.db'),
    ingest,
    hear(nativeId, text, more = {}) {
      const { by = `author-${nativeId}`, name = by } = more
      const createdAt = clock.now()
      const item = post(nativeId, `${manyWords(nativeId)}: ${text} (${nativeId})`, {
        by,
        createdAt,
        connectionId: CONNECTION,
      })
      const author = { ...item.mention.author, name }
      return ingest({ ...item, mention: { ...item.mention, author } })
    },
    async cardOf(nativeId) {
      const row = await db.kysely
        .selectFrom('case as c')
        .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
        .select('c.id')
        .where('m.native_id', '=', nativeId)
        .executeTakeFirst()
      if (row === undefined) throw new Error(`the post ${nativeId} made no case`)
      const find = () => slack.messages(CHANNEL).find((m) => caseOf(m) === row.id)
      await slack.until(() => find() !== undefined, `the card of ${nativeId}`)
      return find() as FakeMessage
    },
    async close() {
      await desk.stop()
      await slack.close()
      await db.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The case a card shows, by the ids of its blocks. */
export function caseOf(card: FakeMessage): number {
  return Number(String(card.blocks[0]?.['block_id'] ?? '').split(':')[0])
}

/** Everything a card says, as one string. */
export function words(of: unknown): string {
  return JSON.stringify(of)
}
