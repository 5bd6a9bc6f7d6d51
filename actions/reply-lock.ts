import { isOpen } from '../core/case.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { readWriter } from '../db/reply-desk.ts'
import { queueCard, readCase } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'

/** As long as an answer may take before somebody else may begin one without being asked. */
export const LOCK_MS = 600_000

/**
 * Says that somebody begins an answer, so that the card shows it; whoever is writing already keeps it, and the
 * one who comes second is told. Nobody is kept out by it: it ends by itself.
 */
export async function beginReply(
  ctx: ActionContext,
  actor: Actor,
  caseId: number,
): Promise<{ name: string; since: number; until: number } | null> {
  return asStaff(ctx, actor, ROLE_FOR['case.reply'], async (trx, staff) => {
    const row = await readCase(ctx, trx, caseId)
    const now = ctx.clock.now()
    const writer = await readWriter(trx, caseId, now)
    if (writer !== null && writer.id !== staff.id) return writer
    if (!isOpen(row.status)) return null
    const lock = { staff_id: staff.id, until_at: now + LOCK_MS }
    await trx
      .insertInto('reply_lock')
      .values({ case_id: caseId, taken_at: now, ...lock })
      .onConflict((conflict) =>
        conflict
          .column('case_id')
          .doUpdateSet({ ...lock, taken_at: writer === null ? now : writer.since }),
      )
      .execute()
    // Written twice in a row it shows nothing new.
    if (writer === null) await showAgain(ctx, trx, caseId)
    return null
  })
}

/** The dialog was closed without sending: somebody else may begin. */
export async function leaveReply(ctx: ActionContext, actor: Actor, caseId: number): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['case.reply'], async (trx, staff) => {
    if (await freeReply(trx, caseId, staff.id)) await showAgain(ctx, trx, caseId)
  })
}

/** Ends one's own writing; whether there was any. The caller has the card drawn again. */
export async function freeReply(trx: Trx, caseId: number, staffId: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('reply_lock')
    .where('case_id', '=', caseId)
    .where('staff_id', '=', staffId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

async function showAgain(ctx: ActionContext, trx: Trx, caseId: number): Promise<void> {
  const row = await trx
    .updateTable('case')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', caseId)
    .returningAll()
    .executeTakeFirst()
  if (row !== undefined) await queueCard(ctx, trx, row, row.version)
}
