import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

const WEEK_MS = 7 * 86_400_000

/** Lists of people that a team goes through once a week, in this order. */
export const WEEK_LISTS = ['new_advocates', 'moved_up', 'at_risk', 'strikes', 'thanks_due'] as const
export type WeekList = (typeof WEEK_LISTS)[number]

/** Somebody on a list; `at` is when it happened, null where it is a state. */
export interface Listed {
  id: number
  name: string
  stage: string | null
  /** The stage they come from. */
  from: string | null
  love: number | null
  risk: number | null
  strikes: number
  keyManager: string | null
  at: number | null
}

/**
 * Who became an advocate, moved up or was let down twice in the week before `now`, and who is at risk or waits for
 * thanks now; each list at most `limit` long, what matters most first.
 */
export async function readWeekLists(
  db: Kysely<Schema>,
  brandId: string,
  now: number,
  limit: number,
): Promise<Record<WeekList, Listed[]>> {
  const [risen, struck, atRisk, thanks] = await Promise.all([
    readMoved(db, brandId, now),
    readEvents(db, { brandId, kind: 'struck_out', now }),
    readStates(db, brandId, limit)
      .where(sql<boolean>`s.is_at_risk = 1`)
      .orderBy('s.risk', 'desc')
      .orderBy('s.person_id', 'desc')
      .execute(),
    readStates(db, brandId, limit)
      .where(sql<boolean>`s.next_step = 'thank'`)
      .orderBy('s.love', 'desc')
      .orderBy('s.person_id', 'desc')
      .execute(),
  ])
  return {
    new_advocates: risen.filter(({ stage }) => stage === 'advocate').slice(0, limit),
    moved_up: risen.filter(({ stage }) => stage !== 'advocate').slice(0, limit),
    at_risk: atRisk.map((row) => ({ ...row, from: null, at: null })),
    strikes: struck.filter((one) => one.isOut).slice(0, limit),
    thanks_due: thanks.map((row) => ({ ...row, from: null, at: null })),
  }
}

/** Who moved up in the week before `now`, the latest first. */
export async function readMoved(db: Kysely<Schema>, brandId: string, now: number) {
  const moved = await readEvents(db, { brandId, kind: 'moved_up', now })
  // Whoever fell again meanwhile, or came in with their first assessment, did not move up.
  return moved.filter((one) => one.from !== null && one.to === one.stage)
}

function readStates(db: Kysely<Schema>, brandId: string, limit: number) {
  return db
    .selectFrom('person_standing as s')
    .innerJoin('person as p', 'p.id', 's.person_id')
    .leftJoin('staff as m', 'm.id', 's.key_manager')
    .select(['p.id', 'p.name', 's.stage', 's.love', 's.risk', 's.strikes', 'm.name as keyManager'])
    .where('s.brand_id', '=', brandId)
    .limit(limit)
}

/** The latest event of each person first. */
async function readEvents(
  db: Kysely<Schema>,
  { brandId, kind, now }: { brandId: string; kind: string; now: number },
) {
  const rows = await db
    .selectFrom('person_event as e')
    .innerJoin('person as p', 'p.id', 'e.person_id')
    .innerJoin('person_standing as s', 's.person_id', 'p.id')
    .leftJoin('staff as m', 'm.id', 's.key_manager')
    .select(['e.at', 'e.detail', 'p.id', 'p.name', 's.stage', 's.love', 's.risk', 's.strikes'])
    .select(['s.is_out', 'm.name as keyManager'])
    .where('e.brand_id', '=', brandId)
    .where('e.kind', '=', kind)
    .where('e.at', '>', now - WEEK_MS)
    .where('e.at', '<=', now)
    .where('e.detail', 'not like', '{"from":null%')
    .orderBy('e.at', 'desc')
    .orderBy('p.id')
    .execute()
  const seen = new Set<number>()
  return rows.flatMap(({ detail, is_out, ...row }) => {
    if (seen.has(row.id)) return []
    seen.add(row.id)
    const { from, to } = JSON.parse(detail) as { from?: string | null; to?: string }
    return [{ ...row, from: from ?? null, to: to ?? null, isOut: is_out === 1 }]
  })
}
