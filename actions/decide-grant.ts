import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { changeCase, readCase, refuseIfClosed, writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'
import { refuseIfStale } from './decide-reply.ts'
import { issueCode } from './issue-code.ts'
import { queueReply } from './send-reply.ts'

const DECIDED = 'This gift was already decided.'

/**
 * A second person says yes or no to a gift; nobody decides about their own request. A yes needs what was true when
 * it was asked for, so that no code is taken for words that will not arrive; a no is always possible.
 */
export async function decideGrant(
  ctx: ActionContext & { openCode: (sealed: string) => string },
  actor: Actor,
  input: { grantId: number; approve: boolean },
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['grant.decide'], async (trx, staff) => {
    const grant = await trx
      .selectFrom('reward_grant')
      .selectAll()
      .where('id', '=', input.grantId)
      .executeTakeFirst()
    if (grant === undefined || grant.state !== 'waiting') throw new RefusedError('decided', DECIDED)
    if (grant.requested_by === staff.id)
      throw new RefusedError('own_request', 'You asked for this gift. A second person decides.')
    const row = await readCase(ctx, trx, grant.case_id)
    const reply = await readReply(trx, grant.id)
    if (input.approve) {
      refuseIfClosed(row)
      await refuseIfStale(trx, reply, row)
    }
    const now = ctx.clock.now()
    // On Postgres two who decide at once both read it waiting; only one of them changes it.
    const { numUpdatedRows } = await trx
      .updateTable('reward_grant')
      .set({ state: input.approve ? 'approved' : 'refused', decided_by: staff.id, decided_at: now })
      .where('id', '=', grant.id)
      .where('state', '=', 'waiting')
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) throw new RefusedError('decided', DECIDED)
    if (input.approve) {
      await issueCode(ctx, trx, grant.id, reply.id)
      await queueReply(ctx, trx, reply)
    }
    await trx
      .updateTable('reply')
      .set({
        state: input.approve ? 'queued' : 'refused',
        error: input.approve ? null : `${staff.name} did not agree to the gift`,
        decided_by: staff.id,
        decided_at: now,
      })
      .where('id', '=', reply.id)
      .execute()
    const word = input.approve ? 'grant.approve' : 'grant.refuse'
    await writeAudit(ctx, trx, actor, word, `grant:${grant.id}`)
    await changeCase(ctx, trx, actor, row, {
      action: word,
      set: { status: row.status === 'waiting_approval' ? 'claimed' : row.status },
      detail: { grantId: grant.id },
    })
  })
}

function readReply(trx: Trx, grantId: number) {
  return trx
    .selectFrom('reply')
    .innerJoin('mention', 'mention.id', 'reply.mention_id')
    .select(['reply.id', 'reply.case_id', 'reply.connection_id', 'reply.way'])
    .select(['mention.state as mention_state', 'mention.author_id'])
    .where('reply.grant_id', '=', grantId)
    .executeTakeFirstOrThrow()
}
