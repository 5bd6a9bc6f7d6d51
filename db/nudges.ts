import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { Dialect } from './dialect.ts'
import type { Schema } from './schema.ts'

/** Cases looked at in one transaction; the rest a minute later. */
const BATCH = 200

type CaseColumns =
  | 'id'
  | 'kind'
  | 'status'
  | 'brand_id'
  | 'owner_id'
  | 'suggested_id'
  | 'channel'
  | 'bundled'
  | 'warn_at'
  | 'due_at'
  | 'lead_at'
  | 'answered_at'

/** A case whose promise may have to be spoken of; `told` is the last step that was, 0 for none. */
export type DueCase = Pick<Selectable<Schema['case']>, CaseColumns> & {
  zone: string
  told: number
}

/** Cases that somebody has to look at now, held on Postgres until the transaction ends. */
export async function readDueCases(
  trx: Transaction<Schema>,
  dialect: Dialect,
  now: number,
): Promise<DueCase[]> {
  const query = trx
    .selectFrom('case as c')
    .innerJoin('brand as b', 'b.id', 'c.brand_id')
    .select([
      'c.id',
      'c.kind',
      'c.status',
      'c.brand_id',
      'c.owner_id',
      'c.suggested_id',
      'c.channel',
      'c.bundled',
      'c.warn_at',
      'c.due_at',
      'c.lead_at',
      'c.answered_at',
      'b.zone',
      (eb) =>
        eb
          .selectFrom('nudge as n')
          .select((inner) =>
            inner.fn.coalesce(inner.fn.max<number>('n.level'), sql<number>`0`).as('told'),
          )
          .whereRef('n.case_id', '=', 'c.id')
          .as('told'),
    ])
    .where('c.nudge_at', 'is not', null)
    .where('c.nudge_at', '<=', now)
    .orderBy('c.nudge_at')
    .limit(BATCH)
  const held = dialect === 'postgres' ? query.modifyEnd(sql`for update of c`) : query
  const rows = await held.execute()
  return rows.map((row) => ({ ...row, told: row.told ?? 0 }))
}

/** 1 from three quarters of the promise on, 2 when it is over, 3 at half as long again. */
export function levelOf(one: Pick<DueCase, 'warn_at' | 'due_at' | 'lead_at'>, now: number): number {
  if (one.lead_at !== null && now >= one.lead_at) return 3
  if (now >= one.due_at) return 2
  return one.warn_at !== null && now >= one.warn_at ? 1 : 0
}

/** The next moment at which there is something new to say of a promise; null after the last. */
export function nextLook(
  one: Pick<DueCase, 'warn_at' | 'due_at' | 'lead_at'>,
  now: number,
): number | null {
  const steps = [one.warn_at, one.due_at, one.lead_at]
  return steps.find((at) => at !== null && at > now) ?? null
}

/** Whether an answer was pressed that has not failed yet. */
export async function isAnswerComing(db: Kysely<Schema>, caseId: number): Promise<boolean> {
  const row = await db
    .selectFrom('reply')
    .select('id')
    .where('case_id', '=', caseId)
    .where('state', 'in', ['queued', 'ambiguous', 'sent'])
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
