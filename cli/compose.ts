import { randomBytes } from 'node:crypto'
import type { Grounded } from '../analysis/layers/ground.ts'
import type { Understander } from '../analysis/understand/understanding.ts'
import { createCardSenders } from '../bot/card-sender.ts'
import { createGroupReader } from '../bot/group-members.ts'
import { createIncidentSenders } from '../bot/incident-sender.ts'
import { createNoteEraser } from '../bot/note-eraser.ts'
import { createNoticeSender } from '../bot/notice-sender.ts'
import { createNudgeSender } from '../bot/nudge-sender.ts'
import { createSlackBot, type SlackBot, type SlackSettings } from '../bot/slack-bot.ts'
import { createSlackClients } from '../bot/slack-client.ts'
import { createStaffNoteSenders } from '../bot/staff-note-sender.ts'
import { createThreadNoteSender } from '../bot/thread-note-sender.ts'
import type { Connector, Ctx } from '../connectors/connector.ts'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'
import type { Seal } from '../core/seal.ts'
import { createBatchWriter } from '../db/batch-writer.ts'
import type { Database } from '../db/database.ts'
import { createLateSweep } from '../db/erasure/late-deliveries.ts'
import { eraseDue } from '../db/erasures.ts'
import { openInbox } from '../db/inbox.ts'
import { createDirectReader, openThreadReader } from '../db/reader.ts'
import { forgetOld } from '../db/retention.ts'
import { createPeopleWatch } from '../jobs/assess-people.ts'
import { discoverTopics } from '../jobs/discover-topics.ts'
import { createOutbox, type Sender } from '../jobs/outbox.ts'
import { GROUPS_MS, refreshGroups } from '../jobs/refresh-groups.ts'
import { createReplySender } from '../jobs/reply-sender.ts'
import { WAKE_MS, wakeCases } from '../jobs/wake-cases.ts'
import { createDeadlineWatch, WATCH_MS } from '../jobs/watch-deadlines.ts'
import { createSignalWatch } from '../jobs/watch-signals.ts'
import type { WatchList } from '../pipeline/draft.ts'
import { createIngest, type Ingest } from '../pipeline/ingest.ts'
import { type CompileQueries, loadWatchList } from '../pipeline/watch-list.ts'
import { createIngestWorker } from '../pipeline/worker.ts'
import type { createWebApp } from '../web/app.ts'
import { followConnections, readAccounts } from './follow-connections.ts'
import { createHooks } from './hooks.ts'
import { createLearning } from './learning.ts'
import { createWake, runLoop } from './loops.ts'
import { createReplyRights } from './reply-rights.ts'
import { DESK_ROLES, type DeskRole } from './roles.ts'
import { serveWeb } from './serve-web.ts'
import { readWeights } from './weights.ts'

export interface DeskOptions {
  db: Database
  clock: Clock
  random: () => number
  log: Logger
  seal: Seal
  understander: Understander & Partial<Grounded>
  compileQueries: CompileQueries
  /** Every connection that listens, by its id. */
  connectors: ReadonlyMap<string, Connector>
  ctxOf(connectionId: string, signal: AbortSignal): Ctx
  slack: (SlackSettings & { inboxFile: string }) | null
  /** Matching, understanding and storing run on a thread of their own on this database; null: in this one. */
  ingestUrl?: string | null
  /** Node of the ids that the ingest thread makes; never this thread's own. Default 1. */
  ingestNode?: number
  /** The SQLite file that pages are read from on their own thread; null reads in this one. */
  readFile: string | null
  /** 0 lets the system choose; null for no web desk. */
  port: number | null
  /** What of it runs in this process; all by default. */
  roles?: ReadonlySet<DeskRole>
  demoStaffId: string | null
  /** Told how every connection is doing, every few seconds. */
  onHealth?: (
    rows: readonly { connection_id: string; state: string; detail: string | null }[],
  ) => void
  /** Told of the watch list whenever it is read. */
  onWatchList?: (watchList: WatchList) => void
  /** Adds pages of the demo. */
  mount?: (app: ReturnType<typeof createWebApp>) => void
}

export interface Desk {
  /** Where the desk listens; null without one. */
  address: string | null
  ingest: Ingest
  /** Delivers what is due now; the loop does so by itself. */
  deliverDue(): Promise<number>
  slack: SlackBot | null
  stop(): Promise<void>
}

