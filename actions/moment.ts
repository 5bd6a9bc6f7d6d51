import { RefusedError } from '../core/errors.ts'
import { readWhen } from '../core/when.ts'
import type { ActionContext, Actor } from './context.ts'

/** The time that somebody means, epoch ms; a day that was picked goes before a choice, both where the person is. */
export async function readMoment(
  ctx: ActionContext,
  actor: Actor,
  caseId: number,
  { when, date }: { when?: string | undefined; date?: string | undefined },
): Promise<number> {
  const row = await ctx.db.kysely
    .selectFrom('case as c')
    .innerJoin('brand as b', 'b.id', 'c.brand_id')
    .leftJoin('staff as s', (join) => join.on('s.id', '=', actor.staffId))
    .select(['b.zone', 's.zone as own'])
    .where('c.id', '=', caseId)
    .executeTakeFirst()
  const text = date === undefined || date === '' ? (when ?? '') : date
  const at = readWhen(text, ctx.clock.now(), row?.own ?? row?.zone ?? 'UTC')
  if (at === null)
    throw new RefusedError(
      'no_time',
      'Say when: for example 4h, 3d, tomorrow, monday, 2026-12-01 or 2026-12-01 14:30.',
    )
  return at
}
