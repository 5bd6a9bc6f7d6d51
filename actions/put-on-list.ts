import { RefusedError } from '../core/errors.ts'
import type { SegmentRule } from '../core/segment.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'
import { forgetStanding } from './merge-people.ts'
import { brandOfPerson } from './no-person.ts'

/** Puts somebody on the list of a segment, or takes them off it. */
export async function putOnList(
  ctx: ActionContext,
  actor: Actor,
  { personId, segmentId, isOn }: { personId: number; segmentId: string; isOn: boolean },
): Promise<void> {
  return asStaff(ctx, actor, ROLE_FOR['people.list'], async (trx, staff) => {
    const segment = await trx
      .selectFrom('segment')
      .select('rule')
      .where('id', '=', segmentId)
      .where('retired_at', 'is', null)
      .executeTakeFirst()
    if (segment === undefined)
      throw new RefusedError('no_segment', `There is no segment "${segmentId}" in earshot.yaml.`)
    if ((JSON.parse(segment.rule) as SegmentRule).list !== true)
      throw new RefusedError(
        'by_rule',
        'This segment goes by its rule; write "list: true" to fill it by hand.',
      )
    await brandOfPerson(trx, personId)
    const authors = await trx
      .selectFrom('person_author')
      .select('author_id')
      .where('person_id', '=', personId)
      .execute()
    if (authors.length === 0)
      throw new RefusedError(
        'no_account',
        `Person ${personId} has no account that could be listed.`,
      )
    const ids = authors.map((row) => row.author_id)
    await trx
      .deleteFrom('segment_list')
      .where('segment_id', '=', segmentId)
      .where('author_id', 'in', ids)
      .execute()
    const at = ctx.clock.now()
    if (isOn)
      await trx
        .insertInto('segment_list')
        .values(ids.map((id) => ({ segment_id: segmentId, author_id: id, staff_id: staff.id, at })))
        .execute()
    await forgetStanding(trx, personId)
    const detail = JSON.stringify({ to: segmentId, isOn })
    await writeAudit(ctx, trx, actor, 'person.list', `person:${personId}`, detail)
  })
}
