import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { changeCase, readCase, writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'
import { issueCode } from './issue-code.ts'
import { queueReply } from './send-reply.ts'

/** A second person says yes or no to a gift; nobody decides about their own request. */
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
    if (grant === undefined || grant.state !== 'waiting')
      throw new RefusedError('decided', 'This gift was already decided.')
    if (grant.requested_by === staff.id)
      throw new RefusedError('own_request', 'You asked for this gift. A second person decides.')
    const now = ctx.clock.now()
    await trx
      .updateTable('reward_grant')
      .set({ state: input.approve ? 'approved' : 'refused', decided_by: staff.id, decided_at: now })
      .where('id', '=', grant.id)
      .where('state', '=', 'waiting')
      .execute()
    const reply = await trx
      .selectFrom('reply')
      .selectAll()
      .where('grant_id', '=', grant.id)
      .executeTakeFirstOrThrow()
    if (input.approve) {
      await issueCode(ctx, trx, grant.id, reply.id)
      await queueReply(ctx, trx, reply.case_id, reply.id, reply.connection_id)
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
    const row = await readCase(ctx, trx, grant.case_id)
    const word = input.approve ? 'grant.approve' : 'grant.refuse'
    await writeAudit(ctx, trx, actor, word, `grant:${grant.id}`)
    await changeCase(ctx, trx, actor, row, {
      action: word,
      set: { status: row.status === 'waiting_approval' ? 'claimed' : row.status },
      detail: { grantId: grant.id },
    })
  })
}
