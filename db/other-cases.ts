import { type Kysely, sql } from 'kysely'
import type { CaseKind } from '../core/case.ts'
import { holdsLetters } from './folded.ts'
import type { Schema } from './schema.ts'

/** A case to join another to, with enough of it to know it again. */
export interface OtherCase {
  id: number
  kind: CaseKind
  who: string | null
  text: string
}

const WORDS_MAX = 6

/**
 * Open cases of the same brand that hold all words in their author or their newest post, or have this number;
 * those of the same author first, then the newest.
 */
export async function findOtherCases(
  db: Kysely<Schema>,
  of: { id: number; brandId: string; authorId: number | null },
  search: { words: string; limit: number },
): Promise<OtherCase[]> {
  const words = search.words
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
  const isTheirs = sql<number>`case when c.author_id = ${of.authorId ?? 0} then 0 else 1 end`
  const rows = await db
    .selectFrom('case as c')
    .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
    .leftJoin('author as a', 'a.id', 'c.author_id')
    .select(['c.id', 'c.kind', 'a.name', 'a.handle', 'm.text', 'm.state'])
    .where('c.brand_id', '=', of.brandId)
    .where(sql<boolean>`c.status not in ('resolved', 'closed_by_author')`)
    .where('c.id', '<>', of.id)
    .where((eb) =>
      eb.and(
        words.slice(0, WORDS_MAX).map((word) => {
          const text = sql<string>`coalesce(a.name, '') || ' ' || coalesce(a.handle, '') || ' ' || m.text`
          return eb.or([
            holdsLetters(text, word),
            ...(/^\d{1,16}$/.test(word) ? [eb('c.id', '=', Number(word))] : []),
          ])
        }),
      ),
    )
    .orderBy(isTheirs)
    .orderBy('c.id', 'desc')
    .limit(search.limit)
    .execute()
  return rows.map(({ id, kind, name, handle, text, state }) => ({
    id,
    kind,
    who: name ?? handle,
    text: state === 'live' ? text : '',
  }))
}
