import type { Trx } from '../actions/context.ts'
import type { Clock } from '../core/clock.ts'
import { messageOf, NetworkError } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Database } from '../db/database.ts'
import { claimDue, type OutboxRow, settle } from '../db/queue.ts'

/** What a delivered row leaves behind, written in the same transaction as "sent". */
export interface Delivered {
  result?: string
  apply?: (trx: Trx) => Promise<void>
}

/** Knows how to deliver rows of one kind; compose hands them in. */
export interface Sender {
  /** Throws NetworkError. `uncertain`: an earlier attempt may have arrived, look before sending. */
  send(row: OutboxRow, uncertain: boolean): Promise<Delivered>
  /** Rows older than this are given up (facts on reliability, rule 6). */
  giveUpAfterMs: number
  /** The least time between two rows of one lane. */
  laneGapMs: number
  /** Given up or refused: what people must see; same transaction as "dead". */
  dead?(trx: Trx, row: OutboxRow, error: string): Promise<void>
  /** Nobody knows whether it arrived. */
  ambiguous?(trx: Trx, row: OutboxRow, error: string): Promise<void>
}

export interface OutboxDeps {
  db: Database
  clock: Clock
  random: () => number
  log: Logger
  owner: string
  senders: Readonly<Record<string, Sender>>
}

const BASE_MS = 2000
const CAP_MS = 15 * 60_000
const LOOK_AGAIN_MS = 5000
const BATCH = 20

/** Delivers what is due, once round; returns how many rows it touched. */
export type DeliverDue = () => Promise<number>

/** Delivery with lanes that keep their pace; every row is settled under its fencing token. */
export function createOutbox(deps: OutboxDeps): DeliverDue {
  const freeAt = new Map<string, number>()

  return async () => {
    const now = deps.clock.now()
    const busyLanes = [...freeAt].filter(([, at]) => at > now).map(([lane]) => lane)
    for (const [lane, at] of freeAt) if (at <= now) freeAt.delete(lane)
    const rows = await claimDue(deps.db, { owner: deps.owner, now, limit: BATCH, busyLanes })
    await Promise.all(rows.map((row) => deliver(deps, row, freeAt)))
    return rows.length
  }
}

async function deliver(
  deps: OutboxDeps,
  row: OutboxRow,
  freeAt: Map<string, number>,
): Promise<void> {
  const sender = deps.senders[row.kind]
  if (sender === undefined) {
    await settle(deps.db.kysely, row, { state: 'dead', error: `nobody delivers ${row.kind}` })
    return
  }
  try {
    const done = await sender.send(row, row.state !== 'pending')
    freeAt.set(row.lane, deps.clock.now() + sender.laneGapMs)
    await deps.db.transaction(async (trx) => {
      const mine = await settle(trx, row, {
        state: 'sent',
        at: deps.clock.now(),
        result: done.result ?? null,
      })
      if (mine) await done.apply?.(trx)
    })
  } catch (error) {
    await settleFailure(deps, sender, row, error, freeAt)
  }
}

async function settleFailure(
  deps: OutboxDeps,
  sender: Sender,
  row: OutboxRow,
  error: unknown,
  freeAt: Map<string, number>,
): Promise<void> {
  const now = deps.clock.now()
  const text = messageOf(error)
  const code = error instanceof NetworkError ? error.code : 'transient'
  const tooOld = now - row.created_at > sender.giveUpAfterMs
  deps.log.warn({ kind: row.kind, row: row.id, code, attempts: row.attempts }, 'not delivered')
  if (code === 'rate_limited') {
    const retryAt = (error as NetworkError).retryAt ?? now + backoff(deps, row.attempts)
    freeAt.set(row.lane, retryAt)
    await settle(deps.db.kysely, row, { state: 'pending', dueAt: retryAt, error: text })
    return
  }
  await deps.db.transaction(async (trx) => {
    if (code === 'ambiguous' && !tooOld) {
      const mine = await settle(trx, row, {
        state: 'ambiguous',
        dueAt: now + LOOK_AGAIN_MS,
        error: text,
      })
      if (mine) await sender.ambiguous?.(trx, row, text)
    } else if ((code === 'transient' || code === 'auth') && !tooOld) {
      await settle(trx, row, {
        state: row.state === 'pending' ? 'pending' : 'ambiguous',
        dueAt: now + backoff(deps, row.attempts),
        error: text,
      })
    } else if (await settle(trx, row, { state: 'dead', error: text })) {
      await sender.dead?.(trx, row, text)
    }
  })
}

/** Whole ms (the store takes no fractions): jitter between half and all of base × 2^tries, capped. */
function backoff(deps: OutboxDeps, attempts: number): number {
  const full = Math.min(CAP_MS, BASE_MS * 2 ** Math.max(0, attempts - 1))
  return Math.round(full / 2 + (deps.random() * full) / 2)
}
