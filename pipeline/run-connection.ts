import type { Batch, Connector, Ctx, Cursor, Gap, Item } from '../connectors/connector.ts'
import type { Clock } from '../core/clock.ts'
import { messageOf, NetworkError, type NetworkErrorCode } from '../core/errors.ts'
import type { Health, HealthState } from '../core/health.ts'
import type { Logger } from '../core/logger.ts'
import type { TroubleKind } from '../core/trouble.ts'
import type { Database } from '../db/database.ts'
import { readHeard, readNewestAt } from '../db/source-hours.ts'
import { waitAfter } from './backoff.ts'
import { createHealthBook } from './health-book.ts'
import type { Ingest, IngestOptions } from './ingest.ts'
import { isQuieterThanItself } from './quiet-alarm.ts'

const STREAM = 'main'
/** How often a connection is asked whether it is quieter than itself. */
const QUIET_CHECK_MS = 5 * 60_000
/** The same batch that fails this often is set aside, so that it does not hold up what follows. */
const MAX_CRASHES = 3
/** Without a mend by people these do not get better: look again only so often. */
const STANDSTILL_MS: Partial<Record<NetworkErrorCode, number>> = {
  billing: 60 * 60_000,
  forbidden: 60 * 60_000,
}

/** How long a connection that only people can mend waits where that could not be noted. */
const UNTOLD_MS = 60_000
/** A source that was not well for this long is worth a word. */
const AWAY_MS = 3_600_000

export interface ConnectionDeps {
  db: Database
  clock: Clock
  random(): number
  log: Logger
  ingest: Ingest
  connectionId: string
  connector: Connector
  /** A context whose work ends with `signal`; `health` is where the connector says how it is. */
  createCtx(signal: AbortSignal, health: (health: Health) => void): Ctx
  /** Tells people what a health row alone would not: silence, a login that is needed, a clamped wait. */
  alert?(about: TroubleKind, what: string, since?: number): void
  /** Since when it is known not to be well from an earlier run; null while it is well. */
  downSince?: number | null
  /** Troubles of this kind are over, whether or not there were any. */
  recovered?(about: readonly TroubleKind[]): void
}

/**
 * Follows one connection until the signal aborts, or until it needs a person (a new login, a wrong
 * configuration). Owns cursor, backoff, health and gaps; never gives up on what may heal by itself.
 */
export async function runConnection(deps: ConnectionDeps, signal: AbortSignal): Promise<void> {
  const runner = createRunner(deps, signal)
  const quiet = runner.watchQuiet()
  try {
    while (!signal.aborted) if (!(await runner.attempt())) return
  } finally {
    runner.stopQuiet()
    await quiet
  }
}

