import { sql } from 'kysely'
import { RefusedError } from '../core/errors.ts'
import { MOODS, type Mood } from '../core/feedback.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'
import { recordTruths, type Truth } from './record-truth.ts'

const WEEK_MS = 7 * 86_400_000
/** Monday, so that a week of the check is a week of the calendar. */
const MONDAY_MS = 4 * 86_400_000
const POSTS = 20
/** Primes: they spread ids, which grow with time, over the week without chance. */
const SPREAD = 1_000_003
const STRIDE = 48_271

/** What a person thinks of a post; where they cannot tell, nothing is measured. */
export type BlindAnswer = Mood | 'not_us' | 'cannot_tell'

/** Every one of them. */
export const BLIND_ANSWERS: readonly BlindAnswer[] = [...MOODS, 'not_us', 'cannot_tell']

/** The week that a moment belongs to, from Monday to Sunday, counted since 1970. */
export function weekOf(at: number): number {
  return Math.floor((at - MONDAY_MS) / WEEK_MS)
}

/** Draws twenty posts of the week before, once and for everybody; later calls change nothing. */
export async function drawCheck(ctx: ActionContext, brandId: string): Promise<number> {
  const week = weekOf(ctx.clock.now()) - 1
  const from = week * WEEK_MS + MONDAY_MS
  await ctx.db.transaction(async (trx) => {
    const drawn = await trx
      .selectFrom('blind_check')
      .select('mention_id')
      .where('brand_id', '=', brandId)
      .where('week', '=', week)
      .limit(1)
      .executeTakeFirst()
    if (drawn !== undefined) return
    const rows = await trx
      .selectFrom('label as l')
      .innerJoin('mention as m', 'm.id', 'l.mention_id')
      .select('l.mention_id')
      .where('l.brand_id', '=', brandId)
      .where('l.at', '>=', from)
      .where('l.at', '<', from + WEEK_MS)
      .where('m.state', '=', 'live')
      .where('m.joined_to', 'is', null)
      .orderBy(sql`((l.mention_id % ${sql.lit(SPREAD)}) * ${sql.lit(STRIDE)}) % ${sql.lit(SPREAD)}`)
      .orderBy('l.mention_id')
      .limit(POSTS)
      .execute()
    if (rows.length === 0) return
    const values = rows.map(({ mention_id }, place) => ({
      brand_id: brandId,
      week,
      mention_id,
      place,
      staff_id: null,
      judged_at: null,
    }))
    await trx
      .insertInto('blind_check')
      .values(values)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  })
  return week
}

/** Writes down what a person says of a post whose labels they did not see; the first word counts. */
export async function judgeBlind(
  ctx: ActionContext,
  actor: Actor,
  input: { brandId: string; mentionId: number; answer: BlindAnswer },
): Promise<void> {
  const { brandId, mentionId, answer } = input
  await asStaff(ctx, actor, ROLE_FOR['check.judge'], async (trx) => {
    await claimPost(ctx, trx, actor, brandId, mentionId)
    await recordTruths(ctx, trx, actor, { mentionId, brandId }, truthsOf(answer), true)
    await writeAudit(ctx, trx, actor, 'check.judge', `mention:${mentionId}`)
  })
  await ctx.learn?.(brandId)
}

function truthsOf(answer: BlindAnswer): Truth[] {
  if (answer === 'cannot_tell') return []
  if (answer === 'not_us') return [{ head: 'relevance', truth: 'irrelevant' }]
  return [
    { head: 'relevance', truth: 'relevant' },
    { head: 'sentiment', truth: answer },
  ]
}

async function claimPost(
  ctx: ActionContext,
  trx: Trx,
  actor: Actor,
  brandId: string,
  mentionId: number,
): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('blind_check')
    .set({ staff_id: actor.staffId, judged_at: ctx.clock.now() })
    .where('brand_id', '=', brandId)
    .where('mention_id', '=', mentionId)
    .where('judged_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n)
    throw new RefusedError('judged', 'Somebody was faster with this post. Take the next one.')
}
