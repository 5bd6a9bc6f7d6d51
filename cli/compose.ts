import { randomBytes } from 'node:crypto'
import { serve } from '@hono/node-server'
import type { Understander } from '../analysis/understand/understanding.ts'
import { createCardSenders } from '../bot/card-sender.ts'
import { createSlackBot, type SlackBot, type SlackSettings } from '../bot/slack-bot.ts'
import { createSlackClients } from '../bot/slack-client.ts'
import { createThreadNoteSender } from '../bot/thread-note-sender.ts'
import type { Connector, Ctx } from '../connectors/connector.ts'
import type { Clock } from '../core/clock.ts'
import { messageOf, UsageError } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Seal } from '../core/seal.ts'
import { createBatchWriter } from '../db/batch-writer.ts'
import type { Database } from '../db/database.ts'
import { openInbox } from '../db/inbox.ts'
import { createDirectReader, openThreadReader } from '../db/reader.ts'
import { forgetOld } from '../db/retention.ts'
import { createOutbox, type Sender } from '../jobs/outbox.ts'
import { createReplySender } from '../jobs/reply-sender.ts'
import type { WatchList } from '../pipeline/draft.ts'
import { createIngest, type Ingest } from '../pipeline/ingest.ts'
import { runConnection } from '../pipeline/run-connection.ts'
import { type CompileQueries, loadWatchList } from '../pipeline/watch-list.ts'
import { createIngestWorker } from '../pipeline/worker.ts'
import { createWebApp } from '../web/app.ts'
import { readMetrics } from './metrics.ts'
import { createReplyRights } from './reply-rights.ts'

