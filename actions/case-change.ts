import type { Selectable, Updateable } from 'kysely'
import { type CaseStatus, isOpen } from '../core/case.ts'
import { RefusedError } from '../core/errors.ts'
import { enqueue } from '../db/queue.ts'
import type { Schema } from '../db/schema.ts'
import { queueNote } from '../db/thread-notes.ts'
import { redrawAsk } from '../db/unsure-posts.ts'
import { beginOfAuthor } from './begin-person.ts'
import type { ActionContext, Actor, Trx } from './context.ts'

export type CaseRow = Selectable<Schema['case']>

/** The case as it is inside this transaction, and nobody else's until it ends. */
export async function readCase(ctx: ActionContext, trx: Trx, caseId: number): Promise<CaseRow> {
  const query = trx.selectFrom('case').selectAll().where('id', '=', caseId)
  // SQLite holds the whole database since BEGIN IMMEDIATE; Postgres wants the row named.
  const row = await (ctx.db.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
  if (row === undefined)
    throw new RefusedError('no_case', `There is no case ${caseId}. It may have been erased.`)
  return row
}

/** The same, refused where the case is closed. */
export async function readOpenCase(ctx: ActionContext, trx: Trx, caseId: number): Promise<CaseRow> {
  const row = await readCase(ctx, trx, caseId)
  refuseIfClosed(row)
  return row
}

/** Refuses a verb on a closed case. */
export function refuseIfClosed(row: CaseRow): void {
  if (!isOpen(row.status as CaseStatus))
    throw new RefusedError('closed', 'This case is already closed. Reopen it first.')
}

/** Whoever acts on a case that nobody has becomes its owner. */
export function ownedBy(row: CaseRow, staffId: string, now: number): CaseChange['set'] {
  return {
    owner_id: row.owner_id ?? staffId,
    claimed_at: row.claimed_at ?? now,
    status: row.status === 'new' ? 'claimed' : row.status,
  }
}

/** Acts that deal with whoever wrote, not only with the post. */
const MEETING: ReadonlySet<string> = new Set([
  'case.claim',
  'case.assign',
  'case.hand_over',
  'case.reply',
  'case.thank',
  'case.note',
  'case.escalate',
  'case.follow_up',
  'case.answered_elsewhere',
  'case.amends',
])

export interface CaseChange {
  /** `noun.verb`, the same word in event and audit. */
  action: string
  set: Omit<Updateable<Schema['case']>, 'version'>
  detail?: Readonly<Record<string, unknown>>
  /** Part of a change of another case, whose audit row speaks for both. */
  isPart?: boolean
}

/**
 * Writes a change of a case: only where its version is still the one read; one case event, one audit row,
 * the card queued to be drawn again and a line for its thread. False where somebody else was faster.
 */
export async function changeCase(
  ctx: ActionContext,
  trx: Trx,
  actor: Actor,
  before: CaseRow,
  change: CaseChange,
): Promise<boolean> {
  return (await writeChange(ctx, trx, actor, before, change)) !== null
}

/** The same, refused where somebody else was faster; the id of the case event. */
export async function mustChange(
  ctx: ActionContext,
  trx: Trx,
  actor: Actor,
  before: CaseRow,
  change: CaseChange,
): Promise<number> {
  const eventId = await writeChange(ctx, trx, actor, before, change)
  if (eventId === null) throw new RefusedError('changed', 'The case changed just now. Look again.')
  return eventId
}

async function writeChange(
  ctx: ActionContext,
  trx: Trx,
  actor: Actor,
  before: CaseRow,
  change: CaseChange,
): Promise<number | null> {
  const now = ctx.clock.now()
  if (MEETING.has(change.action)) await beginWhereAllowed(ctx, trx, before)
  const { numUpdatedRows } = await trx
    .updateTable('case')
    .set({ ...change.set, ...watchedAgain(before, change, now), version: before.version + 1 })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) return null
  const detail = JSON.stringify(change.detail ?? {})
  const eventId = ctx.db.nextId()
  await trx
    .insertInto('case_event')
    .values({
      id: eventId,
      case_id: before.id,
      at: now,
      actor_id: actor.staffId,
      kind: change.action,
      from_status: before.status,
      to_status: change.set.status ?? before.status,
      detail,
      surface: actor.surface,
    })
    .execute()
  if (change.isPart !== true)
    await writeAudit(ctx, trx, actor, change.action, `case:${before.id}`, detail)
  // A press may have given it another channel, where its card then is.
  const channel = change.set.channel ?? before.channel
  await queueCard(ctx, trx, { id: before.id, channel }, before.version + 1)
  if (before.asked_in !== null && before.channel !== null)
    await redrawAsk(trx, {
      id: ctx.db.nextId(),
      askedIn: before.asked_in,
      lane: `slack:${before.channel}`,
      now,
    })
  await queueNote(trx, { id: ctx.db.nextId(), eventId, caseId: before.id, channel, now })
  return eventId
}

/** Whoever staff deal with is a person, where the network lets us know them. */
async function beginWhereAllowed(ctx: ActionContext, trx: Trx, row: CaseRow): Promise<void> {
  if (row.person_id === null && row.author_id !== null)
    await beginOfAuthor(ctx, trx, row.author_id, row.brand_id, 'staff dealt with them')
}

/** The watch over promises forgets closed cases; one that is opened again unanswered is looked at again. */
function watchedAgain(before: CaseRow, { set }: CaseChange, now: number): { nudge_at?: number } {
  const isReopened =
    set.status !== undefined &&
    !isOpen(before.status as CaseStatus) &&
    isOpen(set.status as CaseStatus)
  return isReopened && before.answered_at === null ? { nudge_at: now } : {}
}

/** One row of the append-only audit. */
export async function writeAudit(
  ctx: ActionContext,
  trx: Trx,
  actor: Actor,
  action: string,
  subject: string,
  detail = '{}',
): Promise<void> {
  await trx
    .insertInto('audit')
    .values({
      id: ctx.db.nextId(),
      at: ctx.clock.now(),
      actor: actor.staffId,
      action,
      subject,
      detail,
      surface: actor.surface,
    })
    .execute()
}

/** Has the card drawn again in the state the case has when it is sent. */
export async function queueCard(
  ctx: ActionContext,
  trx: Trx,
  row: Pick<CaseRow, 'id' | 'channel'>,
  version: number,
): Promise<void> {
  if (row.channel === null) return
  await enqueue(trx, {
    id: ctx.db.nextId(),
    kind: 'card.update',
    key: `case:${row.id}:v${version}`,
    lane: `slack:${row.channel}`,
    case_id: row.id,
    priority: 1,
    payload: JSON.stringify({ caseId: row.id, version }),
    due_at: ctx.clock.now(),
    created_at: ctx.clock.now(),
  })
}
