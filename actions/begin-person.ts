import { RefusedError } from '../core/errors.ts'
import { cleanName } from '../core/hostile-text.ts'
import type { Network } from '../core/network.ts'
import { mayKnow } from '../core/policy.ts'
import { sideOf } from '../db/account-side.ts'
import { isServed } from '../db/served-brands.ts'
import type { ActionContext, Trx } from './context.ts'
import { brandOfPerson } from './no-person.ts'

/** Whom an act is about: a person, an account, the author of a case, or somebody new whom only we know. */
export type Who =
  | { personId: number }
  | { authorId: number; brandId: string }
  | { caseId: number }
  | { name: string; brandId: string }

const NAME_MAX = 80

/** The person of an act by staff; made here where there is none yet, as whoever staff deal with is a person. */
export async function findOrBeginPerson(
  ctx: ActionContext,
  trx: Trx,
  who: Who,
  because: string,
): Promise<{ personId: number; brandId: string }> {
  if ('personId' in who) {
    return { personId: who.personId, brandId: await brandOfPerson(trx, who.personId) }
  }
  if ('name' in who) return beginNamed(ctx, trx, who)
  if ('authorId' in who) {
    await mustServe(trx, who.brandId)
    return ofAccount(ctx, trx, who.authorId, who.brandId, because)
  }
  const row = await trx
    .selectFrom('case')
    .select(['author_id', 'person_id', 'brand_id'])
    .where('id', '=', who.caseId)
    .executeTakeFirst()
  if (row === undefined) throw new RefusedError('no_case', `There is no case ${who.caseId}.`)
  if (row.person_id !== null) return { personId: row.person_id, brandId: row.brand_id }
  if (row.author_id === null)
    throw new RefusedError('no_author', 'Nobody is known as the author of this case.')
  return ofAccount(ctx, trx, row.author_id, row.brand_id, because)
}

async function beginNamed(
  ctx: ActionContext,
  trx: Trx,
  { name, brandId }: { name: string; brandId: string },
): Promise<{ personId: number; brandId: string }> {
  const clean = cleanName(name, NAME_MAX)
  if (clean.startsWith('@'))
    throw new RefusedError(
      'no_name',
      `No account called ${clean} is known here. Check it, or write their name without the @.`,
    )
  if (!/[\p{L}\p{N}]/u.test(clean))
    throw new RefusedError('no_name', 'Give them a name to be found by.')
  await mustServe(trx, brandId)
  return { personId: await insertPerson(ctx, trx, brandId, clean), brandId }
}

/** Nobody has a standing with a brand that is only compared. */
async function mustServe(trx: Trx, brandId: string): Promise<void> {
  const brand = await trx
    .selectFrom('brand')
    .select(['name', 'profile'])
    .where('id', '=', brandId)
    .executeTakeFirst()
  if (brand === undefined) throw new RefusedError('no_brand', `There is no brand ${brandId}.`)
  if (!isServed(brand))
    throw new RefusedError(
      'only_compared',
      `${brand.name} is only compared, so nobody is known to it. Choose another brand.`,
    )
}

async function ofAccount(
  ctx: ActionContext,
  trx: Trx,
  authorId: number,
  brandId: string,
  because: string,
): Promise<{ personId: number; brandId: string }> {
  const known = await trx
    .selectFrom('person_author')
    .select('person_id')
    .where('author_id', '=', authorId)
    .where('brand_id', '=', brandId)
    .executeTakeFirst()
  if (known !== undefined) return { personId: known.person_id, brandId }
  const author = await trx
    .selectFrom('author')
    .select(['network', 'opted_in'])
    .where('id', '=', authorId)
    .where('key', 'not like', 'erased:%')
    .executeTakeFirst()
  if (author === undefined)
    throw new RefusedError('no_person', 'Nobody is there. They may have been erased.')
  const may = mayKnow(author.network as Network, author.opted_in === 1)
  if (may !== true) throw new RefusedError('policy', may.no)
  const personId = await beginOfAuthor(ctx, trx, authorId, brandId, because)
  if (personId === null)
    throw new RefusedError('not_customer', 'This account is of a colleague, a bot or a competitor.')
  return { personId, brandId }
}

/**
 * The person of an account, made where there is none; null where the network does not let us know them, or the
 * account is no customer's.
 */
export async function beginOfAuthor(
  ctx: ActionContext,
  trx: Trx,
  authorId: number,
  brandId: string,
  because: string,
): Promise<number | null> {
  const author = await trx
    .selectFrom('author as a')
    .leftJoin('account_side as s', (join) =>
      join.onRef('s.author_id', '=', 'a.id').on('s.brand_id', '=', brandId),
    )
    .select(['a.name', 'a.handle', 'a.network', 'a.opted_in', sideOf.as('side')])
    .where('a.id', '=', authorId)
    .where('a.key', 'not like', 'erased:%')
    .executeTakeFirst()
  if (author === undefined || author.side !== 'customer') return null
  if (mayKnow(author.network as Network, author.opted_in === 1) !== true) return null
  const known = await trx
    .selectFrom('person_author')
    .select('person_id')
    .where('author_id', '=', authorId)
    .where('brand_id', '=', brandId)
    .executeTakeFirst()
  if (known !== undefined) return known.person_id
  const cleaned = [author.name, author.handle].map((name) => cleanName(name ?? '', NAME_MAX))
  const name = cleaned.find((one) => one !== '') ?? 'somebody'
  const personId = await insertPerson(ctx, trx, brandId, name)
  await trx
    .insertInto('person_author')
    .values({
      person_id: personId,
      author_id: authorId,
      brand_id: brandId,
      evidence: JSON.stringify([{ because }]),
      confirmed_by: null,
      created_at: ctx.clock.now(),
    })
    .execute()
  await trx
    .updateTable('case')
    .set({ person_id: personId })
    .where('brand_id', '=', brandId)
    .where('author_id', '=', authorId)
    .where('person_id', 'is', null)
    .where('status', 'not in', ['resolved', 'closed_by_author'])
    .execute()
  return personId
}

async function insertPerson(
  ctx: ActionContext,
  trx: Trx,
  brandId: string,
  name: string,
): Promise<number> {
  const id = ctx.db.nextId()
  const now = ctx.clock.now()
  await trx
    .insertInto('person')
    .values({
      id,
      brand_id: brandId,
      name,
      advocate: 0,
      strikes: 0,
      evidence: '[]',
      created_at: now,
      updated_at: now,
    })
    .execute()
  return id
}
