import { ROLE_FOR } from '../core/staff.ts'
import { writeAudit } from './case-change.ts'
import { readColleague } from './colleague.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'
import { brandOfPerson } from './no-person.ts'

/** Names the colleague who looks after somebody (null: nobody by name); cases of theirs go to that colleague first. */
export async function nameKeyManager(
  ctx: ActionContext,
  actor: Actor,
  { personId, staffId }: { personId: number; staffId: string | null },
): Promise<void> {
  return asStaff(ctx, actor, ROLE_FOR['people.manager'], async (trx) => {
    const brandId = await brandOfPerson(trx, personId)
    const manager = staffId === null ? null : (await readColleague(trx, staffId)).id
    const set = { key_manager: manager, assessed_at: 0 }
    await trx
      .insertInto('person_standing')
      .values({
        person_id: personId,
        brand_id: brandId,
        strikes: 0,
        is_out: 0,
        unproved: 0,
        terms: '{}',
        evidence: '[]',
        ...set,
      })
      .onConflict((conflict) => conflict.column('person_id').doUpdateSet(set))
      .execute()
    const detail = JSON.stringify({ to: manager })
    await writeAudit(ctx, trx, actor, 'person.manager', `person:${personId}`, detail)
  })
}
