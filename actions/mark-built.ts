import { RefusedError } from '../core/errors.ts'
import { cleanName, cleanText } from '../core/hostile-text.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { writePersonEvent } from '../db/standings.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

const WHAT_MAX = 200
const WORD_MAX = 60
const MOST_WORDS = 10

/** Says that a wish of customers came true; whoever wished for it in these words can be told. */
export async function markBuilt(
  ctx: ActionContext,
  actor: Actor,
  input: { brandId: string; what: string; words: readonly string[]; topic?: string | null },
): Promise<{ builtId: number }> {
  const what = cleanName(input.what, WHAT_MAX)
  const words = [
    ...new Set(input.words.map((word) => cleanText(word).trim().toLowerCase()).filter(Boolean)),
  ]
  if (what === '') throw new RefusedError('empty', 'Say in a few words what is there now.')
  if (words.length === 0 && (input.topic ?? null) === null)
    throw new RefusedError('no_words', 'Name the words by which they asked for it.')
  if (words.length > MOST_WORDS || words.some((word) => word.length > WORD_MAX))
    throw new RefusedError('too_long', `At most ${MOST_WORDS} words of ${WORD_MAX} characters.`)
  return asStaff(ctx, actor, ROLE_FOR['people.built'], async (trx, staff) => {
    const brand = await trx
      .selectFrom('brand')
      .select('id')
      .where('id', '=', input.brandId)
      .executeTakeFirst()
    if (brand === undefined)
      throw new RefusedError('no_brand', `There is no brand ${input.brandId}.`)
    const builtId = ctx.db.nextId()
    await trx
      .insertInto('built')
      .values({
        id: builtId,
        brand_id: input.brandId,
        topic: input.topic ?? null,
        words: JSON.stringify(words),
        what,
        staff_id: staff.id,
        at: ctx.clock.now(),
      })
      .execute()
    await writeAudit(ctx, trx, actor, 'people.built', `built:${builtId}`)
    return { builtId }
  })
}

/** Notes that somebody was told of what was built; said again it changes nothing. */
export async function markTold(
  ctx: ActionContext,
  actor: Actor,
  { builtId, personId }: { builtId: number; personId: number },
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['people.told'], async (trx) => {
    const person = await trx
      .selectFrom('person')
      .select('brand_id')
      .where('id', '=', personId)
      .executeTakeFirst()
    const built = await trx
      .selectFrom('built')
      .select('brand_id')
      .where('id', '=', builtId)
      .executeTakeFirst()
    if (person === undefined || built?.brand_id !== person.brand_id)
      throw new RefusedError('no_person', 'This person, or what was built, is not there any more.')
    const isNew = await writePersonEvent(trx, {
      key: `told:${builtId}:${personId}`,
      personId,
      brandId: person.brand_id,
      at: ctx.clock.now(),
      kind: 'told',
      detail: JSON.stringify({ built: builtId }),
    })
    if (isNew) await writeAudit(ctx, trx, actor, 'people.told', `person:${personId}`)
  })
}
