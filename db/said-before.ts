import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

const DAY_MS = 86_400_000
const OUT = ['queued', 'sent', 'ambiguous', 'waiting_approval'] as const
/** More answers of one day or to one person are not looked through. */
const LIMIT = 500
/** The same before they are sorted by brand. */
const OF_ALL = 5000

interface Said {
  text: string
  name: string | null
  handle: string | null
}

/** Whether the same words went to this person before, and how often they went out in the last day. */
export async function readSaidBefore(
  db: Kysely<Schema>,
  of: { brandId: string; authorId: number | null; text: string; now: number },
): Promise<{ isSaidToThem: boolean; saidToday: number }> {
  const toThem = of.authorId === null ? [] : await readToThem(db, of.brandId, of.authorId)
  const today = await readOfToday(db, of.brandId, of.now - DAY_MS)
  const author =
    of.authorId === null
      ? undefined
      : await db
          .selectFrom('author')
          .select(['name', 'handle'])
          .where('id', '=', of.authorId)
          .executeTakeFirst()
  const words = bare({ text: of.text, name: author?.name ?? null, handle: author?.handle ?? null })
  const same = (one: Said) => words !== '' && bare(one) === words
  return { isSaidToThem: toThem.some(same), saidToday: today.filter(same).length }
}

function readToThem(db: Kysely<Schema>, brandId: string, authorId: number): Promise<Said[]> {
  return db
    .selectFrom('case as c')
    .innerJoin('reply as r', 'r.case_id', 'c.id')
    .leftJoin('author as a', 'a.id', 'c.author_id')
    .select(['r.text', 'a.name', 'a.handle'])
    .where('c.brand_id', '=', brandId)
    .where('c.author_id', '=', authorId)
    .where('r.state', 'in', OUT)
    .orderBy('r.pressed_at', 'desc')
    .limit(LIMIT)
    .execute()
}

/** From the answers to their cases: the other way round every case there ever was would be looked at. */
function readOfToday(db: Kysely<Schema>, brandId: string, since: number): Promise<Said[]> {
  return db
    .selectFrom((eb) =>
      eb
        .selectFrom('reply')
        .select(['case_id', 'text', 'pressed_at'])
        .where('pressed_at', '>', since)
        .where('state', 'in', OUT)
        .orderBy('pressed_at', 'desc')
        .limit(OF_ALL)
        .as('r'),
    )
    .innerJoin('case as c', 'c.id', 'r.case_id')
    .leftJoin('author as a', 'a.id', 'c.author_id')
    .select(['r.text', 'a.name', 'a.handle'])
    .where('c.brand_id', '=', brandId)
    .orderBy('r.pressed_at', 'desc')
    .limit(LIMIT)
    .execute()
}

/** Words without whom they speak to: another name does not make them others. */
function bare({ text, name, handle }: Said): string {
  const names = [name, handle, ...(name ?? '').split(/\s+/)]
    .filter((one): one is string => one !== null && one.trim().length > 1)
    .toSorted((a, b) => b.length - a.length)
  const without = names.reduce((rest, one) => rest.replaceAll(one, ''), text)
  return without.replaceAll('@', '').replace(/\s+/g, ' ').trim().toLowerCase()
}
