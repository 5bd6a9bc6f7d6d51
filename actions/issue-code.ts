import { RefusedError } from '../core/errors.ts'
import type { ActionContext, Trx } from './context.ts'

/** A code must still be good for this long when it is given away. */
const MIN_LEFT_MS = 7 * 86_400_000

/** Takes one free code for a grant and writes it under the reply's text; once a grant, never twice a code. */
export async function issueCode(
  ctx: ActionContext & { openCode: (sealed: string) => string },
  trx: Trx,
  grantId: number,
  replyId: number,
): Promise<void> {
  const grant = await trx
    .selectFrom('reward_grant')
    .innerJoin('reward_pool', 'reward_pool.id', 'reward_grant.pool_id')
    .select(['reward_grant.state', 'reward_grant.pool_id', 'reward_pool.name'])
    .where('reward_grant.id', '=', grantId)
    .executeTakeFirstOrThrow()
  if (grant.state !== 'approved') throw new RefusedError('state', 'This gift was already decided.')
  const free = trx
    .selectFrom('reward_code')
    .select(['id', 'code_sealed'])
    .where('pool_id', '=', grant.pool_id)
    .where('state', '=', 'free')
    .where((eb) =>
      eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', ctx.clock.now() + MIN_LEFT_MS)]),
    )
    .orderBy('id')
    .limit(1)
  const code = await (ctx.db.dialect === 'postgres'
    ? free.forUpdate().skipLocked()
    : free
  ).executeTakeFirst()
  if (code === undefined)
    throw new RefusedError('empty_pool', `No codes are left in “${grant.name}”. Import more first.`)
  await trx
    .updateTable('reward_code')
    .set({ state: 'claimed', grant_id: grantId })
    .where('id', '=', code.id)
    .where('state', '=', 'free')
    .execute()
  await trx
    .updateTable('reward_grant')
    .set({ state: 'issued', code_id: code.id })
    .where('id', '=', grantId)
    .execute()
  const reply = await trx
    .selectFrom('reply')
    .select('text')
    .where('id', '=', replyId)
    .executeTakeFirstOrThrow()
  await trx
    .updateTable('reply')
    .set({ text: `${reply.text}\n${ctx.openCode(code.code_sealed)}` })
    .where('id', '=', replyId)
    .execute()
}
