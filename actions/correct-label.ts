import { CASE_KINDS, type CaseKind, type CaseStatus, isOpen, kindOfPost } from '../core/case.ts'
import { RefusedError } from '../core/errors.ts'
import { isMood, type Verdict } from '../core/feedback.ts'
import { INTENTS } from '../core/judgement.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { placeAnew } from '../db/place-anew.ts'
import { enqueue } from '../db/queue.ts'
import { holdLabel } from '../db/relabel.ts'
import {
  type CaseChange,
  type CaseRow,
  changeCase,
  mustChange,
  ownedBy,
  readCase,
} from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'
import { type PostOfBrand, recordTruths, type Truth, takeBackTruths } from './record-truth.ts'

/**
 * Puts right how we read the post that a case shows, or confirms it. Label, counters and card follow at
 * once; a post that is not about us closes its case; the brand learns from it.
 */
export async function correctLabel(
  ctx: ActionContext,
  actor: Actor,
  input: { caseId: number; verdict: Verdict },
): Promise<void> {
  const { caseId, verdict } = input
  const brandId = await asStaff(ctx, actor, ROLE_FOR['case.label'], async (trx, staff) => {
    const post = await postOf(trx, caseId)
    const truths = await truthsOf(ctx, trx, post, verdict)
    const heads = await recordTruths(ctx, trx, actor, post, truths)
    const row = await readCase(ctx, trx, caseId)
    const change = await changeOf(ctx, trx, row, post, verdict)
    const set = change.set.status === 'resolved' ? closedBy(ctx, row, staff.id, change) : change.set
    await mustChange(ctx, trx, actor, row, { ...change, set })
    if (row.asked_in !== null && set.kind !== undefined) await queueFirstCard(ctx, trx, row, set)
    return heads.length > 0 ? post.brandId : null
  })
  if (brandId !== null) await ctx.learn?.(brandId)
}

/** Takes back what people said of the post that a case shows; a case that closed over it opens again. */
export async function undoCorrection(
  ctx: ActionContext,
  actor: Actor,
  caseId: number,
): Promise<void> {
  const brandId = await asStaff(ctx, actor, ROLE_FOR['case.unlabel'], async (trx) => {
    const post = await postOf(trx, caseId)
    const heads = await takeBackTruths(ctx, trx, actor, post)
    const row = await readCase(ctx, trx, caseId)
    if (heads.length === 0 && row.resolution === null) return null
    const reopens = row.status === 'resolved' && row.resolution !== null
    const unanswered = row.owner_id === null ? ('new' as const) : ('claimed' as const)
    const status = row.answered_at === null ? unanswered : ('replied' as const)
    const isUnsure = row.asked_in !== null && (await isStillUnsure(ctx, trx, post))
    await changeCase(ctx, trx, actor, row, {
      action: 'case.unlabel',
      set: {
        resolution: null,
        ...(reopens ? { status, resolved_at: null } : {}),
        ...(isUnsure ? { kind: 'unsure', nudge_at: null } : {}),
      },
      detail: { heads },
    })
    return post.brandId
  })
  if (brandId !== null) await ctx.learn?.(brandId)
}

async function postOf(trx: Trx, caseId: number): Promise<PostOfBrand> {
  const row = await trx
    .selectFrom('case')
    .select(['brand_id', 'last_mention_id'])
    .where('id', '=', caseId)
    .executeTakeFirst()
  if (row === undefined)
    throw new RefusedError('no_case', `There is no case ${caseId}. It may have been erased.`)
  return { mentionId: row.last_mention_id, brandId: row.brand_id }
}

async function truthsOf(
  ctx: ActionContext,
  trx: Trx,
  post: PostOfBrand,
  verdict: Verdict,
): Promise<Truth[]> {
  const about: Truth = { head: 'relevance', truth: 'relevant' }
  if (verdict.say === 'not_us') return [{ head: 'relevance', truth: 'irrelevant' }]
  if (verdict.say === 'mood') return [about, { head: 'sentiment', truth: verdict.mood }]
  if (verdict.say === 'intent')
    return [about, { head: verdict.intent, truth: verdict.on ? 'yes' : 'no' }]
  const label = await holdLabel(ctx.db, trx, post.mentionId, post.brandId)
  if (label === null) return [about]
  const named = JSON.parse(label.labels) as string[]
  return [
    about,
    ...(isMood(label.sentiment) ? [{ head: 'sentiment' as const, truth: label.sentiment }] : []),
    // That it is no complaint is worth knowing, too; other silent intents would only be noise.
    ...INTENTS.filter((intent) => intent === 'complaint' || named.includes(intent)).map((head) => ({
      head,
      truth: named.includes(head) ? 'yes' : 'no',
    })),
  ]
}