const OUTBOX_PAUSE_MS = 500
const RELOAD_MS = 5000
const FORGET_MS = 3_600_000
const ASSESS_MS = 5000
const ERASE_MS = 10_000
const WATCH_SIGNALS_MS = 3 * 60_000
const DISCOVER_TOPICS_MS = 20 * 60_000
/** Finished rows of the inbox stay this long, so that late redeliveries are still known. */
const INBOX_KEPT_MS = 7 * 86_400_000
const STOP_LIMIT_MS = 10_000

/** Puts the rooms together; the one place that knows everybody. */
export async function openDesk(options: DeskOptions): Promise<Desk> {
  const { db, clock, log } = options
  const stopping = new AbortController()
  const { signal } = stopping
  const running: Promise<unknown>[] = []
  const roles = options.roles ?? new Set(DESK_ROLES)
  const again = (step: () => Promise<void>) => {
    running.push(runLoop(step, { clock, log, signal }))
  }

  const watching = await keepWatchList(options, again, signal)
  const { ingest, closeIngest } = openIngest(options, roles, watching)
  const contexts = new Map(
    [...options.connectors.keys()].map((id) => [id, options.ctxOf(id, signal)]),
  )
  const accounts = await readAccounts(options.connectors, contexts, log)
  const rights = createReplyRights((id) => options.connectors.get(id) ?? null, accounts)
  const ctx = { db, clock, openCode: options.seal.open, ...createLearning(options) }

  const wake = createWake()
  const deps = { ctx, log, ...rights, wake: wake.now }
  const slackBot = roles.has('desk') ? openSlack(options, deps) : null
  const deliverDue = createOutbox({
    db,
    clock,
    random: options.random,
    log,
    owner: randomBytes(6).toString('hex'),
    senders: createSenders(options, contexts, deps),
  })

  const reader =
    options.readFile === null ? createDirectReader(db) : openThreadReader(options.readFile)
  // Before anything runs: where the port is taken, nothing may go on behind the fault.
  let web: Awaited<ReturnType<typeof openWeb>> = null
  try {
    if (roles.has('web')) web = await openWeb(options, contexts, deps, reader.kysely)
  } catch (error) {
    await stop()
    throw error
  }

  if (roles.has('ingest')) running.push(...followConnections(options, ingest, signal))
  if (roles.has('jobs')) {
    again(async () => {
      if ((await deliverDue()) === 0) await wake.next(OUTBOX_PAUSE_MS, clock, signal)
    })
    watchPromises(options, again, signal)
    again(async () => {
      await forgetOld(db.kysely, clock.now())
      await clock.sleep(FORGET_MS, signal)
    })
    again(async () => {
      if ((await wakeCases({ db, clock })) > 0) wake.now()
      await clock.sleep(WAKE_MS, signal)
    })
    const scrubInbox = ({ parts }: { parts: readonly string[] }) =>
      slackBot?.inbox.scrub(parts, clock.now())
    const sweepLate = createLateSweep(db)
    again(async () => {
      if ((await eraseDue({ db, clock, scrubInbox })) > 0) wake.now()
      await sweepLate()
      await clock.sleep(ERASE_MS, signal)
    })
    const assessPeople = createPeopleWatch({ db, clock })
    again(async () => {
      if ((await assessPeople()) === 0) await clock.sleep(ASSESS_MS, signal)
    })
    const watchSignals = createSignalWatch({ db, clock, log })
    again(async () => {
      if ((await watchSignals()) > 0) wake.now()
      await clock.sleep(WATCH_SIGNALS_MS, signal)
    })
    again(async () => {
      await discoverTopics({ db, clock, log })
      await clock.sleep(DISCOVER_TOPICS_MS, signal)
    })
  }
  if (slackBot !== null) {
    running.push(slackBot.bot.start())
    again(async () => {
      slackBot.inbox.prune(clock.now() - INBOX_KEPT_MS)
      await clock.sleep(FORGET_MS, signal)
    })
  }

  return {
    address: web?.address ?? null,
    ingest,
    deliverDue,
    slack: slackBot?.bot ?? null,
    stop,
  }

  async function stop(): Promise<void> {
    stopping.abort(new Error('the desk is stopping'))
    await slackBot?.bot.stop()
    await web?.close()
    const limit = new AbortController()
    await Promise.race([
      Promise.allSettled(running),
      clock.sleep(STOP_LIMIT_MS, limit.signal).catch(() => {}),
    ])
    limit.abort()
    await closeIngest()
    slackBot?.inbox.close()
    await reader.close()
  }
}

