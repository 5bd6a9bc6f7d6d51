import { type Kysely, sql, type Transaction } from 'kysely'
import type { Schema } from './schema.ts'

const CHUNK = 400

export interface NewAsk {
  id: number
  brandId: string
  authorId: number
  selection: string
  staffId: string
  at: number
  expiresAt: number
}

/** Writes what was asked of whom. */
export async function writeAsks(trx: Transaction<Schema>, asks: readonly NewAsk[]): Promise<void> {
  for (let i = 0; i < asks.length; i += CHUNK)
    await trx
      .insertInto('ask')
      .values(
        asks.slice(i, i + CHUNK).map((ask) => ({
          id: ask.id,
          brand_id: ask.brandId,
          author_id: ask.authorId,
          kind: 'feedback',
          selection: ask.selection,
          staff_id: ask.staffId,
          at: ask.at,
          expires_at: ask.expiresAt,
        })),
      )
      .execute()
}

/** Nobody sends a link by hand to whoever asked since, under whichever account, to be left in peace. */
const isWelcome = sql<boolean>`not exists (select 1 from opt_out o where o.author_id = k.author_id)
  and not exists (select 1 from person_author own join opt_out o on o.author_id = own.author_id
    where own.person_id = pa.person_id)`

/** Asks whose links still wait for an answer, the newest first, each with their newest open case. */
export async function readOpenAsks(
  db: Kysely<Schema>,
  brandId: string,
  now: number,
  limit: number,
) {
  return db
    .selectFrom((eb) =>
      eb
        .selectFrom('ask')
        .leftJoin('feedback_answer as f', 'f.ask_id', 'ask.id')
        .selectAll('ask')
        .where('ask.brand_id', '=', brandId)
        .where('ask.expires_at', '>', now)
        .where('f.id', 'is', null)
        .orderBy('ask.at', 'desc')
        .orderBy('ask.id', 'desc')
        .limit(limit)
        .as('k'),
    )
    .innerJoin('author as a', 'a.id', 'k.author_id')
    .leftJoin('person_author as pa', (join) =>
      join.onRef('pa.author_id', '=', 'k.author_id').onRef('pa.brand_id', '=', 'k.brand_id'),
    )
    .leftJoin('person as p', 'p.id', 'pa.person_id')
    .select((eb) => [
      'k.id',
      'k.at',
      'k.expires_at',
      'k.selection',
      'a.network',
      'a.handle',
      'a.name as author_name',
      'p.id as person_id',
      'p.name',
      eb
        .selectFrom('case as c')
        .select((inner) => inner.fn.max('c.id').as('id'))
        .whereRef('c.author_id', '=', 'k.author_id')
        .whereRef('c.brand_id', '=', 'k.brand_id')
        .where(sql<boolean>`c.status not in ('resolved', 'closed_by_author')`)
        .as('case_id'),
    ])
    .where(isWelcome)
    .orderBy('k.at', 'desc')
    .orderBy('k.id', 'desc')
    .execute()
}

/** One ask with what its page shows and whether it was answered; null where there is none. */
export async function readAsk(db: Kysely<Schema>, askId: number) {
  const row = await db
    .selectFrom('ask as k')
    .innerJoin('brand as b', 'b.id', 'k.brand_id')
    .innerJoin('author as a', 'a.id', 'k.author_id')
    .leftJoin('person_author as pa', (join) =>
      join.onRef('pa.author_id', '=', 'k.author_id').onRef('pa.brand_id', '=', 'k.brand_id'),
    )
    .leftJoin('feedback_answer as f', 'f.ask_id', 'k.id')
    .select([
      'k.id',
      'k.brand_id',
      'k.author_id',
      'k.staff_id',
      'k.expires_at',
      'b.name as brand_name',
      'a.name as author_name',
      'a.handle',
      'a.network',
      'a.native_id',
      'pa.person_id',
      'f.score as answered',
    ])
    .where('k.id', '=', askId)
    .executeTakeFirst()
  return row ?? null
}

/** How many gave each score since `since`, and how many were asked. */
export async function readScores(
  db: Kysely<Schema>,
  brandId: string,
  since: number,
): Promise<{ scores: Map<number, number>; asked: number }> {
  const rows = await db
    .selectFrom('feedback_answer')
    .select(['score', sql<number>`count(*)`.as('n')])
    .where('brand_id', '=', brandId)
    .where('at', '>=', since)
    .groupBy('score')
    .execute()
  const asked = await db
    .selectFrom('ask')
    .select(sql<number>`count(*)`.as('n'))
    .where('brand_id', '=', brandId)
    .where('at', '>=', since)
    .executeTakeFirst()
  return { scores: new Map(rows.map(({ score, n }) => [score, n])), asked: asked?.n ?? 0 }
}

/** What people wrote with their answers, the newest first. */
export async function readAnswers(db: Kysely<Schema>, brandId: string, limit: number) {
  return db
    .selectFrom('feedback_answer as f')
    .leftJoin('person_author as pa', (join) =>
      join.onRef('pa.author_id', '=', 'f.author_id').onRef('pa.brand_id', '=', 'f.brand_id'),
    )
    .leftJoin('person as p', 'p.id', 'pa.person_id')
    .leftJoin('case_mention as cm', 'cm.mention_id', 'f.mention_id')
    .select([
      'f.id',
      'f.score',
      'f.words',
      'f.reading',
      'f.at',
      'p.id as person_id',
      'p.name',
      'cm.case_id',
    ])
    .where('f.brand_id', '=', brandId)
    .orderBy('f.id', 'desc')
    .limit(limit)
    .execute()
}
