import { RefusedError } from '../core/errors.ts'
import { type Network, networkName } from '../core/network.ts'
import { needsOptIn } from '../core/policy.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { type CaseRow, changeCase, readCase, refuseIfClosed, writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'
import { issueCode } from './issue-code.ts'
import { checkText, refuseIfAnswered, refuseIfSilent, refuseIfWriting } from './refuse-reply.ts'
import type { ReplyInput } from './reply-input.ts'
import { afterPress, askApproval, findPress, type Pressed, recordPress } from './send-reply.ts'

/** One reward a person in this many days (source: facts on security, reward fraud). */
export const REWARD_PAUSE_DAYS = 90
const DAY_MS = 86_400_000

export interface ThankInput extends ReplyInput {
  /** The pool whose code goes along, and why; null for plain thanks. */
  gift: { poolId: string; reason: string } | null
}

/**
 * Thanks the author: plain thanks leave at once; with a gift the text waits for a second person, and the
 * code is taken only when that person agrees.
 */
export async function thankAuthor(
  ctx: ActionContext & { openCode: (sealed: string) => string },
  actor: Actor,
  input: ThankInput,
): Promise<Pressed> {
  const text = checkText(input)
  return asStaff(ctx, actor, ROLE_FOR['case.thank'], async (trx, staff) => {
    const row = await readCase(ctx, trx, input.caseId)
    const known = await findPress(trx, { ...input, text })
    if (known !== null) return { replyId: known.id, waiting: known.state === 'waiting_approval' }
    refuseIfClosed(row)
    await refuseIfSilent(trx, row.author_id)
    await refuseIfAnswered(trx, row, input)
    await refuseIfWriting(ctx, trx, row, staff.id, input)
    const approval = await askApproval(ctx, trx, row, staff, text)
    const gift =
      input.gift === null
        ? null
        : await askGrant(ctx, trx, actor, row, input.gift, approval !== null)
    const waiting = approval !== null || gift?.needsApproval === true
    const replyId = await recordPress(ctx, trx, actor, row, {
      ...input,
      kind: 'thank',
      text: gift === null ? text : `${text}\n\n${gift.disclosure}`,
      state: waiting ? 'waiting_approval' : 'queued',
      grantId: gift?.grantId ?? null,
      approval,
    })
    if (gift !== null && !waiting) await issueCode(ctx, trx, gift.grantId, replyId)
    await changeCase(ctx, trx, actor, row, {
      action: 'case.thank',
      set: afterPress(ctx, row, staff.id, input, waiting),
      detail: { replyId, grantId: gift?.grantId ?? null },
    })
    return { replyId, waiting }
  })
}

async function askGrant(
  ctx: ActionContext,
  trx: Trx,
  actor: Actor,
  row: CaseRow,
  gift: { poolId: string; reason: string },
  /** The words wait for a second person by themselves: so does what goes along. */
  isHeld: boolean,
): Promise<{ grantId: number; needsApproval: boolean; disclosure: string }> {
  const pool = await trx
    .selectFrom('reward_pool')
    .selectAll()
    .where('id', '=', gift.poolId)
    .where('brand_id', '=', row.brand_id)
    .where('retired_at', 'is', null)
    .executeTakeFirst()
  if (pool === undefined) throw new RefusedError('no_pool', 'This gift is no longer offered.')
  if (row.author_id === null)
    throw new RefusedError('unknown', 'We do not know who wrote this, so no gift can be sent.')
  await refuseSecondGift(ctx, trx, row.brand_id, row.author_id)
  const free = await trx
    .selectFrom('reward_code')
    .select('id')
    .where('pool_id', '=', pool.id)
    .where('state', '=', 'free')
    .limit(1)
    .executeTakeFirst()
  if (free === undefined)
    throw new RefusedError('empty_pool', `No codes are left in “${pool.name}”. Import more first.`)
  const needsApproval = isHeld || pool.needs_approval === 1
  const grantId = ctx.db.nextId()
  await trx
    .insertInto('reward_grant')
    .values({
      id: grantId,
      pool_id: pool.id,
      brand_id: row.brand_id,
      author_id: row.author_id,
      person_id: row.person_id,
      case_id: row.id,
      requested_by: actor.staffId,
      decided_by: null,
      state: needsApproval ? 'waiting' : 'approved',
      reason: gift.reason,
      code_id: null,
      created_at: ctx.clock.now(),
      decided_at: null,
    })
    .execute()
  await writeAudit(ctx, trx, actor, 'grant.ask', `grant:${grantId}`)
  return { grantId, needsApproval, disclosure: pool.disclosure }
}

/** Once a person and 90 days, over every account that is linked to the same person. */
async function refuseSecondGift(
  ctx: ActionContext,
  trx: Trx,
  brandId: string,
  authorId: number,
): Promise<void> {
  // Locks the author on Postgres, so that two presses at once are asked one after the other.
  const authorRow = trx
    .selectFrom('author')
    .select(['id', 'network', 'opted_in', 'is_self'])
    .where('id', '=', authorId)
  const author = await (ctx.db.dialect === 'postgres'
    ? authorRow.forUpdate()
    : authorRow
  ).executeTakeFirst()
  if (author === undefined || author.is_self === 1)
    throw new RefusedError('own_account', 'This is one of our own accounts.')
  const network = author.network as Network
  if (needsOptIn(network) && author.opted_in !== 1)
    throw new RefusedError(
      'needs_opt_in',
      `Members of ${networkName(network)} are rewarded only after they joined the advocates. They write /advocate join there.`,
    )
  const linked = trx
    .selectFrom('person_author as other')
    .innerJoin('person_author as mine', 'mine.person_id', 'other.person_id')
    .select('other.author_id')
    .where('mine.author_id', '=', authorId)
  const last = await trx
    .selectFrom('reward_grant')
    .select('created_at')
    .where('brand_id', '=', brandId)
    .where('state', 'in', ['waiting', 'approved', 'issued'])
    .where('created_at', '>', ctx.clock.now() - REWARD_PAUSE_DAYS * DAY_MS)
    .where((eb) => eb.or([eb('author_id', '=', authorId), eb('author_id', 'in', linked)]))
    .executeTakeFirst()
  if (last !== undefined)
    throw new RefusedError(
      'gift_before',
      `This person got or was promised a gift in the last ${REWARD_PAUSE_DAYS} days. Say thanks without one.`,
    )
}