/** What a verdict does to its case: nothing, another kind of work, or the end of it. */
async function changeOf(
  ctx: ActionContext,
  trx: Trx,
  row: CaseRow,
  { mentionId, brandId }: PostOfBrand,
  verdict: Verdict,
): Promise<CaseChange> {
  const change = { action: 'case.label', detail: { ...verdict } }
  if (!isOpen(row.status as CaseStatus)) return { ...change, set: {} }
  if (verdict.say === 'not_us')
    return { ...change, set: { status: 'resolved', resolution: 'not_us' } }
  const isUnsure = row.kind === 'unsure'
  const isNews = isUnsure || (verdict.say === 'intent' && row.mentions <= 1)
  if (!isNews || row.kind === 'emergency') return { ...change, set: {} }
  const kind = await kindNow(ctx, trx, { mentionId, brandId }, isUnsure)
  if (kind === null) return { ...change, set: { status: 'resolved', resolution: 'no_work' } }
  if (!isUnsure) return { ...change, set: kind === row.kind ? {} : { kind } }
  const of = { kind, brandId, lang: await langOf(trx, mentionId) }
  return { ...change, set: await placeAnew(trx, of, ctx.clock.now()) }
}

/** The work that the post asks for as it is labelled now. */
async function kindNow(
  ctx: ActionContext,
  trx: Trx,
  { mentionId, brandId }: PostOfBrand,
  isUnsure: boolean,
): Promise<CaseKind | null> {
  const label = await holdLabel(ctx.db, trx, mentionId, brandId)
  if (label === null) return null
  const found = kindOfPost(JSON.parse(label.labels) as string[], label.sentiment)
  return found ?? (isUnsure ? (MOOD_KINDS[label.sentiment] ?? null) : null)
}

/** What a mood asks for where nothing else is known. */
const MOOD_KINDS: Readonly<Record<string, CaseKind>> = { negative: 'complaint', positive: 'praise' }

async function langOf(trx: Trx, mentionId: number): Promise<string | null> {
  const row = await trx
    .selectFrom('mention')
    .select('lang')
    .where('id', '=', mentionId)
    .executeTakeFirst()
  return row?.lang ?? null
}

/** Nobody said it was unsure but the analysis, and that stands again. */
async function isStillUnsure(
  ctx: ActionContext,
  trx: Trx,
  { mentionId, brandId }: PostOfBrand,
): Promise<boolean> {
  const label = await holdLabel(ctx.db, trx, mentionId, brandId)
  return label !== null && (label.relevance === 'unsure' || label.sentiment === 'unsure')
}

/** A post that a person told gets a card of its own. */
async function queueFirstCard(
  ctx: ActionContext,
  trx: Trx,
  row: CaseRow,
  { kind, channel }: CaseChange['set'],
): Promise<void> {
  if (channel === null || channel === undefined || row.slack_ts !== null) return
  const now = ctx.clock.now()
  await enqueue(trx, {
    id: ctx.db.nextId(),
    kind: 'card.post',
    key: `case:${row.id}:card`,
    lane: `slack:${channel}`,
    case_id: row.id,
    priority: CASE_KINDS.indexOf(kind ?? row.kind),
    payload: JSON.stringify({ caseId: row.id, version: row.version + 1 }),
    due_at: now,
    created_at: now,
  })
}

function closedBy(
  ctx: ActionContext,
  row: CaseRow,
  staffId: string,
  { set }: CaseChange,
): CaseChange['set'] {
  const now = ctx.clock.now()
  return { ...ownedBy(row, staffId, now), ...set, resolved_at: now }
}
