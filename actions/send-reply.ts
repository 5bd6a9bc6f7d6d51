import type { Address } from '../core/address.ts'
import { RefusedError } from '../core/errors.ts'
import type { Way } from '../core/reply-way.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { enqueue } from '../db/queue.ts'
import { approvalFor, refuseWithoutApprover } from './approval.ts'
import {
  type CaseRow,
  changeCase,
  ownedBy,
  readCase,
  refuseIfClosed,
  writeAudit,
} from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'
import { checkText, refuseIfAnswered, refuseIfSilent, refuseIfWriting } from './refuse-reply.ts'
import type { ReplyInput } from './reply-input.ts'
import { freeReply } from './reply-lock.ts'
import { checkFuture } from './snooze-case.ts'

/** Where the words are now: on their way, or before a colleague. */
export interface Pressed {
  replyId: number
  waiting: boolean
}

/** Records a member of staff's press and hands the text to the outbox; the only way a reply leaves. */
export async function sendReply(
  ctx: ActionContext,
  actor: Actor,
  input: ReplyInput,
): Promise<Pressed> {
  const text = checkText(input)
  return asStaff(ctx, actor, ROLE_FOR['case.reply'], async (trx, staff) => {
    const row = await readCase(ctx, trx, input.caseId)
    const before = await findPress(trx, { ...input, text })
    if (before !== null) return { replyId: before.id, waiting: before.state === 'waiting_approval' }
    refuseIfClosed(row)
    await refuseIfSilent(trx, row.author_id)
    await refuseIfAnswered(trx, row, input)
    await refuseIfWriting(ctx, trx, row, staff.id, input)
    const approval = await askApproval(ctx, trx, row, staff, text)
    const waiting = approval !== null
    const replyId = await recordPress(ctx, trx, actor, row, {
      ...input,
      kind: 'reply',
      text,
      state: waiting ? 'waiting_approval' : 'queued',
      grantId: null,
      approval,
    })
    await changeCase(ctx, trx, actor, row, {
      action: 'case.reply',
      set: afterPress(ctx, row, staff.id, input, waiting),
      detail: { replyId },
    })
    return { replyId, waiting }
  })
}

/** Whose case it is and what is planned once somebody pressed Send. */
export function afterPress(
  ctx: ActionContext,
  row: CaseRow,
  staffId: string,
  { followUpAt = null }: Pick<ReplyInput, 'followUpAt'>,
  waiting: boolean,
) {
  const now = ctx.clock.now()
  if (followUpAt !== null) checkFuture(followUpAt, now)
  return {
    ...ownedBy(row, staffId, now),
    ...(waiting ? ({ status: 'waiting_approval' } as const) : {}),
    ...(followUpAt === null ? {} : { follow_up_at: followUpAt, follow_up_since: null }),
  }
}

/** Why a second person reads these words first, where there is one; null where they may leave. */
export async function askApproval(
  ctx: ActionContext,
  trx: Trx,
  row: CaseRow,
  staff: Parameters<typeof approvalFor>[1],
  text: string,
): Promise<string | null> {
  const words = { mentionId: row.last_mention_id, text }
  const approval = await approvalFor(trx, staff, words, ctx.clock.now())
  if (approval !== null) await refuseWithoutApprover(trx, staff.id)
  return approval
}

/** The same press once more; refused where other words came with it, as those would be lost without a sign. */
export async function findPress(
  trx: Trx,
  {
    pressKey,
    caseId,
    text,
    way = 'public',
  }: Pick<ReplyInput, 'pressKey' | 'caseId' | 'text' | 'way'>,
): Promise<{ id: number; state: string } | null> {
  const known = await trx
    .selectFrom('reply')
    .select(['id', 'state', 'case_id', 'text', 'way'])
    .where('key', '=', pressKey)
    .executeTakeFirst()
  if (known === undefined) return null
  // Thanks with a gift end in the words that disclose it.
  const isSame = known.text === text || known.text.startsWith(`${text}\n\n`)
  if (known.case_id !== caseId || known.way !== way || !isSame)
    throw new RefusedError(
      'pressed_before',
      'This form was sent before, with other words. These were not sent; open the case again to write more.',
    )
  return { id: known.id, state: known.state }
}

/** The recorded press, and the outbox row where the text may leave at once. */
export async function recordPress(
  ctx: ActionContext,
  trx: Trx,
  actor: Actor,
  row: CaseRow,
  press: Pick<
    ReplyInput,
    'text' | 'pressKey' | 'playbookId' | 'resolveAfter' | 'address' | 'way'
  > & {
    kind: 'reply' | 'thank'
    state: 'queued' | 'waiting_approval'
    grantId: number | null
    approval: string | null
  },
): Promise<number> {
  const mention = await trx
    .selectFrom('mention')
    .select(['id', 'connection_id', 'state'])
    .where('id', '=', row.last_mention_id)
    .executeTakeFirstOrThrow()
  if (mention.state !== 'live')
    throw new RefusedError('gone', 'The author removed the post. Nothing was sent.')
  const reply = {
    id: ctx.db.nextId(),
    case_id: row.id,
    connection_id: mention.connection_id,
    way: press.way ?? 'public',
  }
  await trx
    .insertInto('reply')
    .values({
      ...reply,
      mention_id: mention.id,
      staff_id: actor.staffId,
      kind: press.kind,
      text: press.text,
      state: press.state,
      key: press.pressKey,
      grant_id: press.grantId,
      native_id: null,
      url: null,
      error: null,
      pressed_at: ctx.clock.now(),
      sent_at: null,
      approval: press.approval,
      resolve_after: press.resolveAfter === true ? 1 : 0,
      playbook_id: press.playbookId ?? null,
    })
    .execute()
  await trx
    .deleteFrom('draft')
    .where('case_id', '=', row.id)
    .where('staff_id', '=', actor.staffId)
    .execute()
  await freeReply(trx, row.id, actor.staffId)
  await keepAddress(trx, row, press.address ?? null)
  await writeAudit(
    ctx,
    trx,
    actor,
    `${press.kind}.press`,
    `reply:${reply.id}`,
    wayDetail(reply.way),
  )
  if (press.state === 'queued') await queueReply(ctx, trx, reply)
  return reply.id
}

/** A message to somebody alone is pressed as one that they agreed to. */
function wayDetail(way: Way): string {
  return way === 'direct' ? JSON.stringify({ way, agreed: true }) : '{}'
}

/** How somebody is spoken to is remembered with their account. */
async function keepAddress(trx: Trx, row: CaseRow, address: Address | null): Promise<void> {
  if (address === null || row.author_id === null) return
  await trx.updateTable('author').set({ address }).where('id', '=', row.author_id).execute()
}

/** The outbox row of a reply; its key makes a second one impossible. */
export async function queueReply(
  ctx: ActionContext,
  trx: Trx,
  reply: { id: number; case_id: number; connection_id: string; way: Way },
): Promise<void> {
  // Networks count messages on their own: where they have to wait, public answers go on.
  const lane = `network:${reply.connection_id}${reply.way === 'direct' ? ':direct' : ''}`
  await enqueue(trx, {
    id: ctx.db.nextId(),
    kind: 'network.reply',
    key: `reply:${reply.id}`,
    lane,
    case_id: reply.case_id,
    priority: 0,
    payload: JSON.stringify({ replyId: reply.id }),
    due_at: ctx.clock.now(),
    created_at: ctx.clock.now(),
  })
}
