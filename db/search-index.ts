import { sql } from 'kysely'
import type { Reading } from './reading.ts'
import { filterTags, type SearchFilters } from './search-tags.ts'

export interface SearchQuery extends SearchFilters {
  /** Words as a person typed them, all of which must occur; "quoted words" must stand together. */
  text: string
  /** Posts about any of these; about any brand at all where none is named. */
  brandIds?: readonly string[]
  /** Only posts with smaller ids: where the last page ended. */
  before?: number
  /** 50 by default, which is also the most. */
  limit?: number
}

const PAGE = 50
/** More words than this are not read: nobody types them, and each costs a lookup. */
const MAX_WORDS = 16

/** Ids of posts that hold all words and pass the filters, newest first; never ranked, never counted. */
export async function searchMentions(
  { kysely, dialect }: Reading,
  query: SearchQuery,
): Promise<number[]> {
  const phrases = readPhrases(query.text)
  const tags = filterTags(query)
  const brands = (query.brandIds ?? []).flatMap((brandId) => filterTags({ brandId }))
  if (phrases.length + tags.length + brands.length === 0) return []
  const limit = Math.min(query.limit ?? PAGE, PAGE)
  const before = query.before ?? Number.MAX_SAFE_INTEGER
  const search = dialect === 'sqlite' ? searchFts : searchVectors
  const { rows } = await search(phrases, tags, brands, before, limit).execute(kysely)
  return rows.map((row) => row.id)
}

/**
 * Words as Postgres indexes them: in small letters and without accents, whatever the locale of the database.
 * (SQLite's index does this itself.)
 */
export function foldWords(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .normalize('NFC')
    .toLowerCase()
}

/** Each typed word or quoted run as a list of plain words: letters and digits are all that is left. */
function readPhrases(text: string): string[][] {
  const phrases: string[][] = []
  for (const [, quoted, bare] of text.toWellFormed().matchAll(/"([^"]*)"?|([^\s"]+)/gu)) {
    const words = (quoted ?? bare ?? '').match(/[\p{L}\p{N}\p{M}]+/gu)
    if (words !== null) phrases.push([...words])
    if (phrases.length === MAX_WORDS) break
  }
  return phrases
}

function searchFts(
  phrases: string[][],
  tags: string[],
  brands: string[],
  before: number,
  limit: number,
) {
  const tagged = (tag: string) => `tags : "${tag}"`
  const parts = [
    ...phrases.map((words) => `{text title} : "${words.join(' ')}"`),
    ...tags.map(tagged),
    ...(brands.length === 0 ? [] : [`(${brands.map(tagged).join(' OR ')})`]),
  ]
  return sql<{ id: number }>`
    select rowid as id from mention_fts
    where mention_fts match ${parts.join(' AND ')} and rowid < cast(${before} as integer)
    order by rowid desc limit ${limit}`
}

function searchVectors(
  phrases: string[][],
  tags: string[],
  brands: string[],
  before: number,
  limit: number,
) {
  const tagged = (tag: string) => sql`plainto_tsquery('simple', ${tag})`
  const words = [
    // As typed, too: posts of earlier versions were indexed as they were written.
    ...phrases.map(
      (phrase) =>
        sql`(phraseto_tsquery('simple', ${foldWords(phrase.join(' '))}) || phraseto_tsquery('simple', ${phrase.join(' ')}))`,
    ),
    ...tags.map(tagged),
    ...(brands.length === 0 ? [] : [sql`(${sql.join(brands.map(tagged), sql` || `)})`]),
  ]
  return sql<{ id: number }>`
    select mention_id as id from mention_search
    where words @@ (${sql.join(words, sql` && `)}) and mention_id < ${before}
    order by mention_id desc limit ${limit}`
}
