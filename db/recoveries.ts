import type { Kysely, Transaction } from 'kysely'
import { COMPLAINTS } from '../core/case.ts'
import { idAt } from '../core/ids.ts'
import type { Schema } from './schema.ts'

const DAY_MS = 86_400_000
/** Cases older than this have their row, or never get one. */
const NEW_MS = 60 * DAY_MS
/** What came of it is looked at for so long. */
const WATCHED_MS = 180 * DAY_MS
/** They said it to us: by a tag, an answer, a message or a review. */
const ADDRESSED = ['tag', 'reply_to_us', 'quote_of_us', 'media_tag', 'dm', 'review']
/** Closed because there was nothing to mend. */
const NO_COMPLAINT = ['not_us', 'no_work', 'ignored']

/** Begins the row of every complaint that has none; answers how many. */
export async function beginRecoveries(
  db: Kysely<Schema>,
  now: number,
  limit: number,
): Promise<number> {
  const cases = await db
    .selectFrom('case as c')
    .leftJoin('recovery as r', 'r.case_id', 'c.id')
    .select(['c.id', 'c.brand_id', 'c.author_id', 'c.opened_at'])
    .where('c.id', '>', idAt(now - NEW_MS))
    .where('c.kind', 'in', COMPLAINTS)
    .where('r.case_id', 'is', null)
    .where('c.merged_into', 'is', null)
    .where((eb) =>
      eb.or([eb('c.resolution', 'is', null), eb('c.resolution', 'not in', NO_COMPLAINT)]),
    )
    .orderBy('c.id')
    .limit(limit)
    .execute()
  for (const row of cases)
    await db
      .insertInto('recovery')
      .values({
        case_id: row.id,
        brand_id: row.brand_id,
        author_id: row.author_id,
        opened_at: row.opened_at,
        is_addressed: (await isAddressed(db, row.id)) ? 1 : 0,
        outcome: 'open',
        updated_at: 0,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  return cases.length
}

/** Drops rows of cases that turned out to be no complaints. */
export async function dropNoComplaints(db: Kysely<Schema>, now: number): Promise<void> {
  await db
    .deleteFrom('recovery')
    .where('opened_at', '>', now - WATCHED_MS)
    .where('case_id', 'in', (eb) =>
      eb
        .selectFrom('case')
        .select('case.id')
        .where('case.id', '>', idAt(now - WATCHED_MS - DAY_MS))
        .where((or) =>
          or.or([
            or('case.kind', 'not in', COMPLAINTS),
            or('case.resolution', 'in', NO_COMPLAINT),
            or('case.merged_into', 'is not', null),
          ]),
        ),
    )
    .execute()
}

/**
 * Those that may have moved, the one looked at longest ago first, each with its case. What has ended is looked at
 * again for half a year: a purchase is refunded, a kind post removed, or somebody lost comes back.
 */
export function readMovingRecoveries(db: Kysely<Schema>, now: number, limit: number) {
  return db
    .selectFrom('recovery as r')
    .innerJoin('case as c', 'c.id', 'r.case_id')
    .selectAll('r')
    .select([
      'c.status',
      'c.mentions',
      'c.answered_at as case_answered_at',
      'c.resolved_at',
      'c.person_id',
      'c.snoozed_until',
      'c.follow_up_at',
      'c.follow_up_since',
    ])
    .select((eb) => [
      eb
        .selectFrom('person_author as pa')
        .select('pa.person_id')
        .whereRef('pa.author_id', '=', 'c.author_id')
        .whereRef('pa.brand_id', '=', 'c.brand_id')
        .as('author_person_id'),
      eb
        .selectFrom('case_event as e')
        .select((inner) => inner.fn.min('e.at').as('at'))
        .whereRef('e.case_id', '=', 'c.id')
        .where('e.kind', 'like', 'case.amends%')
        .as('case_amends_at'),
      eb
        .selectFrom('case_event as e')
        .select((inner) => inner.fn.max('e.at').as('at'))
        .whereRef('e.case_id', '=', 'c.id')
        .where('e.kind', '=', 'case.follow_up_due')
        .as('came_back_at'),
    ])
    .where((eb) =>
      eb.or([
        eb('r.outcome', '=', 'open'),
        eb.and([eb('r.outcome', '<>', 'open'), eb('r.opened_at', '>', now - WATCHED_MS)]),
      ]),
    )
    .orderBy('r.updated_at')
    .orderBy('r.case_id')
    .limit(limit)
    .execute()
}

export type MovingRecovery = Awaited<ReturnType<typeof readMovingRecoveries>>[number]

/** Remembers that nothing happened to these, so that others come before them. */
export async function noteLooked(
  db: Kysely<Schema>,
  caseIds: readonly number[],
  now: number,
): Promise<void> {
  if (caseIds.length === 0) return
  await db
    .updateTable('recovery')
    .set({ updated_at: now })
    .where('case_id', 'in', caseIds)
    .execute()
}

/** Makes sure that a case has its row, for a verb that cannot wait for the job. */
export async function holdRecovery(
  trx: Transaction<Schema>,
  row: { id: number; brand_id: string; author_id: number | null; opened_at: number },
): Promise<void> {
  await trx
    .insertInto('recovery')
    .values({
      case_id: row.id,
      brand_id: row.brand_id,
      author_id: row.author_id,
      opened_at: row.opened_at,
      is_addressed: (await isAddressed(trx, row.id)) ? 1 : 0,
      outcome: 'open',
      updated_at: 0,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** What came of the complaints of a brand since a time, and how many of them nobody addressed to it. */
export async function readRecoveryFigures(db: Kysely<Schema>, brandId: string, since: number) {
  const rows = await db
    .selectFrom('recovery')
    .select((eb) => ['outcome', 'is_addressed', eb.fn.countAll<number>().as('n')])
    .select((eb) => eb.fn.count<number>('answered_at').as('answered'))
    .where('brand_id', '=', brandId)
    .where('opened_at', '>=', since)
    .groupBy(['outcome', 'is_addressed'])
    .execute()
  const sum = (of: (row: (typeof rows)[number]) => boolean, what: 'n' | 'answered' = 'n') =>
    rows.filter(of).reduce((total, row) => total + row[what], 0)
  return {
    complaints: sum(() => true),
    notAddressed: sum((row) => row.is_addressed === 0),
    answered: sum(() => true, 'answered'),
    turnedAround: sum((row) => row.outcome === 'turned_around'),
    open: sum((row) => row.outcome === 'open'),
    lost: sum((row) => row.outcome === 'lost'),
  }
}

/** Complaints that are not at their end, the one to look at first first. */
export function readOpenRecoveries(db: Kysely<Schema>, brandId: string, limit: number) {
  return db
    .selectFrom('recovery as r')
    .innerJoin('case as c', 'c.id', 'r.case_id')
    .leftJoin('author as a', 'a.id', 'r.author_id')
    .leftJoin('staff as s', 's.id', 'c.owner_id')
    .select([
      'r.case_id',
      'r.opened_at',
      'r.answered_at',
      'r.amends_at',
      'r.fixed_at',
      'r.asked_at',
      'r.due_at',
      'c.person_id',
      'a.name',
      'a.handle',
      's.name as owner',
    ])
    .where('r.brand_id', '=', brandId)
    .where('r.outcome', '=', 'open')
    .orderBy('r.due_at')
    .orderBy('r.case_id')
    .limit(limit)
    .execute()
}

/** The way of one complaint; undefined where the case is none. */
export function readRecovery(db: Kysely<Schema>, caseId: number) {
  return db.selectFrom('recovery').selectAll().where('case_id', '=', caseId).executeTakeFirst()
}

async function isAddressed(db: Kysely<Schema>, caseId: number): Promise<boolean> {
  const row = await db
    .selectFrom('case_mention as cm')
    .innerJoin('mention as m', 'm.id', 'cm.mention_id')
    .select('m.id')
    .where('cm.case_id', '=', caseId)
    .where('m.trigger_type', 'in', ADDRESSED)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
