import type { Trx } from '../actions/context.ts'
import type { Clock } from '../core/clock.ts'
import { messageOf, NetworkError } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import { bringBack } from '../db/clock-back.ts'
import type { Database } from '../db/database.ts'
import { takeBackErased } from '../db/erasure/take-back.ts'
import { foldPiles } from '../db/fold-piles.ts'
import { hasten } from '../db/hasten.ts'
import { claimDue, type OutboxRow, settle } from '../db/queue.ts'
import { type AgeBook, createAgeBook } from './age-book.ts'
import { createLanes, type Lanes } from './lanes.ts'

/** What a delivered row leaves behind, written in the same transaction as "sent". */
export interface Delivered {
  result?: string
  apply?: (trx: Trx) => Promise<void>
}

/** Knows how to deliver rows of one kind; compose hands them in. */
export interface Sender {
  /** Throws NetworkError. `uncertain`: an earlier attempt may have arrived, look before sending. */
  send(row: OutboxRow, uncertain: boolean): Promise<Delivered>
  /** Rows that were tried for longer than this are given up (facts on reliability, rule 6). */
  giveUpAfterMs: number
  /** The least time between two rows of one lane. With a pace, the lane rests as a whole when nobody is reached. */
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
const LOOK_FOR_PILES_MS = 10_000
/** A clock that is corrected by less is no trouble. */
const SET_BACK_MS = 5000

/** Delivers what is due, once round; returns how many rows it touched. */
export type DeliverDue = () => Promise<number>

/** Delivery with lanes that keep their pace; every row is settled under its fencing token. */
export function createOutbox(deps: OutboxDeps): DeliverDue {
  const ages = createAgeBook()
  let lanes = createLanes(deps.random)
  let lookAt = 0
  let last: number | null = null

  return async () => {
    const now = deps.clock.now()
    // Also on the first round: it may have been set right while the program was down.
    if (last === null || last - now > SET_BACK_MS) {
      const mended = await bringBack(deps.db.kysely, now, last === null ? now : last + CAP_MS)
      if (mended > 0) deps.log.warn({ mended }, 'the clock was set back: messages are due again')
      lanes = createLanes(deps.random)
      lookAt = 0
    }
    last = now
    ages.look(now)
    // While messages go out it is looked every round: what was held for the morning is due in one moment.
    if (now >= lookAt) {
      lookAt = now + LOOK_FOR_PILES_MS
      const folded = await foldPiles(deps.db, now)
      if (folded > 0) deps.log.warn({ folded }, 'cards waited too long and go out as one message')
    }
    const options = { owner: deps.owner, now, limit: BATCH, busyLanes: lanes.busy(now) }
    const rows = await claimDue(deps.db, options)
    await Promise.all(rows.map((row) => deliver(deps, row, lanes, ages)))
    if (rows.length > 0) lookAt = now
    return rows.length
  }
}

async function deliver(
  deps: OutboxDeps,
  row: OutboxRow,
  lanes: Lanes,
  ages: AgeBook,
): Promise<void> {
  const sender = deps.senders[row.kind]
  if (sender === undefined) {
    await settle(deps.db.kysely, row, { state: 'dead', error: `nobody delivers ${row.kind}` })
    return
  }
  try {
    const done = await sender.send(row, row.state !== 'pending')
    lanes.passed(row.lane, deps.clock.now() + sender.laneGapMs)
    await deps.db.transaction(async (trx) => {
      const mine = await settle(trx, row, {
        state: 'sent',
        at: deps.clock.now(),
        result: done.result ?? null,
      })
      if (mine) await done.apply?.(trx)
      else if (done.result !== undefined)
        await takeBackErased(deps.db, trx, row, done.result, deps.clock.now())
    })
  } catch (error) {
    await settleFailure(deps, sender, row, error, { lanes, ages })
  }
}

async function settleFailure(
  deps: OutboxDeps,
  sender: Sender,
  row: OutboxRow,
  error: unknown,
  { lanes, ages }: { lanes: Lanes; ages: AgeBook },
): Promise<void> {
  const now = deps.clock.now()
  const text = messageOf(error)
  const code = error instanceof NetworkError ? error.code : 'transient'
  const tooOld = ages.age(row.created_at, now) > sender.giveUpAfterMs
  // What may have arrived once stays in doubt until somebody has looked, whatever this try came to.
  const before = row.state === 'pending' ? 'pending' : 'ambiguous'
  deps.log.warn({ kind: row.kind, row: row.id, code, attempts: row.attempts }, 'not delivered')
  if (code === 'rate_limited') {
    const retryAt = (error as NetworkError).retryAt ?? now + backoff(deps, row.attempts)
    lanes.hold(row.lane, retryAt)
    await settle(deps.db.kysely, row, { state: before, dueAt: retryAt, error: text })
    return
  }
  const mayAgain = (code === 'ambiguous' || code === 'transient' || code === 'auth') && !tooOld
  const dueAt = mayAgain ? await againAt(deps, sender, row, lanes, now) : now
  await deps.db.transaction(async (trx) => {
    if (code === 'ambiguous' && mayAgain) {
      const mine = await settle(trx, row, {
        state: 'ambiguous',
        dueAt: Math.max(dueAt, now + LOOK_AGAIN_MS),
        error: text,
      })
      if (mine) await sender.ambiguous?.(trx, row, text)
    } else if (mayAgain) {
      await settle(trx, row, { state: before, dueAt, error: text })
    } else if (await settle(trx, row, { state: 'dead', error: text })) {
      await sender.dead?.(trx, row, text)
    }
  })
}

/** When to try again. In a lane with a pace it is the lane that rests, and all its rows go on with it. */
async function againAt(
  deps: OutboxDeps,
  sender: Sender,
  row: OutboxRow,
  lanes: Lanes,
  now: number,
): Promise<number> {
  const own = now + backoff(deps, row.attempts)
  if (sender.laneGapMs === 0) return own
  const rest = lanes.failed(row.lane, row.id, now)
  if (rest.aside.length > 0) await hasten(deps.db.kysely, rest.aside, rest.until)
  return rest.yield ? Math.max(own, rest.until + 1) : rest.until
}

/** Whole ms (the store takes no fractions): jitter between half and all of base × 2^tries, capped. */
function backoff(deps: OutboxDeps, attempts: number): number {
  const full = Math.min(CAP_MS, BASE_MS * 2 ** Math.max(0, attempts - 1))
  return Math.round(full / 2 + (deps.random() * full) / 2)
}