export interface DeskOptions {
  db: Database
  clock: Clock
  random: () => number
  log: Logger
  seal: Seal
  understander: Understander
  compileQueries: CompileQueries
  /** Every connection that listens, by its id. */
  connectors: ReadonlyMap<string, Connector>
  ctxOf(connectionId: string, signal: AbortSignal): Ctx
  slack: (SlackSettings & { inboxFile: string }) | null
  /** Matching, understanding and storing run on a thread of their own on this database; null: in this one. */
  ingestUrl?: string | null
  /** The SQLite file that pages are read from on their own thread; null reads in this one. */
  readFile: string | null
  /** 0 lets the system choose; null for no web desk. */
  port: number | null
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
/** Ids of the ingest thread never meet those of this one. */
const INGEST_NODE = 1
const FORGET_MS = 3_600_000
/** Finished rows of the inbox stay this long, so that late redeliveries are still known. */
const INBOX_KEPT_MS = 7 * 86_400_000
const STOP_LIMIT_MS = 10_000

/** Puts the rooms together; the one place that knows everybody. */
export async function openDesk(options: DeskOptions): Promise<Desk> {
  const { db, clock, log } = options
  const stopping = new AbortController()
  const { signal } = stopping
  const running: Promise<unknown>[] = []

  let watchList = await loadWatchList(db, options.compileQueries)
  options.onWatchList?.(watchList)
  const thread =
    typeof options.ingestUrl !== 'string'
      ? null
      : createIngestWorker({ url: options.ingestUrl, node: INGEST_NODE, searchPath: null })
  const ingest: Ingest =
    thread?.ingest ??
    createIngest({
      db,
      writer: createBatchWriter(db),
      clock,
      understander: options.understander,
      watchList: () => watchList,
    })

  const contexts = new Map(
    [...options.connectors.keys()].map((id) => [id, options.ctxOf(id, signal)]),
  )
  const accounts = await readAccounts(options.connectors, contexts, log)
  const rights = createReplyRights((id) => options.connectors.get(id) ?? null, accounts)
  const ctx = { db, clock, openCode: options.seal.open }

  const wake = createWake()
  const deps = { ctx, log, ...rights, wake: wake.now }
  const slackBot = openSlack(options, deps)
  const senders: Record<string, Sender> = {
    'network.reply': createReplySender({
      db,
      clock,
      connectionOf: (id) => {
        const connector = options.connectors.get(id)
        const world = contexts.get(id)
        return connector === undefined || world === undefined ? null : { connector, ctx: world }
      },
    }),
    ...slackBot?.senders,
  }
  const deliverDue = createOutbox({
    db,
    clock,
    random: options.random,
    log,
    owner: randomBytes(6).toString('hex'),
    senders,
  })

  for (const [id, connector] of options.connectors) {
    running.push(
      runConnection(
        {
          db,
          clock,
          random: options.random,
          log,
          ingest,
          connectionId: id,
          connector,
          createCtx: (inner, health) => ({ ...options.ctxOf(id, inner), health }),
        },
        signal,
      ),
    )
  }
  running.push(
    loop(
      async () => {
        if ((await deliverDue()) === 0) await wake.next(OUTBOX_PAUSE_MS, clock, signal)
      },
      clock,
      log,
      signal,
    ),
  )
  running.push(
    loop(
      async () => {
        await clock.sleep(RELOAD_MS, signal)
        watchList = await loadWatchList(db, options.compileQueries)
        options.onWatchList?.(watchList)
        options.onHealth?.(
          await db.kysely
            .selectFrom('health')
            .select(['connection_id', 'state', 'detail'])
            .execute(),
        )
      },
      clock,
      log,
      signal,
    ),
  )
  running.push(
    loop(
      async () => {
        await forgetOld(db.kysely, clock.now())
        slackBot?.inbox.prune(clock.now() - INBOX_KEPT_MS)
        await clock.sleep(FORGET_MS, signal)
      },
      clock,
      log,
      signal,
    ),
  )
  if (slackBot !== null) running.push(slackBot.bot.start())

  const reader =
    options.readFile === null ? createDirectReader(db) : openThreadReader(options.readFile)
  const web = await openWeb(options, deps, reader.kysely)
  return {
    address: web?.address ?? null,
    ingest,
    deliverDue,
    slack: slackBot?.bot ?? null,
    async stop() {
      stopping.abort(new Error('the desk is stopping'))
      await slackBot?.bot.stop()
      await web?.close()
      const limit = new AbortController()
      await Promise.race([
        Promise.allSettled(running),
        clock.sleep(STOP_LIMIT_MS, limit.signal).catch(() => {}),
      ])
      limit.abort()
      await thread?.close()
      slackBot?.inbox.close()
      await reader.close()
    },
  }
}

type SharedDeps = Parameters<typeof createSlackBot>[1] extends infer D
  ? Omit<D, 'inbox' | 'random' | 'onState'>
  : never

function openSlack(options: DeskOptions, deps: SharedDeps) {
  if (options.slack === null) return null
  const { inboxFile, ...settings } = options.slack
  const { botToken, apiUrl } = settings
  const inbox = openInbox(inboxFile)
  const clients = createSlackClients(botToken, options.log, apiUrl)
  const bot = createSlackBot(settings, { ...deps, inbox, random: options.random })
  const posting = { ...deps.ctx, slack: clients.bulk, replyRight: deps.replyRight }
  const senders = { ...createCardSenders(posting), ...createThreadNoteSender(posting) }
  return { bot, inbox, senders }
}

async function openWeb(options: DeskOptions, deps: SharedDeps, reader: Database['kysely']) {
  if (options.port === null) return null
  const app = createWebApp({
    ...deps,
    reader,
    token: () => randomBytes(32).toString('base64url'),
    demoStaffId: options.demoStaffId,
    metrics: () => readMetrics(reader, options.clock.now()),
    ready: async () => {
      try {
        await options.db.kysely.selectFrom('setting').select('key').limit(1).execute()
        return { ok: true, detail: 'ready' }
      } catch (error) {
        options.log.error({ error }, 'the database does not answer')
        return { ok: false, detail: 'the database does not answer' }
      }
    },
  })
  options.mount?.(app)
  const { port } = options
  return new Promise<{ address: string; close(): Promise<void> }>((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (info) =>
      resolve({
        address: `http://127.0.0.1:${info.port}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done())
            if ('closeAllConnections' in server) server.closeAllConnections()
          }),
      }),
    )
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new UsageError(
              `Port ${port} is already in use. Choose another with --port or EARSHOT_PORT.`,
            )
          : error,
      ),
    )
  })
}

async function readAccounts(
  connectors: ReadonlyMap<string, Connector>,
  contexts: ReadonlyMap<string, Ctx>,
  log: Logger,
): Promise<Map<string, string>> {
  const accounts = new Map<string, string>()
  await Promise.all(
    [...connectors].map(async ([id, connector]) => {
      const world = contexts.get(id)
      if (world === undefined || connector.accountName === undefined) return
      try {
        accounts.set(id, await connector.accountName(world))
      } catch (error) {
        log.warn({ connection: id, detail: messageOf(error) }, 'the answering account is not known')
      }
    }),
  )
  return accounts
}

/** Runs one step again and again until the desk stops; a failure is logged and waited out. */
async function loop(
  step: () => Promise<void>,
  clock: Clock,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await step()
    } catch (error) {
      if (signal.aborted) return
      log.error({ error }, 'a loop failed and goes on')
      await clock.sleep(1000, signal).catch(() => {})
    }
  }
}

/** Lets a press cut the outbox's pause short. */
function createWake() {
  let ring: () => void = () => {}
  return {
    now: () => ring(),
    async next(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
      const pause = new AbortController()
      const onStop = () => pause.abort()
      signal.addEventListener('abort', onStop, { once: true })
      ring = onStop
      await clock.sleep(ms, pause.signal).catch(() => {})
      signal.removeEventListener('abort', onStop)
    },
  }
}
