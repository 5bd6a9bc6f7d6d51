import { RefusedError } from '../core/errors.ts'
import { cleanText } from '../core/hostile-text.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'
import { openFeedbackAccount } from './feedback-account.ts'
import { brandOfPerson } from './no-person.ts'

const EVIDENCE_MAX = 300

/** Leaves somebody in peace: no answer, no thanks and no question goes to any of their accounts any more. */
export async function optOut(
  ctx: ActionContext,
  actor: Actor,
  personId: number,
): Promise<{ accounts: number }> {
  return asStaff(ctx, actor, ROLE_FOR['people.opt_out'], async (trx, staff) => {
    const brandId = await brandOfPerson(trx, personId)
    if ((await accountsOf(trx, personId)).length === 0)
      await openAccount(ctx, trx, { personId, brandId })
    const accounts = await accountsOf(trx, personId)
    await trx
      .insertInto('opt_out')
      .values(accounts.map((author_id) => ({ author_id, staff_id: staff.id, at: ctx.clock.now() })))
      .onConflict((conflict) => conflict.column('author_id').doNothing())
      .execute()
    await writeAudit(ctx, trx, actor, 'person.opt_out', `person:${personId}`)
    return { accounts: accounts.length }
  })
}

/** Takes that back, as they want to hear from us again; it needs to be said how we know. */
export async function optIn(
  ctx: ActionContext,
  actor: Actor,
  { personId, evidence }: { personId: number; evidence: string },
): Promise<void> {
  const because = cleanText(evidence).trim().slice(0, EVIDENCE_MAX)
  await asStaff(ctx, actor, ROLE_FOR['people.opt_in'], async (trx) => {
    await brandOfPerson(trx, personId)
    if (because === '')
      throw new RefusedError('no_evidence', 'Say how you know that they want to hear from us.')
    const accounts = await accountsOf(trx, personId)
    const { numDeletedRows } = await trx
      .deleteFrom('opt_out')
      .where('author_id', 'in', [...accounts, -1])
      .executeTakeFirst()
    if (numDeletedRows === 0n)
      throw new RefusedError('not_out', 'They did not ask to be left in peace.')
    const detail = JSON.stringify({ because })
    await writeAudit(ctx, trx, actor, 'person.opt_in', `person:${personId}`, detail)
  })
}

/** Whoever only rang is asked things by a link of our own, so the wish is kept with that. */
async function openAccount(
  ctx: ActionContext,
  trx: Trx,
  { personId, brandId }: { personId: number; brandId: string },
): Promise<void> {
  const { name } = await trx
    .selectFrom('person')
    .select('name')
    .where('id', '=', personId)
    .executeTakeFirstOrThrow()
  const evidence = 'asked to be left in peace'
  await openFeedbackAccount(ctx, trx, {
    nativeId: `p${personId}`,
    name,
    brandId,
    personId,
    evidence,
  })
}

async function accountsOf(trx: Trx, personId: number): Promise<number[]> {
  const rows = await trx
    .selectFrom('person_author')
    .select('author_id')
    .where('person_id', '=', personId)
    .execute()
  return rows.map((row) => row.author_id)
}
