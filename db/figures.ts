import { type Kysely, sql } from 'kysely'
import type { CaseKind } from '../core/case.ts'
import type { Schema } from './schema.ts'

const HOUR_MS = 3_600_000

/** In the words of the partial index, without parameters, so that closed cases are never read. */
const isOpenCase = sql<boolean>`status not in ('resolved', 'closed_by_author')`

export interface CountedHour {
  /** Start of the hour, epoch ms. */
  at: number
  total: number
  negative: number
  neutral: number
  positive: number
  unsure: number
}

/** Counters of a brand's hours in [from, to), oldest first; reads counters, never posts. */
export async function readHours(
  db: Kysely<Schema>,
  brandId: string,
  from: number,
  to: number,
): Promise<CountedHour[]> {
  const rows = await db
    .selectFrom('hour_count')
    .select(['hour', 'total', 'negative', 'neutral', 'positive', 'unsure'])
    .where('brand_id', '=', brandId)
    .where('hour', '>=', Math.floor(from / HOUR_MS))
    .where('hour', '<', Math.ceil(to / HOUR_MS))
    .orderBy('hour')
    .execute()
  return rows.map(({ hour, ...counts }) => ({ at: hour * HOUR_MS, ...counts }))
}

/** Ids of the open cases of a brand, soonest due first; those that sleep come last. */
export async function readOpenCases(
  db: Kysely<Schema>,
  brandId: string,
  limit: number,
  kind: CaseKind | null = null,
): Promise<number[]> {
  const rows = await db
    .selectFrom('case')
    .select('id')
    .where('brand_id', '=', brandId)
    .where(isOpenCase)
    .$if(kind !== null, (query) => query.where('kind', '=', kind ?? 'emergency'))
    .orderBy(sql`case when snoozed_until is null then 0 else 1 end`)
    .orderBy('due_at')
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}

/** How many cases of each brand are open; brands without one are missing. */
export async function countOpenByBrand(db: Kysely<Schema>): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('case')
    .select((eb) => ['brand_id', eb.fn.countAll<number>().as('n')])
    .where(isOpenCase)
    .groupBy('brand_id')
    .execute()
  return new Map(rows.map(({ brand_id: id, n }) => [id, n]))
}

/** Open and late cases now; answers since `since` and the median minutes to the first one. */
export async function readService(db: Kysely<Schema>, brandId: string, now: number, since: number) {
  const open = await db
    .selectFrom('case')
    .select(['due_at', 'answered_at', 'kind'])
    .where('brand_id', '=', brandId)
    .where(isOpenCase)
    .execute()
  const answered = await db
    .selectFrom('case')
    .select(['opened_at', 'answered_at'])
    .where('brand_id', '=', brandId)
    .where('answered_at', '>=', since)
    .limit(5000)
    .execute()
  const minutes = answered
    .map((c) => ((c.answered_at ?? c.opened_at) - c.opened_at) / 60_000)
    .sort((a, b) => a - b)
  const middle = minutes[Math.floor(minutes.length / 2)]
  return {
    open: open.length,
    // Nobody waits for an answer where we are unsure what was said.
    late: open.filter((c) => c.kind !== 'unsure' && c.answered_at === null && c.due_at < now)
      .length,
    answered: answered.length,
    typicalAnswerMin: middle === undefined ? null : Math.round(middle),
  }
}

/** Every connection with its health, its latest gaps and this month's cost. */
export async function readSources(db: Kysely<Schema>, month: string) {
  const rows = await db
    .selectFrom('connection as c')
    .leftJoin('health as h', 'h.connection_id', 'c.id')
    .leftJoin('spend as s', (join) =>
      join.onRef('s.connection_id', '=', 'c.id').on('s.month', '=', month),
    )
    .select([
      'c.id',
      'c.network',
      'h.state',
      'h.detail',
      'h.last_ok_at',
      'h.last_event_at',
      'h.lag_ms',
      'h.received',
      'h.quarantined',
      's.usd',
      'c.config',
      'c.created_at',
    ])
    .where('c.enabled', '=', 1)
    .orderBy('c.id')
    .execute()
  const gaps = await db
    .selectFrom('gap')
    .select(['connection_id', 'from_at', 'to_at', 'why'])
    .where('filled_at', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(50)
    .execute()
  return rows.map(({ config, ...row }) => ({
    ...row,
    cap_usd: (JSON.parse(config) as { monthlyCapUsd?: number }).monthlyCapUsd ?? null,
    gaps: gaps.filter((gap) => gap.connection_id === row.id),
  }))
}
