import { RefusedError } from '../core/errors.ts'
import { readJoin } from '../db/person-looks.ts'
import type { Trx } from './context.ts'

/** Why there is no person of this number: joined to somebody whose number to give, or nobody at all. */
export async function noPerson(
  trx: Pick<Trx, 'selectFrom'>,
  personId: number,
): Promise<RefusedError> {
  const join = await readJoin(trx, personId)
  if (join === null)
    return new RefusedError(
      'no_person',
      `There is no person ${personId}. They may have been erased.`,
    )
  return new RefusedError(
    'joined',
    `Person ${personId} was joined to person ${join.keptId}. Give that number.`,
  )
}

/** The brand that knows this person; refused with the reason where nobody of this number is there. */
export async function brandOfPerson(trx: Trx, personId: number): Promise<string> {
  const person = await trx
    .selectFrom('person')
    .select('brand_id')
    .where('id', '=', personId)
    .executeTakeFirst()
  if (person === undefined) throw await noPerson(trx, personId)
  return person.brand_id
}
