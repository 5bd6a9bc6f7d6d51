import { RefusedError } from '../core/errors.ts'
import { cleanText } from '../core/hostile-text.ts'
import type { Network } from '../core/network.ts'
import { mayTieToCustomer } from '../core/policy.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { findCustomers } from '../db/find-customer.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'
import { forgetStanding } from './merge-people.ts'
import { brandOfPerson } from './no-person.ts'

export interface Link {
  personId: number
  /** An e-mail, "shop:SHOP:NUMBER" of a customer, or the number of an order. */
  customer: string
  /** How you know. */
  evidence: string
  /** They told you themselves, or agreed to it. */
  toldUs: boolean
}

const EVIDENCE_MAX = 300

/** Ties a person to what they bought, with the evidence for it; a name that sounds alike is no evidence. */
export async function linkCustomer(
  ctx: ActionContext & { fingerprint: (plain: string) => string },
  actor: Actor,
  link: Link,
): Promise<{ customers: number }> {
  const evidence = cleanText(link.evidence).trim().slice(0, EVIDENCE_MAX)
  return asStaff(ctx, actor, ROLE_FOR['people.link'], async (trx, staff) => {
    if (evidence === '')
      throw new RefusedError('no_evidence', 'Say how you know that this customer is them.')
    const { personId } = link
    const brandId = await brandOfPerson(trx, personId)
    await refuseForbidden(trx, personId, link.toldUs)
    const found = await findCustomers(trx, brandId, link.customer, ctx.fingerprint)
    if (found.length === 0)
      throw new RefusedError(
        'no_customer',
        'No order is known by that. Give an e-mail, the number of an order, or shop:SHOP:NUMBER.',
      )
    // One number at two shops may be two people's.
    if (found.length > 1 && !link.customer.includes('@'))
      throw new RefusedError(
        'several',
        'Several customers have that number. Give the e-mail or shop:SHOP:NUMBER.',
      )
    await refuseOthers(
      trx,
      personId,
      found.map(({ id }) => id),
    )
    const now = ctx.clock.now()
    await trx
      .insertInto('person_customer')
      .values(
        found.map(({ id }) => ({
          person_id: personId,
          customer_id: id,
          evidence,
          confidence: 1,
          confirmed_by: staff.id,
          created_at: now,
        })),
      )
      .onConflict((conflict) => conflict.columns(['person_id', 'customer_id']).doNothing())
      .execute()
    await forgetStanding(trx, personId)
    const detail = JSON.stringify({ toldUs: link.toldUs, customers: found.map(({ id }) => id) })
    await writeAudit(ctx, trx, actor, 'person.link', `person:${personId}`, detail)
    return { customers: found.length }
  })
}

/** Unties a person from everything they bought. */
export async function unlinkCustomers(
  ctx: ActionContext,
  actor: Actor,
  personId: number,
): Promise<{ customers: number }> {
  return asStaff(ctx, actor, ROLE_FOR['people.unlink'], async (trx) => {
    await brandOfPerson(trx, personId)
    const { numDeletedRows } = await trx
      .deleteFrom('person_customer')
      .where('person_id', '=', personId)
      .executeTakeFirst()
    if (numDeletedRows === 0n)
      throw new RefusedError('no_link', 'They are tied to no customer of a shop.')
    await forgetStanding(trx, personId)
    await writeAudit(ctx, trx, actor, 'person.unlink', `person:${personId}`)
    return { customers: Number(numDeletedRows) }
  })
}

async function refuseForbidden(trx: Trx, personId: number, toldUs: boolean): Promise<void> {
  const authors = await trx
    .selectFrom('person_author as pa')
    .innerJoin('author as a', 'a.id', 'pa.author_id')
    .select(['a.network', 'a.opted_in'])
    .where('pa.person_id', '=', personId)
    .execute()
  for (const author of authors) {
    const may = mayTieToCustomer(author.network as Network, author.opted_in === 1, toldUs)
    if (may !== true) throw new RefusedError('policy', may.no)
  }
}

async function refuseOthers(
  trx: Trx,
  personId: number,
  customerIds: readonly number[],
): Promise<void> {
  const other = await trx
    .selectFrom('person_customer')
    .select('person_id')
    .where('customer_id', 'in', [...customerIds])
    .where('person_id', '<>', personId)
    .executeTakeFirst()
  if (other !== undefined)
    throw new RefusedError(
      'other_person',
      `This customer is tied to person ${other.person_id}. Are the two one person? Then merge them.`,
    )
}
