import { isZone } from '../core/config.ts'
import { isQuietSpan } from '../core/config-hours.ts'
import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

/** Sets a person's own time zone and quiet hours; empty takes them away. It wins over the file from then on. */
export async function setOwnSettings(
  ctx: ActionContext,
  actor: Actor,
  input: { zone: string; quiet: string },
): Promise<void> {
  const [zone, quiet] = [input.zone.trim(), input.quiet.replaceAll(' ', '').replaceAll('–', '-')]
  await asStaff(ctx, actor, ROLE_FOR['me.settings'], async (trx, staff) => {
    if (zone !== '' && !isZone(zone))
      throw new RefusedError('zone', 'Use a zone such as “Europe/London”.')
    if (quiet !== '' && !isQuietSpan(quiet))
      throw new RefusedError('quiet', 'Write it like “19:00-08:00”, or leave it empty.')
    await trx
      .updateTable('staff')
      .set({ zone: zone === '' ? null : zone, quiet: quiet === '' ? null : quiet })
      .where('id', '=', staff.id)
      .execute()
    const detail = JSON.stringify({ zone, quiet })
    await writeAudit(ctx, trx, actor, 'me.settings', `staff:${staff.id}`, detail)
  })
}
