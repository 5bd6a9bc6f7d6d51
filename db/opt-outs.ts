import type { Kysely } from 'kysely'
import { ERASED_REASON } from './erasure/scrub-cases.ts'
import type { Schema } from './schema.ts'

/**
 * Why an author must not be written to, in words for staff; null where nothing forbids it. A wish made under one
 * account holds for all that belong to the same person, also for those found later.
 */
export async function readSilence(
  db: Kysely<Schema>,
  authorId: number | null,
): Promise<string | null> {
  if (authorId === null) return null
  const author = await db
    .selectFrom('author')
    .select('key')
    .where('id', '=', authorId)
    .executeTakeFirst()
  if (author === undefined) return null
  if (author.key.startsWith('erased:')) return ERASED_REASON
  const linked = db
    .selectFrom('person_author as mine')
    .innerJoin('person_author as other', 'other.person_id', 'mine.person_id')
    .select('other.author_id')
    .where('mine.author_id', '=', authorId)
  const wish = await db
    .selectFrom('opt_out')
    .select('at')
    .where((eb) => eb.or([eb('author_id', '=', authorId), eb('author_id', 'in', linked)]))
    .limit(1)
    .executeTakeFirst()
  return wish === undefined
    ? null
    : 'This person asked not to be written to. Nothing was sent. If they ask for an answer after all, say so on their page.'
}
