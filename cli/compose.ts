import { randomBytes } from 'node:crypto'
import type { ReadWords } from '../actions/read-answer.ts'
import { createSlackBot, type SlackBot } from '../bot/slack-bot.ts'
import type { Ctx } from '../connectors/connector.ts'
import { createBatchWriter } from '../db/batch-writer.ts'
import { type Inbox, openInbox } from '../db/inbox.ts'
import { createDirectReader, openSideReader, openThreadReader, type Reader } from '../db/reader.ts'
import { createOutbox } from '../jobs/outbox.ts'
import type { WatchList } from '../pipeline/draft.ts'
import { createIngest, type Ingest } from '../pipeline/ingest.ts'
import { assessStanding } from '../pipeline/steps/score.ts'
import { createMixReader } from '../pipeline/stream-mixes.ts'
import { loadWatchList } from '../pipeline/watch-list.ts'
import { createIngestWorker } from '../pipeline/worker.ts'
import { createCheckBell } from './check-bell.ts'
import { listJobs } from './desk-jobs.ts'
import type { DeskDeps, DeskOptions } from './desk-options.ts'
import { createSenders } from './desk-senders.ts'
import { followConnections, readAccounts } from './follow-connections.ts'
import { doorsOf, followShops, openContexts } from './follow-shops.ts'
import { createHooks } from './hooks.ts'
import { createLearning } from './learning.ts'
import { createWake, runLoop } from './loops.ts'
import { createReadWords } from './read-words.ts'
import { createReplyRights } from './reply-rights.ts'
import { DESK_ROLES, type DeskRole } from './roles.ts'
import { serveWeb } from './serve-web.ts'
import { readWeights } from './weights.ts'

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
const HOME_MS = 5000
const TOKEN_MS = 600_000
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
  const contexts = openContexts(options, signal)
  const accounts = await readAccounts(options.connectors, contexts, log)
  const rights = createReplyRights((id) => options.connectors.get(id) ?? null, accounts, clock)
  const ctx = {
    db,
    clock,
    openCode: options.seal.open,
    fingerprint: options.seal.fingerprint,
    ...createLearning(options),
  }

  const wake = createWake()
  const { reader, archive } = openReaders(options)
  const rules = () => ({ ...watching(), assess: assessStanding })
  const drafter = options.drafter ?? null
  const deps = { ctx, log, ...rights, reader, archive, rules, drafter, wake: wake.now }
  const { bot, inbox } = openSlack(options, roles, deps)
  const deliverDue = createOutbox({
    db,
    clock,
    random: options.random,
    log,
    owner: randomBytes(6).toString('hex'),
    senders: createSenders(options, contexts, deps),
  })

  // Before anything runs: where the port is taken, nothing may go on behind the fault.
  let web: Awaited<ReturnType<typeof openWeb>> = null
  try {
    if (roles.has('web'))
      web = await openWeb(options, contexts, {
        ...deps,
        readWords: createReadWords(options.understander, watching),
      })
  } catch (error) {
    await stop()
    throw error
  }

  if (roles.has('ingest')) {
    const bell = createCheckBell(db)
    running.push(
      ...followConnections(options, ingest, bell, signal),
      ...followShops(options, contexts, bell),
    )
    again(async () => {
      await clock.sleep(RELOAD_MS, signal)
      await bell.look()
    })
  }
  if (roles.has('jobs')) {
    again(async () => {
      if ((await deliverDue()) === 0) await wake.next(OUTBOX_PAUSE_MS, clock, signal)
    })
    startJobs(listJobs(options, inbox, signal))
  }
  const keepToken = options.slack?.keepToken
  if (keepToken !== undefined)
    again(async () => {
      await keepToken()
      await clock.sleep(TOKEN_MS, signal)
    })
  if (bot !== null && inbox !== null) {
    running.push(bot.start())
    again(async () => {
      inbox.prune(clock.now() - INBOX_KEPT_MS)
      await clock.sleep(FORGET_MS, signal)
    })
    again(async () => {
      await clock.sleep(HOME_MS, signal)
      await bot.refreshHomes()
    })
  }

  return {
    address: web?.address ?? null,
    ingest,
    deliverDue,
    slack: bot,
    stop,
  }

  function startJobs(jobs: ReturnType<typeof listJobs>): void {
    for (const { run, restMs } of jobs)
      again(async () => {
        if ((await run()) > 0) wake.now()
        await clock.sleep(typeof restMs === 'number' ? restMs : restMs(), signal)
      })
  }

  async function stop(): Promise<void> {
    stopping.abort(new Error('the desk is stopping'))
    await bot?.stop()
    await web?.close()
    const limit = new AbortController()
    await Promise.race([
      Promise.allSettled(running),
      clock.sleep(STOP_LIMIT_MS, limit.signal).catch(() => {}),
    ])
    limit.abort()
    await closeIngest()
    inbox?.close()
    await reader.close()
    await archive.close()
  }
}

/** Dialogs read beside the connection that writes, pages on a thread; Postgres has room for all in its pool. */
function openReaders({ db, clock, readFile }: DeskOptions): { reader: Reader; archive: Reader } {
  if (readFile === null) return { reader: createDirectReader(db), archive: createDirectReader(db) }
  return { reader: openSideReader(readFile, clock), archive: openThreadReader(readFile) }
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
  const mixesAt = createMixReader(db)
  const read = async () => loadWatchList(db, options.compileQueries, await mixesAt(clock.now()))
  let watchList = await read()
  options.onWatchList?.(watchList)
  again(async () => {
    await clock.sleep(RELOAD_MS, signal)
    watchList = await read()
    options.onWatchList?.(watchList)
    options.onHealth?.(
      await db.kysely.selectFrom('health').select(['connection_id', 'state', 'detail']).execute(),
    )
  })
  return () => watchList
}

function openSlack(
  options: DeskOptions,
  roles: ReadonlySet<DeskRole>,
  deps: DeskDeps,
): { bot: SlackBot; inbox: Inbox } | { bot: null; inbox: null } {
  if (options.slack === null || !roles.has('desk')) return { bot: null, inbox: null }
  const { inboxFile, ...settings } = options.slack
  const inbox = openInbox(inboxFile)
  const bot = createSlackBot(settings, { ...deps, inbox, random: options.random })
  return { bot, inbox }
}

async function openWeb(
  options: DeskOptions,
  contexts: ReadonlyMap<string, Ctx>,
  deps: DeskDeps & { readWords: ReadWords },
) {
  const { port, db, demoStaffId, mount } = options
  if (port === null) return null
  const hooks = createHooks({ ...options, connectors: doorsOf(options), contexts }).fetch
  return serveWeb(
    { port, db, hooks: (request) => hooks(request), ...(mount === undefined ? {} : { mount }) },
    { ...deps, reader: deps.archive.kysely, demoStaffId },
  )
}
