import { RefusedError } from '../core/errors.ts'
import type { Seal } from '../core/seal.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

/** Puts codes into a pool, sealed; a code that any pool already has is left out and counted. */
export async function importCodes(
  ctx: ActionContext & { seal: Seal },
  actor: Actor,
  input: { poolId: string; codes: readonly { code: string; expiresAt: number | null }[] },
): Promise<{ added: number; known: number }> {
  return asStaff(ctx, actor, ROLE_FOR['codes.import'], async (trx) => {
    const pool = await trx
      .selectFrom('reward_pool')
      .select('id')
      .where('id', '=', input.poolId)
      .executeTakeFirst()
    if (pool === undefined)
      throw new RefusedError(
        'no_pool',
        `There is no gift “${input.poolId}”. Add it to earshot.yaml.`,
      )
    let added = 0
    for (const { code, expiresAt } of input.codes) {
      const { numInsertedOrUpdatedRows } = await trx
        .insertInto('reward_code')
        .values({
          id: ctx.db.nextId(),
          pool_id: pool.id,
          code_hash: ctx.seal.fingerprint(code.trim().toUpperCase()),
          code_sealed: ctx.seal.seal(code.trim()),
          state: 'free',
          expires_at: expiresAt,
          grant_id: null,
        })
        .onConflict((conflict) => conflict.column('code_hash').doNothing())
        .executeTakeFirst()
      added += Number(numInsertedOrUpdatedRows ?? 0n)
    }
    await writeAudit(ctx, trx, actor, 'codes.import', `pool:${pool.id}`, JSON.stringify({ added }))
    return { added, known: input.codes.length - added }
  })
}
