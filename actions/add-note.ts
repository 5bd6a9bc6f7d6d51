import { RefusedError } from '../core/errors.ts'
import { cleanText } from '../core/hostile-text.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { mustChange, readCase } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'

/** Longer words belong into a document. */
const NOTE_MAX = 2000

/** Writes a note that only the team sees, also on a closed case. */
export async function addNote(
  ctx: ActionContext,
  actor: Actor,
  input: { caseId: number; text: string },
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['case.note'], async (trx) => {
    const row = await readCase(ctx, trx, input.caseId)
    const noteId = await writeNote(ctx, trx, actor, row.id, input.text)
    await mustChange(ctx, trx, actor, row, { action: 'case.note', set: {}, detail: { noteId } })
  })
}

/** Stores the words of a note; refused where there are none or too many. */
export async function writeNote(
  ctx: ActionContext,
  trx: Trx,
  actor: Actor,
  caseId: number,
  words: string,
): Promise<number> {
  const text = cleanText(words).trim()
  if (text === '') throw new RefusedError('empty', 'Write something first.')
  if (text.length > NOTE_MAX)
    throw new RefusedError('too_long', `A note has at most ${NOTE_MAX} characters.`)
  const id = ctx.db.nextId()
  await trx
    .insertInto('note')
    .values({ id, case_id: caseId, staff_id: actor.staffId, text, at: ctx.clock.now() })
    .execute()
  return id
}
