import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import { findPeople } from './find-people.ts'
import { inChunks } from './in-chunks.ts'
import type { Reading } from './reading.ts'
import type { Schema } from './schema.ts'
import { readMoved } from './week-lists.ts'

/** Everybody, or only some of them: by stage, by what happened this week, or by what is to be done. */
export const PEOPLE_FILTERS = [
  'everybody',
  'advocate',
  'client',
  'repeat',
  'first_time',
  'prospect',
  'new_advocates',
  'moved_up',
  'at_risk',
  'strikes',
  'thanks_due',
] as const
export type PeopleFilter = (typeof PEOPLE_FILTERS)[number]

/** Somebody on the list, with what their standing says and the post that says most about them. */
export type PersonOnList = Awaited<ReturnType<typeof readPeopleList>>[number]

/** Which people: by a filter, or whoever goes by a name or handle that begins so. */
export interface Chosen {
  filter: PeopleFilter
  find: string | null
  limit: number
  now: number
}

/**
 * People of a brand, at most `limit`: by love, those at risk and those let down twice by risk. Of advocates those who
 * bought come before those of whom no purchase is known.
 */
export async function readPeopleList(reading: Reading, brandId: string, of: Chosen) {
  const db = reading.kysely
  const ids =
    of.find === null
      ? await chooseIds(db, brandId, of)
      : await findPeople(reading, brandId, of.find, of.limit)
  const [rows, accounts] = await Promise.all([readRows(db, ids), readAccounts(db, ids)])
  const posts = await readTelling(db, rows)
  const byId = new Map(rows.map((row) => [row.id, row]))
  const accountsOf = Map.groupBy(accounts, (row) => row.personId)
  return ids.flatMap((id) => {
    const row = byId.get(id)
    if (row === undefined) return []
    const { terms, ...rest } = row
    const post = tellingIds(terms)
      .map((one) => posts.get(one))
      .find((one) => one !== undefined)
    return [{ ...rest, accounts: accountsOf.get(id) ?? [], post: post ?? null }]
  })
}

async function chooseIds(
  db: Kysely<Schema>,
  brandId: string,
  { filter, limit, now }: Chosen,
): Promise<number[]> {
  if (filter === 'new_advocates' || filter === 'moved_up') {
    const moved = await readMoved(db, brandId, now)
    const isNew = filter === 'new_advocates'
    return moved
      .filter(({ stage }) => (stage === 'advocate') === isNew)
      .slice(0, limit)
      .map(({ id }) => id)
  }
  // The conditions are written out, as an index for part of a table is used only for its own words.
  const by = (only: RawBuilder<SqlBool>, order: 'love' | 'risk', most = limit) =>
    idsBy(db, brandId, { only, order, limit: most })
  if (filter === 'at_risk') return by(sql`s.is_at_risk = 1`, 'risk')
  if (filter === 'strikes') return by(sql`s.is_out = 1`, 'risk')
  if (filter === 'thanks_due') return by(sql`s.next_step = 'thank'`, 'love')
  if (filter === 'everybody') return by(sql`s.stage is not null`, 'love')
  const ofStage = await by(sql`s.stage = ${filter}`, 'love')
  if (filter !== 'advocate' || ofStage.length === limit) return ofStage
  const unproved = sql<SqlBool>`s.unproved = 1 and s.stage <> 'advocate'`
  return [...ofStage, ...(await by(unproved, 'love', limit - ofStage.length))]
}

async function idsBy(
  db: Kysely<Schema>,
  brandId: string,
  of: { only: RawBuilder<SqlBool>; order: 'love' | 'risk'; limit: number },
): Promise<number[]> {
  const rows = await db
    .selectFrom('person_standing as s')
    .select('s.person_id')
    .where('s.brand_id', '=', brandId)
    .where(of.only)
    .orderBy(`s.${of.order}`, 'desc')
    .orderBy('s.person_id', 'desc')
    .limit(of.limit)
    .execute()
  return rows.map((row) => row.person_id)
}

function readRows(db: Kysely<Schema>, ids: readonly number[]) {
  return inChunks(ids, (some) =>
    db
      .selectFrom('person as p')
      .leftJoin('person_standing as s', 's.person_id', 'p.id')
      .leftJoin('staff as m', 'm.id', 's.key_manager')
      .select([
        'p.id',
        'p.name',
        's.stage',
        's.stage_since as stageSince',
        's.love',
        's.reach',
        's.risk',
        's.strikes',
        's.is_out as isOut',
        's.is_at_risk as isAtRisk',
        's.unproved',
        's.next_step as nextStep',
        's.next_due as nextDue',
        's.terms',
        'm.name as keyManager',
      ])
      .where('p.id', 'in', some)
      .execute(),
  )
}

/** Their accounts, oldest first. */
function readAccounts(db: Kysely<Schema>, ids: readonly number[]) {
  return inChunks(ids, (some) =>
    db
      .selectFrom('person_author as pa')
      .innerJoin('author as a', 'a.id', 'pa.author_id')
      .select(['pa.person_id as personId', 'a.handle', 'a.network'])
      .where('pa.person_id', 'in', some)
      .orderBy('a.id')
      .execute(),
  )
}

/** Living posts among those that say most, by id. */
async function readTelling(db: Kysely<Schema>, rows: readonly { terms: string | null }[]) {
  const ids = [...new Set(rows.flatMap(({ terms }) => tellingIds(terms)))]
  const posts = await inChunks(ids, (some) =>
    db
      .selectFrom('mention')
      .select(['id', 'text', 'created_at as at', 'url'])
      .where('id', 'in', some)
      .where('state', '=', 'live')
      .execute(),
  )
  return new Map(posts.map((post) => [post.id, post]))
}

/** Posts behind the terms that move love most, at most three. */
function tellingIds(terms: string | null): number[] {
  if (terms === null) return []
  const { love = [] } = JSON.parse(terms) as { love?: readonly { contacts: readonly string[] }[] }
  return love.slice(0, 3).flatMap(({ contacts }) => Number(contacts.at(-1) ?? 0) || [])
}
