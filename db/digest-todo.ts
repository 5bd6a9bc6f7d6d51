import { type Kysely, sql } from 'kysely'
import { CASE_KINDS, type CaseKind } from '../core/case.ts'
import type { DigestFacts, TodoReason } from '../core/digest.ts'
import type { Schema } from './schema.ts'

const THREE = 3
/** Held cases that a digest names. */
const HELD = 10
const MAX_OPEN = 20_000
/** In the order in which they press. */
const REASONS: readonly TodoReason[] = [
  'emergency',
  'late',
  'gift',
  'follow_up',
  'waiting',
  'thank',
]

interface OpenCase {
  id: number
  kind: CaseKind
  urgency: string
  due_at: number
  answered_at: number | null
  snoozed_until: number | null
  follow_up_since: number | null
  bundled: number
}

/** What waits for the team now: three things of different kinds, and what got no card of its own. */
export async function readTodo(
  db: Kysely<Schema>,
  brandId: string,
  now: number,
): Promise<Pick<DigestFacts, 'todo' | 'waiting' | 'held'>> {
  const open = (await db
    .selectFrom('case')
    .select([
      'id',
      'kind',
      'urgency',
      'due_at',
      'answered_at',
      'snoozed_until',
      'follow_up_since',
      'bundled',
    ])
    .where('brand_id', '=', brandId)
    .where(sql<boolean>`status not in ('resolved', 'closed_by_author')`)
    .orderBy('due_at')
    .orderBy('id')
    .limit(MAX_OPEN)
    .execute()) as OpenCase[]
  const gifts = await readWaitingGifts(db, brandId)
  const byReason = Map.groupBy(open, (one) => reasonOf(one, gifts, now))
  const lists = REASONS.map((why) =>
    (byReason.get(why) ?? []).map(({ id }) => ({ why, caseId: id })),
  )
  const held = open.filter((one) => one.bundled === 1).sort(byPressure)
  return {
    todo: takeInTurns(lists, THREE),
    waiting: Object.fromEntries(
      REASONS.map((why, i) => [why, lists[i]?.length ?? 0]),
    ) as DigestFacts['waiting'],
    held: {
      count: held.length,
      cases: held.slice(0, HELD).map(({ id }) => id),
      kinds: Object.fromEntries(
        [...Map.groupBy(held, ({ kind }) => kind)].map(([kind, list]) => [kind, list.length]),
      ),
    },
  }
}

async function readWaitingGifts(db: Kysely<Schema>, brandId: string): Promise<Set<number>> {
  const rows = await db
    .selectFrom('reward_grant')
    .select('case_id')
    .where('brand_id', '=', brandId)
    .where('state', '=', 'waiting')
    .execute()
  return new Set(rows.map((row) => row.case_id))
}

function reasonOf(one: OpenCase, gifts: ReadonlySet<number>, now: number): TodoReason | null {
  if (gifts.has(one.id)) return 'gift'
  if (one.follow_up_since !== null) return 'follow_up'
  if (one.answered_at !== null || one.snoozed_until !== null) return null
  if (one.kind === 'emergency') return 'emergency'
  if (one.kind === 'praise') return 'thank'
  // Nobody waits for an answer.
  if (one.kind === 'unsure') return null
  return one.due_at < now ? 'late' : 'waiting'
}

/** The first of each list, then the second of each, until there are enough; in the order of the lists. */
function takeInTurns<T>(lists: readonly (readonly T[])[], enough: number): T[] {
  const taken = lists.map(() => 0)
  let left = enough
  for (let turn = 0; left > 0 && lists.some((list) => list.length > turn); turn++)
    for (const [i, list] of lists.entries())
      if (left > 0 && list.length > turn) {
        taken[i] = turn + 1
        left--
      }
  return lists.flatMap((list, i) => list.slice(0, taken[i]))
}

function byPressure(a: OpenCase, b: OpenCase): number {
  const isSoon = (one: OpenCase) => (one.urgency === 'none' ? 1 : 0)
  return (
    CASE_KINDS.indexOf(a.kind) - CASE_KINDS.indexOf(b.kind) ||
    isSoon(a) - isSoon(b) ||
    a.due_at - b.due_at ||
    a.id - b.id
  )
}
