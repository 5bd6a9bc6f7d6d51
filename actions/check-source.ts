import { RefusedError } from '../core/errors.ts'
import type { HealthState } from '../core/health.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { askForCheck } from '../db/source-checks.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

const LISTENS: ReadonlySet<string> = new Set<HealthState>(['live', 'catching_up', 'starting'])

/** Has a source in trouble looked at now; refused where it listens already, or where its network told us to wait. */
export async function checkSource(
  ctx: ActionContext,
  actor: Actor,
  sourceId: string,
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['source.check'], async (trx) => {
    const now = ctx.clock.now()
    const health = await trx
      .selectFrom('health')
      .select(['state', 'retry_at'])
      .where('connection_id', '=', sourceId)
      .executeTakeFirst()
    if (health === undefined)
      throw new RefusedError('no_source', 'This source is no longer connected.')
    if (LISTENS.has(health.state))
      throw new RefusedError('listens', 'This source listens already. Nothing has to be done.')
    if (health.state === 'rate_limited' && (health.retry_at ?? 0) > now)
      throw new RefusedError(
        'told_to_wait',
        'The network told us to wait. It is asked again by itself as soon as that is over.',
      )
    await askForCheck(trx, sourceId, now)
    await writeAudit(ctx, trx, actor, 'source.check', `source:${sourceId}`)
  })
}
