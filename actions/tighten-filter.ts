import { parseQuery } from '../analysis/query/parse-query.ts'
import { tighten } from '../analysis/query/propose-filter.ts'
import { QueryError } from '../analysis/query/query-error.ts'
import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import type { Tightening } from '../core/tightening.ts'
import { readTightening } from '../db/tightenings.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'

/** Adds a proposed filter to every query of its brand, or turns it down; both once. */
export async function decideTightening(
  ctx: ActionContext,
  actor: Actor,
  input: { id: number; apply: boolean },
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['query.tighten'], async (trx, staff) => {
    const filter = await readForChange(ctx, trx, input.id, 'open')
    const sources = input.apply ? await addTerm(ctx, trx, filter) : {}
    await trx
      .updateTable('tightening')
      .set({
        state: input.apply ? 'applied' : 'refused',
        sources: JSON.stringify(sources),
        decided_at: ctx.clock.now(),
        staff_id: staff.id,
      })
      .where('id', '=', filter.id)
      .execute()
    const detail = JSON.stringify({ term: filter.term, apply: input.apply })
    await writeAudit(ctx, trx, actor, 'query.tighten', `brand:${filter.brandId}`, detail)
  })
}

/** Takes an applied filter out again; a query that somebody changed since keeps their words. */
export async function undoTightening(ctx: ActionContext, actor: Actor, id: number): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['query.loosen'], async (trx) => {
    const filter = await readForChange(ctx, trx, id, 'applied')
    let restored = 0
    for (const [queryId, source] of Object.entries(filter.sources)) {
      const { numUpdatedRows } = await trx
        .updateTable('query')
        .set({ source, updated_at: ctx.clock.now() })
        .where('id', '=', queryId)
        .where('source', '=', tighten(source, filter.term))
        .executeTakeFirst()
      restored += Number(numUpdatedRows)
    }
    if (restored === 0)
      throw new RefusedError(
        'changed',
        `The queries were changed since. Take ${filter.term} out of them by hand.`,
      )
    await trx.updateTable('tightening').set({ state: 'undone' }).where('id', '=', id).execute()
    const detail = JSON.stringify({ term: filter.term, queries: restored })
    await writeAudit(ctx, trx, actor, 'query.loosen', `brand:${filter.brandId}`, detail)
  })
}

async function readForChange(
  ctx: ActionContext,
  trx: Trx,
  id: number,
  state: Tightening['state'],
): Promise<Tightening> {
  // SQLite holds the whole database since BEGIN IMMEDIATE; Postgres wants the row named.
  if (ctx.db.dialect === 'postgres')
    await trx.selectFrom('tightening').select('id').where('id', '=', id).forUpdate().execute()
  const filter = await readTightening(trx, id)
  if (filter === null) throw new RefusedError('no_filter', 'This filter is no longer there.')
  if (filter.state !== state)
    throw new RefusedError(
      'decided',
      `Somebody was faster: this filter is ${filter.state} already.`,
    )
  return filter
}

/** The queries as they were before, by id. */
async function addTerm(
  ctx: ActionContext,
  trx: Trx,
  { brandId, term }: Tightening,
): Promise<Record<string, string>> {
  const rows = await trx
    .selectFrom('query')
    .select(['id', 'source'])
    .where('brand_id', '=', brandId)
    .where('enabled', '=', 1)
    .orderBy('id')
    .execute()
  if (rows.length === 0) throw new RefusedError('no_query', 'This brand has no query to tighten.')
  for (const { id, source } of rows) {
    const next = tighten(source, term)
    checkQuery(next)
    await trx
      .updateTable('query')
      .set({ source: next, updated_at: ctx.clock.now() })
      .where('id', '=', id)
      .execute()
  }
  return Object.fromEntries(rows.map(({ id, source }) => [id, source]))
}

function checkQuery(source: string): void {
  try {
    parseQuery(source)
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    throw new RefusedError('bad_query', `A query would not be right any more: ${error.message}`)
  }
}
