import type { ActionContext, Trx } from './context.ts'

/** Whose account on our own page it is. */
interface Owner {
  /** Their id on that page: `p` and the person, or the account that was asked. */
  nativeId: string
  name: string | null
  brandId: string
  /** Null where nobody knows who they are. */
  personId: number | null
  /** Why the account is theirs. */
  evidence: string
}

/** Gives somebody an account on our own page and ties it to their person; what is there stays as it is. */
export async function openFeedbackAccount(
  ctx: ActionContext,
  trx: Trx,
  { nativeId, name, brandId, personId, evidence }: Owner,
): Promise<void> {
  const now = ctx.clock.now()
  const key = `feedback:${nativeId}`
  await trx
    .insertInto('author')
    .values({
      id: ctx.db.nextId(),
      key,
      network: 'feedback',
      native_id: nativeId,
      handle: null,
      name,
      url: null,
      followers: null,
      verified: null,
      is_bot: null,
      is_self: 0,
      opted_in: 1,
      first_seen_at: now,
      last_seen_at: now,
      mentions: 0,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
  if (personId === null) return
  const { id } = await trx
    .selectFrom('author')
    .select('id')
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('person_author')
    .values({
      person_id: personId,
      author_id: id,
      brand_id: brandId,
      evidence,
      confirmed_by: null,
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
