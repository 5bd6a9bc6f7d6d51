import { RefusedError } from '../core/errors.ts'
import { cleanText } from '../core/hostile-text.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { enqueue } from '../db/queue.ts'
import {
  type CaseRow,
  changeCase,
  ownedBy,
  readCase,
  refuseIfClosed,
  writeAudit,
} from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'

export interface ReplyInput {
  caseId: number
  /** The exact words that were previewed. */
  text: string
  /** One press of one dialog: a second press with the same key is the same reply. */
  pressKey: string
  /** The version of the case that the dialog showed. */
  seenVersion: number
  /** Longest text the network takes, by its own count; null for no limit. */
  count?: { length: number; max: number | null }
}

/** Records a member of staff's press and hands the text to the outbox; the only way a reply leaves. */
export async function sendReply(
  ctx: ActionContext,
  actor: Actor,
  input: ReplyInput,
): Promise<{ replyId: number }> {
  const text = checkText(input)
  return asStaff(ctx, actor, ROLE_FOR['case.reply'], async (trx, staff) => {
    const row = await readCase(ctx, trx, input.caseId)
    const before = await findPress(trx, { ...input, text })
    if (before !== null) return { replyId: before.id }
    refuseIfClosed(row)
    await refuseIfAnswered(trx, row, input.seenVersion)
    const replyId = await recordPress(ctx, trx, actor, row, {
      kind: 'reply',
      text,
      pressKey: input.pressKey,
      state: 'queued',
      grantId: null,
    })
    await changeCase(ctx, trx, actor, row, {
      action: 'case.reply',
      set: ownedBy(row, staff.id, ctx.clock.now()),
      detail: { replyId },
    })
    return { replyId }
  })
}

/** The same press once more; refused where other words came with it, as those would be lost without a sign. */
export async function findPress(
  trx: Trx,
  { pressKey, caseId, text }: Pick<ReplyInput, 'pressKey' | 'caseId' | 'text'>,
): Promise<{ id: number; state: string } | null> {
  const known = await trx
    .selectFrom('reply')
    .select(['id', 'state', 'case_id', 'text'])
    .where('key', '=', pressKey)
    .executeTakeFirst()
  if (known === undefined) return null
  // Thanks with a gift end in the words that disclose it.
  const isSame = known.text === text || known.text.startsWith(`${text}\n\n`)
  if (known.case_id !== caseId || !isSame)
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
  press: {
    kind: 'reply' | 'thank'
    text: string
    pressKey: string
    state: 'queued' | 'waiting_approval'
    grantId: number | null
  },
): Promise<number> {
  const mention = await trx
    .selectFrom('mention')
    .select(['id', 'connection_id', 'state'])
    .where('id', '=', row.last_mention_id)
    .executeTakeFirstOrThrow()
  if (mention.state !== 'live')
    throw new RefusedError('gone', 'The author removed the post. Nothing was sent.')
  const replyId = ctx.db.nextId()
  await trx
    .insertInto('reply')
    .values({
      id: replyId,
      case_id: row.id,
      mention_id: mention.id,
      connection_id: mention.connection_id,
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
    })
    .execute()
  await trx
    .deleteFrom('draft')
    .where('case_id', '=', row.id)
    .where('staff_id', '=', actor.staffId)
    .execute()
  await writeAudit(ctx, trx, actor, `${press.kind}.press`, `reply:${replyId}`)
  if (press.state === 'queued') await queueReply(ctx, trx, row.id, replyId, mention.connection_id)
  return replyId
}

/** The outbox row of a reply; its key makes a second one impossible. */
export async function queueReply(
  ctx: ActionContext,
  trx: Trx,
  caseId: number,
  replyId: number,
  connectionId: string,
): Promise<void> {
  await enqueue(trx, {
    id: ctx.db.nextId(),
    kind: 'network.reply',
    key: `reply:${replyId}`,
    lane: `network:${connectionId}`,
    case_id: caseId,
    priority: 0,
    payload: JSON.stringify({ replyId }),
    due_at: ctx.clock.now(),
    created_at: ctx.clock.now(),
  })
}

/** Somebody else answered since the dialog opened: nothing is sent, the text stays with its writer. */
export async function refuseIfAnswered(trx: Trx, row: CaseRow, seenVersion: number): Promise<void> {
  if (row.version === seenVersion) return
  const other = await trx
    .selectFrom('reply')
    .innerJoin('staff', 'staff.id', 'reply.staff_id')
    .select(['staff.name', 'reply.state'])
    .where('reply.case_id', '=', row.id)
    .where('reply.state', 'in', ['queued', 'sent', 'ambiguous', 'waiting_approval'])
    .orderBy('reply.id', 'desc')
    .executeTakeFirst()
  if (other !== undefined)
    throw new RefusedError(
      'answered',
      `${other.name} answered this since you opened it. Nothing was sent; your text is kept.`,
    )
  if (row.answered_at !== null)
    throw new RefusedError(
      'answered',
      'A colleague says this was answered elsewhere. Nothing was sent; your text is kept.',
    )
}

/** The words to send, or what is wrong with them. */
export function checkText(input: Pick<ReplyInput, 'text' | 'count'>): string {
  const text = cleanText(input.text).trim()
  if (text === '') throw new RefusedError('empty', 'Write something first. Nothing was sent.')
  const hole = /\{\{?[\w. ]+\}?\}/.exec(text)
  if (hole !== null)
    throw new RefusedError('unfilled', `Fill in ${hole[0]} before you send it. Nothing was sent.`)
  const { length, max } = input.count ?? { length: 0, max: null }
  if (max !== null && length > max)
    throw new RefusedError(
      'too_long',
      `This is ${length} characters; the network takes ${max}. Nothing was sent.`,
    )
  return text
}
