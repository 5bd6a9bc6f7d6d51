import { type Kysely, sql } from 'kysely'
import { beginsFolded, holdsLetters } from './folded.ts'
import type { Reading } from './reading.ts'
import type { Schema } from './schema.ts'

/** Shorter pieces are looked for only where a name or a handle begins. */
const LEAST_INSIDE = 3
/** A piece within a name is looked for among so many, the latest. */
const LOOKED_THROUGH = 20_000

/**
 * People of a brand whose name, or a handle of theirs, begins with these letters; where there is none, those whose name
 * holds them. With or without @, spaces and dots, in any case.
 */
export async function findPeople(
  { kysely, dialect }: Reading,
  brandId: string,
  text: string,
  limit: number,
): Promise<number[]> {
  const word = text.trim()
  if (!/[\p{L}\p{N}]/u.test(word)) return []
  const named = await kysely
    .selectFrom('person as p')
    .select('p.id')
    .where('p.brand_id', '=', brandId)
    .where(beginsFolded(dialect, 'p.name', word))
    .limit(limit)
    .execute()
  const called = await findByHandle({ kysely, dialect }, brandId, word, limit)
  const found = [...new Set([...named.map(({ id }) => id), ...called])]
  if (found.length > 0 || word.length < LEAST_INSIDE) return found.slice(0, limit)
  return findInside(kysely, brandId, word, limit)
}

/** People of a brand with an account whose handle begins with these letters. */
export async function findByHandle(
  { kysely, dialect }: Reading,
  brandId: string,
  word: string,
  limit: number,
): Promise<number[]> {
  const rows = await kysely
    .selectFrom('author as a')
    .innerJoin('person_author as pa', 'pa.author_id', 'a.id')
    .select('pa.person_id as id')
    .where('a.handle', 'is not', null)
    .where(beginsFolded(dialect, 'a.handle', word))
    .where('pa.brand_id', '=', brandId)
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

async function findInside(db: Kysely<Schema>, brandId: string, word: string, limit: number) {
  const rows = await db
    .selectFrom((eb) =>
      eb
        .selectFrom('person')
        .select(['id', 'name'])
        .where('brand_id', '=', brandId)
        .orderBy('updated_at', 'desc')
        .limit(LOOKED_THROUGH)
        .as('p'),
    )
    .select('p.id')
    .where(holdsLetters(sql`p.name`, word))
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}
