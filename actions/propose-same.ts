import { callsOf, compareLooks } from '../analysis/people/likeness.ts'
import { RefusedError } from '../core/errors.ts'
import type { Network } from '../core/network.ts'
import { mayMatch } from '../core/policy.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { findAlike, readLooks, readNotSame } from '../db/person-looks.ts'
import type { Reading } from '../db/reading.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

/** Somebody who may be the same person; only staff decide. */
export interface Proposal {
  id: number
  name: string
  confidence: number
  evidence: readonly string[]
}

const MOST = 5

/**
 * People who may be the same as this one, the likeliest first; nobody where a network forbids tying its members
 * to others, nor whom staff said no to.
 */
export async function proposeSame(
  reading: Reading,
  person: { id: number; brandId: string },
): Promise<Proposal[]> {
  const db = reading.kysely
  const [one] = await readLooks(db, [person.id])
  if (one === undefined || !mayBeTied(one)) return []
  const of = { words: callsOf(one), emails: one.emails }
  const [ids, refused] = await Promise.all([
    findAlike(reading, person.brandId, of),
    readNotSame(db, person.id),
  ])
  const others = await readLooks(
    db,
    ids.filter((id) => id !== one.id && !refused.has(id)),
  )
  return others
    .flatMap((other): Proposal[] => {
      if (!mayBeTied(other)) return []
      const likeness = compareLooks(one, other)
      return likeness === null ? [] : [{ id: other.id, name: other.name, ...likeness }]
    })
    .sort((a, b) => b.confidence - a.confidence || a.id - b.id)
    .slice(0, MOST)
}

/** Says that two who look alike are two; they are proposed no more. */
export async function refuseSame(
  ctx: ActionContext,
  actor: Actor,
  { personId, otherId }: { personId: number; otherId: number },
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['people.not_same'], async (trx, staff) => {
    const found = await trx
      .selectFrom('person')
      .select('id')
      .where('id', 'in', [personId, otherId])
      .execute()
    if (found.length < 2)
      throw new RefusedError('no_person', 'One of these two is gone. Look again.')
    await trx
      .insertInto('not_same')
      .values({
        low_id: Math.min(personId, otherId),
        high_id: Math.max(personId, otherId),
        staff_id: staff.id,
        at: ctx.clock.now(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const detail = JSON.stringify({ other: otherId })
    await writeAudit(ctx, trx, actor, 'person.not_same', `person:${personId}`, detail)
  })
}

function mayBeTied(one: { accounts: readonly { network: string; opted_in: number }[] }): boolean {
  return one.accounts.every(({ network, opted_in }) => mayMatch(network as Network, opted_in === 1))
}
