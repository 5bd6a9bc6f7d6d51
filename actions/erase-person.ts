import { RefusedError } from '../core/errors.ts'
import { cleanName } from '../core/hostile-text.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'
import { noPerson } from './no-person.ts'

/** A person, an account that is no person yet, or a customer of a shop. */
export type Erased = { personId: number } | { authorId: number } | { customerId: number }

/** Asks for somebody to be erased; it cannot be undone, so their name has to be typed again. Done within a minute. */
export async function erasePerson(
  ctx: ActionContext,
  actor: Actor,
  who: Erased,
  typedName: string,
): Promise<{ erasureId: number }> {
  return asStaff(ctx, actor, ROLE_FOR['people.erase'], async (trx, staff) => {
    const name = await readName(trx, who)
    if (asTyped(typedName) !== asTyped(name))
      throw new RefusedError('other_name', 'The name is not the same. Nobody was erased.')
    const personId = 'personId' in who ? who.personId : null
    const authorId = 'authorId' in who ? who.authorId : null
    const customerId = 'customerId' in who ? who.customerId : null
    const asked = await trx
      .selectFrom('erasure')
      .select('id')
      .where('done_at', 'is', null)
      .where((eb) =>
        eb.or([
          eb('person_id', '=', personId),
          eb('author_id', '=', authorId),
          eb('customer_id', '=', customerId),
        ]),
      )
      .executeTakeFirst()
    if (asked !== undefined) return { erasureId: asked.id }
    const erasureId = ctx.db.nextId()
    await trx
      .insertInto('erasure')
      .values({
        id: erasureId,
        person_id: personId,
        author_id: authorId,
        customer_id: customerId,
        staff_id: staff.id,
        asked_at: ctx.clock.now(),
        done_at: null,
      })
      .execute()
    await writeAudit(ctx, trx, actor, 'person.erase', subjectOf(who))
    return { erasureId }
  })
}

/** Whom an audit row is about. */
export function subjectOf(who: Erased): string {
  if ('personId' in who) return `person:${who.personId}`
  return 'authorId' in who ? `author:${who.authorId}` : `customer:${who.customerId}`
}

/** Names hold marks that nobody sees or can type. */
function asTyped(name: string): string {
  return cleanName(name, 200).replaceAll(/\s+/gu, ' ').trim().toLowerCase()
}

/** The name that has to be typed; refused where nobody is there. */
export async function readName(trx: Pick<Trx, 'selectFrom'>, who: Erased): Promise<string> {
  if ('personId' in who) {
    const person = await trx
      .selectFrom('person')
      .select('name')
      .where('id', '=', who.personId)
      .executeTakeFirst()
    if (person !== undefined) return person.name
    throw await noPerson(trx, who.personId)
  } else if ('customerId' in who) {
    const customer = await trx
      .selectFrom('customer')
      .select(['name', 'source_key'])
      .where('id', '=', who.customerId)
      .executeTakeFirst()
    if (customer !== undefined) return customer.name ?? customer.source_key
  } else {
    const author = await trx
      .selectFrom('author')
      .select(['handle', 'name', 'key'])
      .where('id', '=', who.authorId)
      .where('key', 'not like', 'erased:%')
      .executeTakeFirst()
    if (author !== undefined) return author.handle ?? author.name ?? author.key
  }
  throw new RefusedError('no_person', 'Nobody is there. They may have been erased already.')
}
