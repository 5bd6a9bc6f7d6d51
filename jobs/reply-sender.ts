import type { Trx } from '../actions/context.ts'
import type { Connector, Ctx, ReplyReceipt, ReplyTarget } from '../connectors/connector.ts'
import { type CaseStatus, isOpen } from '../core/case.ts'
import type { Clock } from '../core/clock.ts'
import { NetworkError } from '../core/errors.ts'
import { monthOf } from '../core/month.ts'
import type { Database } from '../db/database.ts'
import { readSilence } from '../db/opt-outs.ts'
import { enqueue, type OutboxRow } from '../db/queue.ts'
import { queueNote } from '../db/thread-notes.ts'
import type { Sender } from './outbox.ts'
import { openDoor, type ReplyDoor } from './reply-door.ts'

/** A stale answer is worse than none (facts on reliability, rule 6). */
const GIVE_UP_MS = 3_600_000
/** Undecided for this long, a person is asked instead of trying again (rule 4). */
const UNDECIDED_MS = 600_000

export interface ReplySenderDeps {
  db: Database
  clock: Clock
  /** The connector of a connection and its world; null where it is gone. */
  connectionOf(id: string): { connector: Connector; ctx: Ctx } | null
}

/** Delivers pressed replies: looks for an earlier attempt first, and never sends a public word blindly. */
export function createReplySender(deps: ReplySenderDeps): Sender {
  return {
    giveUpAfterMs: GIVE_UP_MS,
    laneGapMs: 0,
    async send(row, uncertain) {
      const reply = await readReply(deps.db, row)
      const silence = await readSilence(deps.db.kysely, reply.author_id)
      if (silence !== null) throw new NetworkError('refused', silence)
      const live = deps.connectionOf(reply.connection_id)
      if (live === null) throw new NetworkError('refused', 'The network is no longer connected.')
      if (reply.mention_state !== 'live')
        throw new NetworkError('gone', 'The author removed the post before the reply went out.')
      const target: ReplyTarget = {
        key: reply.mention_key,
        nativeId: reply.mention_native_id,
        url: reply.mention_url,
        trigger: reply.trigger_type,
        replyRef: JSON.parse(reply.reply_ref) as Record<string, string>,
        authorId: reply.author_native_id,
      }
      const door = openDoor(live.connector, reply.way, target)
      // What waited for a second person began to leave when they agreed.
      const pressedAt = reply.decided_at ?? reply.pressed_at
      const options = { idempotencyKey: reply.key, pressedAt }
      const earlier = uncertain ? await lookFor(door, live.ctx, target, reply.text, options) : null
      const receipt = earlier ?? (await door.send(target, reply.text, options, live.ctx))
      return {
        result: receipt.nativeId,
        apply: async (trx) => {
          await markSent(deps, trx, reply, receipt)
          await countCost(deps, trx, reply.connection_id, receipt.costUsd ?? 0)
        },
      }
    },
    dead: (trx, row, error) => markFailed(deps, trx, row, 'failed', error),
    ambiguous: (trx, row, error) => markFailed(deps, trx, row, 'ambiguous', error),
  }

  async function lookFor(
    door: ReplyDoor,
    ctx: Ctx,
    target: ReplyTarget,
    text: string,
    options: { idempotencyKey: string; pressedAt: number },
  ): Promise<ReplyReceipt | null> {
    if (door.find === undefined)
      throw new NetworkError(
        'refused',
        'We cannot tell whether the reply arrived. Look at the post.',
      )
    const found = await door.find(target, text, options, ctx)
    if (found === null && deps.clock.now() - options.pressedAt > UNDECIDED_MS)
      throw new NetworkError(
        'refused',
        'The reply did not arrive in time. Send it again if it still fits.',
      )
    return found
  }
}

async function readReply(db: Database, row: OutboxRow) {
  const { replyId } = JSON.parse(row.payload) as { replyId: number }
  return db.kysely
    .selectFrom('reply as r')
    .innerJoin('mention as m', 'm.id', 'r.mention_id')
    .leftJoin('author as a', 'a.id', 'm.author_id')
    .select([
      'r.id',
      'r.case_id',
      'r.connection_id',
      'r.text',
      'r.way',
      'r.key',
      'r.pressed_at',
      'r.decided_at',
      'r.resolve_after',
      'm.author_id',
      'a.native_id as author_native_id',
      'm.key as mention_key',
      'm.native_id as mention_native_id',
      'm.url as mention_url',
      'm.trigger_type',
      'm.reply_ref',
      'm.state as mention_state',
    ])
    .where('r.id', '=', replyId)
    .executeTakeFirstOrThrow()
}

