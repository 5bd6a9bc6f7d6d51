import { sql } from 'kysely'
import type { Database } from '../database.ts'

/** A post to be judged: who wrote it, for which brand, and its own id where it is stored already (an edit). */
export interface AskedAuthor {
  authorId: number
  brandId: string
  ownId: number | null
}

/** What the store says of an author and a brand: how their newest posts were taken, and whether we know them. */
export interface AuthorHistory {
  /** Posts about the brand, of the newest eight. */
  ours: number
  /** Posts that staff said were not about the brand, of the newest eight. */
  others: number
  /** One of the people of the brand. */
  isKnown: boolean
}

/** Newest posts of an author that are looked at, however many there are: the cost stays the same. */
const NEWEST = 8
const CHUNK = 100

/** Reads the past of each author with each brand, in the order they were asked for. */
export async function readAuthorHistories(
  db: Database,
  asked: readonly AskedAuthor[],
): Promise<AuthorHistory[]> {
  const found: AuthorHistory[] = []
  for (let from = 0; from < asked.length; from += CHUNK) {
    const part = asked.slice(from, from + CHUNK)
    const rows = part.map(
      ({ authorId, brandId, ownId }, n) =>
        sql`(cast(${n} as bigint), cast(${authorId} as bigint), cast(${brandId} as text), cast(${ownId ?? 0} as bigint))`,
    )
    const { rows: answers } = await sql<{ ours: number; others: number; known: number }>`
      with asked (n, author_id, brand_id, own_id) as (values ${sql.join(rows)})
      select ${taken('relevant')} as ours, ${taken('irrelevant')} as others,
        (select count(*) from person_author p
         where p.author_id = asked.author_id and p.brand_id = asked.brand_id) as known
      from asked order by n`.execute(db.kysely)
    for (const { ours, others, known } of answers) found.push({ ours, others, isKnown: known > 0 })
  }
  return found
}

/** Of the newest posts of an author for a brand, how many were taken so; what stands in the label is what staff last said. */
function taken(relevance: 'relevant' | 'irrelevant') {
  return sql`(select count(*) from (
    select l.relevance from label l
    where l.brand_id = asked.brand_id and l.author_id = asked.author_id and l.mention_id <> asked.own_id
    order by l.at desc limit ${sql.lit(NEWEST)}) as newest where newest.relevance = ${sql.lit(relevance)})`
}
