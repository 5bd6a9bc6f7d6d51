import { RefusedError } from '../core/errors.ts'
import { cleanName } from '../core/hostile-text.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { mustChange, readCase, writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'

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
    await insertWord(ctx, trx, { brandId: row.brand_id, word, staffId: staff.id })
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
    await deleteWord(trx, row.brand_id, word)
    await mustChange(ctx, trx, actor, row, {
      action: 'case.unmute_word',
      set: {},
      detail: { word },
    })
  })
}

/** The same without a case, for a whole brand; the word as it was taken. */
export async function muteForBrand(
  ctx: ActionContext,
  actor: Actor,
  input: { brandId: string; word: string },
): Promise<string> {
  const { brandId } = input
  const word = checkWord(input.word)
  await asStaff(ctx, actor, ROLE_FOR['case.mute_word'], async (trx, staff) => {
    await insertWord(ctx, trx, { brandId, word, staffId: staff.id })
    const detail = JSON.stringify({ word })
    await writeAudit(ctx, trx, actor, 'case.mute_word', `brand:${brandId}`, detail)
  })
  return word
}

/** Takes that back. */
export async function unmuteForBrand(
  ctx: ActionContext,
  actor: Actor,
  input: { brandId: string; word: string },
): Promise<string> {
  const { brandId } = input
  const word = checkWord(input.word)
  await asStaff(ctx, actor, ROLE_FOR['case.unmute_word'], async (trx) => {
    await deleteWord(trx, brandId, word)
    const detail = JSON.stringify({ word })
    await writeAudit(ctx, trx, actor, 'case.unmute_word', `brand:${brandId}`, detail)
  })
  return word
}

async function insertWord(
  ctx: ActionContext,
  trx: Trx,
  row: { brandId: string; word: string; staffId: string },
): Promise<void> {
  const { brandId, word, staffId } = row
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('muted_word')
    .values({ brand_id: brandId, word, staff_id: staffId, at: ctx.clock.now() })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if ((numInsertedOrUpdatedRows ?? 0n) === 0n)
    throw new RefusedError('muted', `“${word}” is already muted.`)
}

async function deleteWord(trx: Trx, brandId: string, word: string): Promise<void> {
  const { numDeletedRows } = await trx
    .deleteFrom('muted_word')
    .where('brand_id', '=', brandId)
    .where('word', '=', word)
    .executeTakeFirst()
  if (numDeletedRows === 0n) throw new RefusedError('not_muted', `“${word}” is not muted.`)
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