function createRunner(deps: ConnectionDeps, signal: AbortSignal) {
  const { db, clock, log, connectionId, connector } = deps
  const book = createHealthBook(db, clock, connectionId)
  const watching = new AbortController()
  let crashes = 0
  let failures = 0
  let live = false
  let isWell = false
  let downSince = deps.downSince ?? null
  /** When the newest post was said; a post that is not newer was heard before, or is late. */
  let newestAt = 0
  /** Set while the source is quieter than itself. */
  let quiet: Health | null = null
  // After a start nobody knows what was told before.
  let maybeQuiet = true

  return {
    /** One listen until it ends; false where only a person can help. */
    async attempt(): Promise<boolean> {
      live = false
      isWell = false
      const inner = new AbortController()
      const stop = () => inner.abort(signal.reason)
      signal.addEventListener('abort', stop, { once: true })
      try {
        const cursor = await readCursor(db, connectionId)
        newestAt = Math.max(newestAt, await readNewestAt(db.kysely, connectionId))
        await book.note({ state: 'starting' })
        const ctx = deps.createCtx(inner.signal, (health) => {
          void book.note(health).catch(() => {})
          if (health.state === 'live') noteWell()
        })
        for await (const batch of connector.listen(cursor, ctx)) {
          await store(batch)
          if (signal.aborted) return false
        }
        if (signal.aborted) return false
        return await pause(new NetworkError('transient', 'The connection ended.'))
      } catch (error) {
        if (signal.aborted) return false
        return await pause(error)
      } finally {
        signal.removeEventListener('abort', stop)
        inner.abort(new Error('this attempt is over'))
      }
    },
    async watchQuiet(): Promise<void> {
      const both = AbortSignal.any([signal, watching.signal])
      while (!both.aborted) {
        try {
          await clock.sleep(QUIET_CHECK_MS, both)
        } catch {
          return
        }
        if (live && quiet === null)
          await listenForQuiet().catch((error: unknown) =>
            log.error(
              { connection: connectionId, error },
              'whether a source is quiet is not known',
            ),
          )
      }
    },
    stopQuiet: () => watching.abort(new Error('the connection stopped')),
  }

  async function listenForQuiet(): Promise<void> {
    const heard = await readHeard(db.kysely, connectionId)
    if (heard === null || !isQuieterThanItself(heard, clock.now())) return
    const detail = `Nothing came since ${new Date(newestAt).toISOString()}; it usually speaks more often.`
    quiet = { state: 'quiet', detail }
    maybeQuiet = true
    await tell(quiet)
    deps.alert?.('quiet', `${connectionId} is quieter than usual. ${detail}`)
  }

  async function store(batch: Batch): Promise<void> {
    const options: IngestOptions = {
      connectionId,
      stream: STREAM,
      policy: connector.capabilities().policy,
    }
    let failed = 0
    try {
      failed = (await deps.ingest(batch, options)).failed
    } catch (error) {
      if (!isAboutTheData(error) || ++crashes < MAX_CRASHES) throw error
      failed = await storePieces(deps.ingest, batch, options)
      log.error({ connection: connectionId, failed, error: messageOf(error) }, 'posts set aside')
    }
    failures = 0
    crashes = 0
    if (batch.gap !== undefined) deps.alert?.('gap', gapWords(connectionId, batch.gap, clock.now()))
    await noteBatch(batch, failed)
  }

  async function noteBatch(batch: Batch, failed: number): Promise<void> {
    const now = clock.now()
    live = batch.caughtUp
    const poison = batch.items.filter((item) => item.type === 'poison').length
    const times = batch.items.flatMap((item) =>
      item.type === 'upsert' ? [Math.min(item.mention.createdAt, now)] : [],
    )
    const heard = times.filter((at) => at > newestAt).length
    newestAt = Math.max(newestAt, ...times)
    if (heard > 0) {
      quiet = null
      if (maybeQuiet) deps.recovered?.(['quiet'])
      maybeQuiet = false
    }
    if (batch.caughtUp) noteWell()
    await book.noteBatch(
      {
        ...(batch.caughtUp ? (quiet ?? { state: 'live' }) : { state: 'catching_up' }),
        lastOkAt: now,
        ...(heard > 0 && { lastEventAt: newestAt, lagMs: now - newestAt }),
      },
      { received: batch.items.length, quarantined: poison + failed, heard },
    )
  }

  function noteWell(): void {
    downSince = null
    if (isWell) return
    isWell = true
    deps.recovered?.(['needs_person', 'long_wait', 'away'])
  }

  async function pause(error: unknown): Promise<boolean> {
    live = false
    downSince ??= clock.now()
    const code = error instanceof NetworkError ? error.code : 'transient'
    const detail = messageOf(error)
    log.warn({ connection: connectionId, code, detail }, 'connection interrupted')
    const lasting = lastingState(code)
    if (lasting !== null) return standStill(lasting, code, detail)
    const retryAt = error instanceof NetworkError ? error.retryAt : null
    const wait = waitAfter(code, failures++, { now: clock.now(), retryAt }, deps.random)
    if (code !== 'rate_limited' && clock.now() - downSince >= AWAY_MS)
      deps.alert?.('away', `${connectionId}: ${detail}`, downSince)
    if (wait.clamped)
      deps.alert?.(
        'long_wait',
        `${connectionId} was told to wait more than a day. We look again tomorrow.`,
      )
    await rest(code === 'rate_limited' ? 'rate_limited' : 'degraded', detail, wait.ms)
    return true
  }

  /** States that people have to mend: said once, and looked at again rarely or never. */
  async function standStill(
    state: HealthState,
    code: NetworkErrorCode,
    detail: string,
  ): Promise<boolean> {
    deps.alert?.('needs_person', `${connectionId}: ${detail}`)
    const ms = STANDSTILL_MS[code]
    if (ms === undefined && (await tell({ state, detail }))) return false
    // Where it could not even be noted nobody would know: then it is looked at again.
    await rest(state, detail, ms ?? UNTOLD_MS)
    return true
  }

  async function rest(state: HealthState, detail: string, ms: number): Promise<void> {
    await tell({ state, detail, retryAt: clock.now() + ms })
    await clock.sleep(ms, signal).catch(() => {})
  }

  /** A full disk takes no notes, and must not end the connection with them. */
  async function tell(health: Health): Promise<boolean> {
    try {
      await book.note(health)
      return true
    } catch (error) {
      log.error({ connection: connectionId, error }, 'how a source is could not be noted')
      return false
    }
  }
}

function gapWords(connectionId: string, { to, why }: Gap, now: number): string {
  return to > now
    ? `${connectionId} stops hearing some posts: ${why}`
    : `${connectionId} could not fetch a stretch of the past: ${why}`
}

function lastingState(code: NetworkErrorCode): HealthState | null {
  if (code === 'auth') return 'needs_login'
  if (code === 'billing') return 'paused'
  if (code === 'forbidden' || code === 'fatal' || code === 'refused') return 'failed'
  return null
}

/** A full disk or a busy database is no fault of the posts: those wait, however long it takes. */
function isAboutTheData(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string') return true
  return /^(SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE|ERROR)|2[123])/.test(code)
}

/**
 * A batch that crashes the store every time is stored piece by piece; what still crashes is kept as
 * material for people, and the cursor moves on. Answers how many pieces that were.
 */
async function storePieces(ingest: Ingest, batch: Batch, options: IngestOptions): Promise<number> {
  const { cursor, caughtUp } = batch
  const poison: Item[] = []
  for (const item of batch.items)
    try {
      await ingest({ items: [item], cursor, caughtUp }, { ...options, keepCursor: true })
    } catch (error) {
      if (!isAboutTheData(error)) throw error
      const raw = item.type === 'poison' ? item.raw : JSON.stringify(item)
      poison.push({ type: 'poison', raw, reason: messageOf(error) })
    }
  await ingest({ ...batch, items: poison }, options)
  return poison.length
}

async function readCursor(db: Database, connectionId: string): Promise<Cursor | null> {
  const row = await db.kysely
    .selectFrom('cursor')
    .select('value')
    .where('connection_id', '=', connectionId)
    .where('stream', '=', STREAM)
    .executeTakeFirst()
  return row === undefined ? null : (JSON.parse(row.value) as Cursor)
}