async function markSent(
  deps: ReplySenderDeps,
  trx: Trx,
  reply: { id: number; case_id: number; resolve_after: number },
  receipt: ReplyReceipt,
): Promise<void> {
  const { id: replyId, case_id: caseId } = reply
  const now = deps.clock.now()
  // An erasure may have taken its words while it was on its way: then no trace of it is kept either.
  await trx
    .updateTable('reply')
    .set((eb) => ({
      state: 'sent',
      sent_at: now,
      native_id: eb.case().when('text', '<>', '').then(receipt.nativeId).else(null).end(),
      url: eb.case().when('text', '<>', '').then(receipt.url).else(null).end(),
      error: null,
    }))
    .where('id', '=', replyId)
    .execute()
  await changeAfterReply(deps, trx, { caseId, replyId, kind: 'reply.sent' }, (before) => {
    const answered = { answered_at: before.answered_at ?? now }
    if (!isOpen(before.status)) return answered
    return reply.resolve_after === 1
      ? { ...answered, status: 'resolved', resolved_at: now, snoozed_until: null }
      : { ...answered, status: 'replied' }
  })
}

/** What an answer cost goes onto the month's meter of its connection. */
async function countCost(
  deps: ReplySenderDeps,
  trx: Trx,
  connectionId: string,
  usd: number,
): Promise<void> {
  if (usd === 0) return
  const month = monthOf(deps.clock.now())
  await trx
    .insertInto('spend')
    .values({ connection_id: connectionId, month, usd, items: 1 })
    .onConflict((conflict) =>
      conflict.columns(['connection_id', 'month']).doUpdateSet((eb) => ({
        usd: eb('spend.usd', '+', usd),
        items: eb('spend.items', '+', 1),
      })),
    )
    .execute()
}

async function markFailed(
  deps: ReplySenderDeps,
  trx: Trx,
  row: OutboxRow,
  state: 'failed' | 'ambiguous',
  error: string,
): Promise<void> {
  const { replyId } = JSON.parse(row.payload) as { replyId: number }
  const { numUpdatedRows } = await trx
    .updateTable('reply')
    .set({ state, error })
    .where('id', '=', replyId)
    .where('state', '<>', state)
    .executeTakeFirst()
  // Looked for again and still not known: nothing new to tell.
  if (numUpdatedRows === 0n || row.case_id === null) return
  const event = { caseId: row.case_id, replyId, kind: `reply.${state}` }
  await changeAfterReply(deps, trx, event, () => ({}))
}

/** The case after a reply's fate is known: one event, the version up, its card drawn again, a line in its thread. */
async function changeAfterReply(
  deps: ReplySenderDeps,
  trx: Trx,
  { caseId, replyId, kind }: { caseId: number; replyId: number; kind: string },
  set: (before: { answered_at: number | null; status: CaseStatus }) => {
    answered_at?: number
    status?: CaseStatus
    resolved_at?: number
    snoozed_until?: null
  },
): Promise<void> {
  const before = await trx
    .selectFrom('case')
    .select(['id', 'version', 'status', 'answered_at', 'channel'])
    .where('id', '=', caseId)
    .executeTakeFirst()
  if (before === undefined) return
  const change = set(before)
  const now = deps.clock.now()
  const version = before.version + 1
  await trx
    .updateTable('case')
    .set({ ...change, version })
    .where('id', '=', caseId)
    .execute()
  const eventId = deps.db.nextId()
  await trx
    .insertInto('case_event')
    .values({
      id: eventId,
      case_id: caseId,
      at: now,
      actor_id: null,
      kind,
      from_status: before.status,
      to_status: change.status ?? before.status,
      detail: JSON.stringify({ replyId }),
      surface: 'job',
    })
    .execute()
  if (before.channel === null) return
  await enqueue(trx, {
    id: deps.db.nextId(),
    kind: 'card.update',
    key: `case:${caseId}:v${version}`,
    lane: `slack:${before.channel}`,
    case_id: caseId,
    priority: 1,
    payload: JSON.stringify({ caseId, version }),
    due_at: now,
    created_at: now,
  })
  const { channel } = before
  await queueNote(trx, { id: deps.db.nextId(), eventId, caseId, channel, now })
}
