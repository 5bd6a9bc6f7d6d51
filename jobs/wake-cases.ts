import { type CaseRow, mustChange, readCase } from '../actions/case-change.ts'
import { tellColleague } from '../actions/colleague.ts'
import type { Trx } from '../actions/context.ts'
import { wakenAt } from '../actions/snooze-case.ts'
import { type CaseStatus, isOpen } from '../core/case.ts'
import type { Clock } from '../core/clock.ts'
import type { Database } from '../db/database.ts'

/** How often compose asks. */
export const WAKE_MS = 60_000
/** Cases in one look; the rest in the next. */
const BATCH = 200
const SELF = { staffId: 'earshot', surface: 'job' } as const

/** Brings back snoozed cases whose time has come and follow-ups that are due; returns how many. */
export async function wakeCases(ctx: { db: Database; clock: Clock }): Promise<number> {
  const now = ctx.clock.now()
  const rows = await ctx.db.kysely
    .selectFrom('case')
    .select('id')
    .where((eb) => eb.or([eb('snoozed_until', '<=', now), eb('follow_up_at', '<=', now)]))
    .orderBy('id')
    .limit(BATCH)
    .execute()
  for (const { id } of rows)
    await ctx.db.transaction(async (trx) => {
      // Read again: somebody may have been faster, or another process looks, too.
      const row = await readCase(ctx, trx, id)
      if (row.follow_up_at !== null && row.follow_up_at <= now) await remind(ctx, trx, row, now)
      else if (row.snoozed_until !== null && row.snoozed_until <= now)
        await wake(ctx, trx, row, now)
    })
  return rows.length
}

async function wake(
  ctx: { db: Database; clock: Clock },
  trx: Trx,
  row: CaseRow,
  now: number,
): Promise<void> {
  if (!isOpen(row.status as CaseStatus)) {
    await trx.updateTable('case').set({ snoozed_until: null }).where('id', '=', row.id).execute()
    return
  }
  await mustChange(ctx, trx, SELF, row, { action: 'case.woken', set: wakenAt(row, now) })
}

/** The case is open again for whoever has it, and they are told. */
async function remind(
  ctx: { db: Database; clock: Clock },
  trx: Trx,
  row: CaseRow,
  now: number,
): Promise<void> {
  // Nothing is left of it: removed, erased, or joined to another case.
  if (row.status === 'closed_by_author' || row.mentions === 0) {
    await trx.updateTable('case').set({ follow_up_at: null }).where('id', '=', row.id).execute()
    return
  }
  const status = row.answered_at === null ? ('claimed' as const) : ('replied' as const)
  const isOver = row.status === 'resolved'
  const eventId = await mustChange(ctx, trx, SELF, row, {
    action: 'case.follow_up_due',
    set: {
      follow_up_at: null,
      snoozed_until: null,
      ...(isOver ? { status, resolved_at: null, resolution: null } : {}),
      follow_up_since: now,
    },
  })
  if (row.owner_id !== null)
    await tellColleague(ctx, trx, row, { staffId: row.owner_id, eventId, by: SELF.staffId })
}
