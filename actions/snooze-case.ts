import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { type CaseRow, mustChange, ownedBy, readOpenCase } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

const YEAR_MS = 366 * 86_400_000

/** Puts a case out of sight until a time; a new post of its author or the end of its promise wakes it earlier. */
export async function snoozeCase(
  ctx: ActionContext,
  actor: Actor,
  input: { caseId: number; until: number },
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['case.snooze'], async (trx, staff) => {
    const row = await readOpenCase(ctx, trx, input.caseId)
    const now = ctx.clock.now()
    checkFuture(input.until, now)
    const until = wakeAt(row, input.until, now)
    await mustChange(ctx, trx, actor, row, {
      action: 'case.snooze',
      set: {
        ...ownedBy(row, staff.id, now),
        snoozed_until: until,
        // Nobody is reminded of what sleeps.
        ...(row.nudge_at === null ? {} : { nudge_at: Math.max(row.nudge_at, until) }),
      },
      detail: { until },
    })
  })
}

/** Brings a snoozed case back at once. */
export async function wakeCase(ctx: ActionContext, actor: Actor, caseId: number): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['case.wake'], async (trx) => {
    const row = await readOpenCase(ctx, trx, caseId)
    if (row.snoozed_until === null) return
    const now = ctx.clock.now()
    await mustChange(ctx, trx, actor, row, { action: 'case.wake', set: wakenAt(row, now) })
  })
}

/** What waking does to a case: it is seen again, and so is its promise. */
export function wakenAt(row: CaseRow, now: number) {
  return {
    snoozed_until: null,
    ...(row.nudge_at === null ? {} : { nudge_at: Math.min(row.nudge_at, now) }),
  }
}

/** Refuses the past and what nobody will remember. */
export function checkFuture(at: number, now: number): void {
  if (at <= now) throw new RefusedError('past', 'Choose a time that is still to come.')
  if (at - now > YEAR_MS) throw new RefusedError('far', 'Choose a time within a year.')
}

function wakeAt(row: CaseRow, until: number, now: number): number {
  return row.answered_at === null && row.due_at > now ? Math.min(until, row.due_at) : until
}
