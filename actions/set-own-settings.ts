import { isZone } from '../core/config.ts'
import { isQuietSpan } from '../core/config-hours.ts'
import { RefusedError } from '../core/errors.ts'
import { ownDigestOf } from '../core/own-digest.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

/** Sets a person's own time zone, quiet hours and digest; empty takes them away. It wins over the file from then on. */
export async function setOwnSettings(
  ctx: ActionContext,
  actor: Actor,
  input: { zone: string; quiet: string; digest: string },
): Promise<void> {
  const [zone, quiet] = [input.zone.trim(), input.quiet.replaceAll(' ', '').replaceAll('–', '-')]
  await asStaff(ctx, actor, ROLE_FOR['me.settings'], async (trx, staff) => {
    if (zone !== '' && !isZone(zone))
      throw new RefusedError('zone', 'Use a zone such as “Europe/London”.')
    if (quiet !== '' && !isQuietSpan(quiet))
      throw new RefusedError('quiet', 'Write it like “19:00-08:00”, or leave it empty.')
    const digest = ownDigestOf(input.digest)
    if (digest === null)
      throw new RefusedError('digest', 'Choose how often your own digest should come.')
    const wanted = digest === 'off' ? null : digest
    const before = await trx
      .selectFrom('staff')
      .select('digest')
      .where('id', '=', staff.id)
      .executeTakeFirst()
    // The first one is that of the next morning, not of one that is over.
    const since = before?.digest === wanted ? {} : { digest_since: ctx.clock.now() }
    await trx
      .updateTable('staff')
      .set({
        zone: zone === '' ? null : zone,
        quiet: quiet === '' ? null : quiet,
        digest: wanted,
        ...since,
      })
      .where('id', '=', staff.id)
      .execute()
    const detail = JSON.stringify({ zone, quiet, digest })
    await writeAudit(ctx, trx, actor, 'me.settings', `staff:${staff.id}`, detail)
  })
}
