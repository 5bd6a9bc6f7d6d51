import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'
import { type KnownCustomer, readKnownCustomers } from './segments.ts'

/** A colleague as cards name them. */
export interface Named {
  id: string
  name: string
  slackUserId: string | null
}

/** What stands in other tables about many cases; by case, by query or by person. */
export type Sides = Awaited<ReturnType<typeof readSides>>

/** Of a case whose author nobody knows. */
export const NO_CONTACT: { contacts: number; lastContactAt: number | null } = {
  contacts: 0,
  lastContactAt: null,
}

/** What of a case is needed to find the rest. */
interface Start {
  id: number
  brand_id: string
  person_id: number | null
  query_ids: string | null
}

/** Earlier posts of an author are counted up to here, then they are "many". */
const MANY = 100

/** Reads it for all of them at once: as many statements for fifty cards as for one. */
export async function readSides(db: Kysely<Schema>, cases: readonly Start[]) {
  const ids = [...cases.map(({ id }) => id), -1]
  const [queries, contacts, lastReply, waitingGrant, judgedBy, known, waitingReply, replying] =
    await Promise.all([
      readQueries(db, cases),
      readContacts(db, ids),
      readLastReply(db, ids),
      readWaitingGrant(db, ids),
      readJudgedBy(db, ids),
      readKnown(db, cases),
      readWaitingReply(db, ids),
      readReplying(db, ids),
    ])
  return { queries, contacts, lastReply, waitingGrant, judgedBy, known, waitingReply, replying }
}

async function readQueries(db: Kysely<Schema>, cases: readonly Start[]) {
  const ids = new Set(
    cases.flatMap(({ query_ids }) =>
      query_ids === null ? [] : (JSON.parse(query_ids) as string[]),
    ),
  )
  if (ids.size === 0) return new Map<string, string>()
  const rows = await db
    .selectFrom('query')
    .select(['id', 'source'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map((row) => [row.id, row.source]))
}

/** Earlier posts of the same author about the same brand, and when the last of them was. */
async function readContacts(db: Kysely<Schema>, ids: readonly number[]) {
  const earlier = sql`label l where l.brand_id = c.brand_id and l.author_id = c.author_id
    and l.relevance <> 'irrelevant' and l.at < m.created_at`
  const { rows } = await sql<{ id: number; n: number; at: number | null }>`
    select c.id, (select count(*) from (select 1 from ${earlier} limit ${MANY}) as few) as n,
      (select l.at from ${earlier} order by l.at desc limit 1) as at
    from "case" c join mention m on m.id = c.last_mention_id
    where c.id in (${sql.join(ids)}) and c.author_id is not null`.execute(db)
  return new Map(rows.map((row) => [row.id, { contacts: row.n, lastContactAt: row.at }] as const))
}

async function readLastReply(db: Kysely<Schema>, ids: readonly number[]) {
  const rows = await db
    .selectFrom('reply')
    .innerJoin('staff', 'staff.id', 'reply.staff_id')
    .select([
      'reply.case_id',
      'reply.state',
      'reply.kind',
      'reply.error',
      'staff.id',
      'staff.name',
      'staff.slack_user_id',
    ])
    .where('reply.case_id', 'in', [...ids])
    .orderBy('reply.id')
    .execute()
  return new Map(
    rows.map(({ case_id, state, kind, error, ...by }) => [
      case_id,
      { state, kind, error, by: named(by) },
    ]),
  )
}

async function readWaitingGrant(db: Kysely<Schema>, ids: readonly number[]) {
  const rows = await db
    .selectFrom('reward_grant as g')
    .innerJoin('reward_pool as p', 'p.id', 'g.pool_id')
    .innerJoin('staff as s', 's.id', 'g.requested_by')
    .select([
      'g.case_id',
      'g.id as grant_id',
      'p.name as pool',
      's.id',
      's.name',
      's.slack_user_id',
    ])
    .where('g.case_id', 'in', [...ids])
    .where('g.state', '=', 'waiting')
    .execute()
  return new Map(
    rows.map(({ case_id, grant_id, pool, ...by }) => [
      case_id,
      { id: grant_id, pool, by: named(by) },
    ]),
  )
}

/** Who said last whether we read the post of a case right. */
async function readJudgedBy(db: Kysely<Schema>, ids: readonly number[]) {
  const rows = await db
    .selectFrom('case as c')
    .innerJoin('label_feedback as f', (join) =>
      join.onRef('f.mention_id', '=', 'c.last_mention_id').onRef('f.brand_id', '=', 'c.brand_id'),
    )
    .innerJoin('staff as s', 's.id', 'f.staff_id')
    .select(['c.id as case_id', 's.id', 's.name', 's.slack_user_id'])
    .where('c.id', 'in', [...ids])
    .where('f.undone_at', 'is', null)
    .orderBy('f.id')
    .execute()
  return new Map(rows.map(({ case_id, ...by }) => [case_id, named(by)]))
}

function readKnown(
  db: Kysely<Schema>,
  cases: readonly Start[],
): Promise<Map<number, KnownCustomer>> {
  return readKnownCustomers(db, [...new Set(cases.flatMap(({ person_id }) => person_id ?? []))])
}

/** The oldest that waits is shown. */
async function readWaitingReply(db: Kysely<Schema>, ids: readonly number[]) {
  const rows = await db
    .selectFrom('reply as r')
    .innerJoin('staff as s', 's.id', 'r.staff_id')
    .select(['r.case_id', 'r.id as reply_id', 'r.text', 'r.approval', 'r.way'])
    .select(['s.id', 's.name', 's.slack_user_id'])
    .where('r.case_id', 'in', [...ids])
    .where('r.state', '=', 'waiting_approval')
    .where('r.grant_id', 'is', null)
    .orderBy('r.id', 'desc')
    .execute()
  return new Map(
    rows.map(({ case_id, reply_id, text, approval, way, ...by }) => [
      case_id,
      { id: reply_id, text, way, why: approval ?? '', by: named(by) },
    ]),
  )
}

/** Whoever took the reply up last; whether the time is over is for the reader to see. */
async function readReplying(db: Kysely<Schema>, ids: readonly number[]) {
  const rows = await db
    .selectFrom('reply_lock as l')
    .innerJoin('staff as s', 's.id', 'l.staff_id')
    .select(['l.case_id', 'l.until_at', 's.id', 's.name', 's.slack_user_id'])
    .where('l.case_id', 'in', [...ids])
    .execute()
  return new Map(
    rows.map(({ case_id, until_at, ...by }) => [case_id, { by: named(by), until: until_at }]),
  )
}

function named({
  id,
  name,
  slack_user_id,
}: Omit<Named, 'slackUserId'> & { slack_user_id: string | null }): Named {
  return { id, name, slackUserId: slack_user_id }
}
