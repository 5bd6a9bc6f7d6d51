import type { Kysely } from 'kysely'
import { ERASED_REASON } from './erasure/scrub-cases.ts'
import type { Schema } from './schema.ts'

/** Why an author must not be written to, in words for staff; null where nothing forbids it. */
export async function readSilence(
  db: Kysely<Schema>,
  authorId: number | null,
): Promise<string | null> {
  if (authorId === null) return null
  const row = await db
    .selectFrom('author as a')
    .leftJoin('opt_out as o', 'o.author_id', 'a.id')
    .select(['a.key', 'o.at'])
    .where('a.id', '=', authorId)
    .executeTakeFirst()
  if (row === undefined) return null
  if (row.key.startsWith('erased:')) return ERASED_REASON
  return row.at === null
    ? null
    : 'This person asked not to be written to. Nothing was sent; answer only if they write to you again and ask.'
}
