import { isDeepStrictEqual } from 'node:util'
import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { type UnsureBelow, USUAL_LIMITS } from '../core/unsure-limits.ts'
import { readUnsureBelow } from '../db/doubt.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'

/** Sets under which confidence a brand's posts are left to a person; from then on it wins over `earshot.yaml`. */
export async function setUnsureLimits(
  ctx: ActionContext,
  actor: Actor,
  { brandId, limits }: { brandId: string; limits: Required<UnsureBelow> },
): Promise<void> {
  if (!Object.values(limits).every((limit) => limit >= 0 && limit <= 1))
    throw new RefusedError('limit', 'Choose one of the settings. Nothing was changed.')
  await asStaff(ctx, actor, ROLE_FOR['brand.unsure'], async (trx) => {
    const profile = await holdProfile(ctx, trx, brandId)
    if (isDeepStrictEqual(await readUnsureBelow(trx, brandId), limits)) return
    await trx
      .updateTable('brand')
      .set({ profile: JSON.stringify(withLimits(profile, limits)) })
      .where('id', '=', brandId)
      .execute()
    await writeAudit(ctx, trx, actor, 'brand.unsure', `brand:${brandId}`, JSON.stringify(limits))
  })
}

/** In the order and as short as a file writes it, so that what is set back is no edit; the voice comes last there. */
function withLimits(
  profile: Record<string, unknown>,
  { relevance, sentiment }: Required<UnsureBelow>,
): Record<string, unknown> {
  const { voice, ...rest } = profile
  delete rest['unsureBelow']
  const unsureBelow = {
    ...(relevance === USUAL_LIMITS.relevance ? {} : { relevance }),
    ...(sentiment === USUAL_LIMITS.sentiment ? {} : { sentiment }),
  }
  return {
    ...rest,
    ...(Object.keys(unsureBelow).length === 0 ? {} : { unsureBelow }),
    ...(voice === undefined ? {} : { voice }),
  }
}

/** The stored profile, held until this transaction ends. */
async function holdProfile(
  ctx: ActionContext,
  trx: Trx,
  brandId: string,
): Promise<Record<string, unknown>> {
  const query = trx.selectFrom('brand').select('profile').where('id', '=', brandId)
  const row = await (ctx.db.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
  if (row === undefined) throw new RefusedError('brand', 'This brand is no longer here.')
  return JSON.parse(row.profile) as Record<string, unknown>
}
