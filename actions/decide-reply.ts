import { RefusedError } from '../core/errors.ts'
import { cleanText, clip } from '../core/hostile-text.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { readDraft, saveDraft } from '../db/drafts.ts'
import { type CaseRow, mustChange, readCase, refuseIfClosed } from './case-change.ts'
import { tellColleague } from './colleague.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'
import { refuseIfAnswered, refuseIfSilent } from './refuse-reply.ts'
import { queueReply } from './send-reply.ts'

const REASON_MAX = 300

/**
 * A second person lets a reply go, or sends it back with a reason, which is possible in a closed case, too; nobody
 * decides about their own words.
 */
export async function decideReply(
  ctx: ActionContext,
  actor: Actor,
  input: { replyId: number; approve: boolean; reason: string },
): Promise<void> {
  const reason = clip(cleanText(input.reason).replace(/\s+/g, ' ').trim(), REASON_MAX)
  await asStaff(ctx, actor, ROLE_FOR['reply.decide'], async (trx, staff) => {
    const reply = await readWaiting(trx, input.replyId)
    if (reply.staff_id === staff.id)
      throw new RefusedError('own_words', 'You wrote this. A second person decides.')
    if (!input.approve && reason === '')
      throw new RefusedError('no_reason', 'Say why, so that your colleague can change it.')
    const row = await readCase(ctx, trx, reply.case_id)
    if (input.approve) {
      await refuseIfStale(trx, reply, row)
      refuseIfClosed(row)
    }
    // On Postgres two who decide at once both read it waiting; only one of them changes it.
    const { numUpdatedRows } = await trx
      .updateTable('reply')
      .set({
        state: input.approve ? 'queued' : 'refused',
        error: input.approve ? null : `${staff.name} sent it back: ${reason}`,
        decided_by: staff.id,
        decided_at: ctx.clock.now(),
      })
      .where('id', '=', reply.id)
      .where('state', '=', 'waiting_approval')
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) throw new RefusedError('decided', DECIDED)
    if (input.approve) await queueReply(ctx, trx, reply)
    else await giveBack(ctx, trx, reply)
    const eventId = await mustChange(ctx, trx, actor, row, {
      action: input.approve ? 'reply.approve' : 'reply.send_back',
      set: { status: row.status === 'waiting_approval' ? 'claimed' : row.status },
      detail: { replyId: reply.id },
    })
    if (!input.approve)
      await tellColleague(ctx, trx, row, { staffId: reply.staff_id, eventId, by: staff.id })
  })
}

type Waiting = Awaited<ReturnType<typeof readWaiting>>
const DECIDED = 'Somebody decided about this reply already.'

async function readWaiting(trx: Trx, replyId: number) {
  const reply = await trx
    .selectFrom('reply')
    .innerJoin('mention', 'mention.id', 'reply.mention_id')
    .selectAll('reply')
    .select(['mention.state as mention_state', 'mention.author_id'])
    .where('reply.id', '=', replyId)
    .executeTakeFirst()
  if (reply === undefined || reply.state !== 'waiting_approval' || reply.grant_id !== null)
    throw new RefusedError('decided', DECIDED)
  return reply
}

/** What was true when words were written has to be true when they leave; refused where it is not. */
export async function refuseIfStale(
  trx: Trx,
  reply: { id: number; mention_state: string; author_id: number | null },
  row: CaseRow,
): Promise<void> {
  if (reply.mention_state !== 'live')
    throw new RefusedError('gone', 'The author removed the post. Send the reply back.')
  await refuseIfSilent(trx, reply.author_id)
  const seen = { seenReply: reply.id, seenEvent: reply.id }
  await refuseIfAnswered(trx, row, { seenVersion: -1, ...seen })
}

/** The words are their writer's draft again, behind what they typed since. */
async function giveBack(ctx: ActionContext, trx: Trx, reply: Waiting): Promise<void> {
  const typed = await readDraft(trx, reply.case_id, reply.staff_id)
  const text = typed.trim() === '' ? reply.text : `${typed.trimEnd()}\n\n${reply.text}`
  await saveDraft(trx, {
    caseId: reply.case_id,
    staffId: reply.staff_id,
    text,
    now: ctx.clock.now(),
  })
}