/** Ingest on its own thread where it has a database to open there, otherwise in this one. */
function openIngest(
  options: DeskOptions,
  roles: ReadonlySet<DeskRole>,
  watchList: () => WatchList,
): { ingest: Ingest; closeIngest(): Promise<void> } {
  const { db, clock, understander, ingestUrl } = options
  if (typeof ingestUrl === 'string' && roles.has('ingest')) {
    const thread = createIngestWorker({
      url: ingestUrl,
      node: options.ingestNode ?? 1,
      searchPath: null,
      weights: readWeights(),
    })
    return { ingest: thread.ingest, closeIngest: thread.close }
  }
  const ingest = createIngest({ db, writer: createBatchWriter(db), clock, understander, watchList })
  return { ingest, closeIngest: async () => {} }
}

/** Reads brands and queries again every few seconds, and tells how the sources are. */
async function keepWatchList(
  options: DeskOptions,
  again: (step: () => Promise<void>) => void,
  signal: AbortSignal,
): Promise<() => WatchList> {
  const { db, clock } = options
  let watchList = await loadWatchList(db, options.compileQueries)
  options.onWatchList?.(watchList)
  again(async () => {
    await clock.sleep(RELOAD_MS, signal)
    watchList = await loadWatchList(db, options.compileQueries)
    options.onWatchList?.(watchList)
    options.onHealth?.(
      await db.kysely.selectFrom('health').select(['connection_id', 'state', 'detail']).execute(),
    )
  })
  return () => watchList
}

type SharedDeps = Parameters<typeof createSlackBot>[1] extends infer D
  ? Omit<D, 'inbox' | 'random' | 'onState'>
  : never

function openSlack(options: DeskOptions, deps: SharedDeps) {
  if (options.slack === null) return null
  const { inboxFile, ...settings } = options.slack
  const inbox = openInbox(inboxFile)
  const bot = createSlackBot(settings, { ...deps, inbox, random: options.random })
  return { bot, inbox }
}

/** Reminds people of what they promised. Without Slack there is nobody to remind: the desk shows what is due by itself. */
function watchPromises(
  options: DeskOptions,
  again: (step: () => Promise<void>) => void,
  signal: AbortSignal,
): void {
  const { db, clock, log, slack } = options
  if (slack === null) return
  const { bulk } = createSlackClients(slack.botToken, log, slack.apiUrl)
  const watchDeadlines = createDeadlineWatch({ db, clock, log })
  const membersOf = createGroupReader(bulk, clock)
  again(async () => {
    await watchDeadlines()
    await clock.sleep(WATCH_MS, signal)
  })
  again(async () => {
    await refreshGroups({ db, clock, log, membersOf })
    await clock.sleep(GROUPS_MS, signal)
  })
}

/** Who delivers which kind of the outbox. */
function createSenders(
  options: DeskOptions,
  contexts: ReadonlyMap<string, Ctx>,
  deps: SharedDeps,
): Record<string, Sender> {
  const { db, clock, slack } = options
  const replies = createReplySender({
    db,
    clock,
    connectionOf: (id) => {
      const connector = options.connectors.get(id)
      const world = contexts.get(id)
      return connector === undefined || world === undefined ? null : { connector, ctx: world }
    },
  })
  if (slack === null) return { 'network.reply': replies }
  const { bulk } = createSlackClients(slack.botToken, options.log, slack.apiUrl)
  const posting = { ...deps.ctx, slack: bulk, replyRight: deps.replyRight }
  return {
    'network.reply': replies,
    ...createCardSenders(posting),
    ...createThreadNoteSender(posting),
    ...createNoticeSender(bulk, clock),
    ...createNudgeSender(posting),
    ...createStaffNoteSenders(posting),
    ...createIncidentSenders({ db, clock, slack: bulk }),
    ...createNoteEraser({ slack: bulk, clock }),
  }
}

async function openWeb(
  options: DeskOptions,
  contexts: ReadonlyMap<string, Ctx>,
  deps: SharedDeps,
  reader: Database['kysely'],
) {
  const { port, db, demoStaffId, mount } = options
  if (port === null) return null
  const hooks = createHooks({ ...options, contexts }).fetch
  return serveWeb(
    { port, db, hooks: (request) => hooks(request), ...(mount === undefined ? {} : { mount }) },
    { ...deps, reader, demoStaffId },
  )
}
