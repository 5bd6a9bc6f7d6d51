import { RefusedError } from '../core/errors.ts'
import { cleanName } from '../core/hostile-text.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { mustChange, readCase } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

const WORD_MAX = 60
/** A shorter one would silence half of what people say. */
const WORD_MIN = 3

/** Posts with this word make no further cards for the brand of a case; they still count, and emergencies still come. */
export async function muteWord(
  ctx: ActionContext,
  actor: Actor,
  input: { caseId: number; word: string },
): Promise<void> {
  const word = checkWord(input.word)
  await asStaff(ctx, actor, ROLE_FOR['case.mute_word'], async (trx, staff) => {
    const row = await readCase(ctx, trx, input.caseId)
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('muted_word')
      .values({ brand_id: row.brand_id, word, staff_id: staff.id, at: ctx.clock.now() })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if ((numInsertedOrUpdatedRows ?? 0n) === 0n)
      throw new RefusedError('muted', `“${word}” is already muted.`)
    await mustChange(ctx, trx, actor, row, {
      action: 'case.mute_word',
      set: {},
      detail: { word },
    })
  })
}

/** Lets posts with a muted word make cards again. */
export async function unmuteWord(
  ctx: ActionContext,
  actor: Actor,
  input: { caseId: number; word: string },
): Promise<void> {
  const word = checkWord(input.word)
  await asStaff(ctx, actor, ROLE_FOR['case.unmute_word'], async (trx) => {
    const row = await readCase(ctx, trx, input.caseId)
    const { numDeletedRows } = await trx
      .deleteFrom('muted_word')
      .where('brand_id', '=', row.brand_id)
      .where('word', '=', word)
      .executeTakeFirst()
    if (numDeletedRows === 0n) throw new RefusedError('not_muted', `“${word}” is not muted.`)
    await mustChange(ctx, trx, actor, row, {
      action: 'case.unmute_word',
      set: {},
      detail: { word },
    })
  })
}

/** One word or phrase in small letters; a quote mark would end it early where posts are matched. */
function checkWord(text: string): string {
  const word = cleanName(text, 200)
    .replaceAll(/["“”`]/g, '')
    .trim()
    .toLowerCase()
  if (word.length < WORD_MIN || !/[\p{L}\p{N}]/u.test(word))
    throw new RefusedError('short', `Mute a word of at least ${WORD_MIN} letters.`)
  if (word.length > WORD_MAX)
    throw new RefusedError('too_long', `Mute a word or phrase of at most ${WORD_MAX} characters.`)
  return word
}
