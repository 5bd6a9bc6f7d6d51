import { RefusedError } from '../core/errors.ts'
import { cleanName } from '../core/hostile-text.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'

/** A person, or an account that is no person yet. */
export type Erased = { personId: number } | { authorId: number }

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
    const asked = await trx
      .selectFrom('erasure')
      .select('id')
      .where('done_at', 'is', null)
      .where((eb) => eb.or([eb('person_id', '=', personId), eb('author_id', '=', authorId)]))
      .executeTakeFirst()
    if (asked !== undefined) return { erasureId: asked.id }
    const erasureId = ctx.db.nextId()
    await trx
      .insertInto('erasure')
      .values({
        id: erasureId,
        person_id: personId,
        author_id: authorId,
        staff_id: staff.id,
        asked_at: ctx.clock.now(),
        done_at: null,
      })
      .execute()
    const subject = personId === null ? `author:${authorId}` : `person:${personId}`
    await writeAudit(ctx, trx, actor, 'person.erase', subject)
    return { erasureId }
  })
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
