import type { Selectable } from 'kysely'
import { RefusedError } from '../core/errors.ts'
import type { FeedbackHead, FeedbackSource } from '../core/feedback.ts'
import { INTENTS } from '../core/judgement.ts'
import { holdLabel, type LabelAnswers, type LabelRow, relabel } from '../db/relabel.ts'
import type { Schema } from '../db/schema.ts'
import type { ActionContext, Actor, Trx } from './context.ts'

/** One answer about a post, as a person knows it: a relevance, a mood, or yes and no for an intent. */
export interface Truth {
  head: FeedbackHead
  truth: string
}

export interface PostOfBrand {
  mentionId: number
  brandId: string
}

type Feedback = Selectable<Schema['label_feedback']>

/**
 * Writes down what a person says of our reading and puts label and counters right. One word holds for each
 * answer; a later one takes its place and still knows what we had said. Tells which heads learn from it.
 */
export async function recordTruths(
  ctx: ActionContext,
  trx: Trx,
  actor: Actor,
  post: PostOfBrand,
  truths: readonly Truth[],
  isBlind = false,
): Promise<FeedbackHead[]> {
  const label = await holdLabel(ctx.db, trx, post.mentionId, post.brandId)
  if (label === null)
    throw new RefusedError(
      'gone',
      'The author removed this post, so there is nothing to put right.',
    )
  const held = new Map((await readHeld(trx, post)).map((row) => [row.head, row]))
  const changed: FeedbackHead[] = []
  const answers = answersOf(label)
  for (const { head, truth } of truths) {
    const earlier = held.get(head)
    if (earlier?.truth === truth && !isBlind) continue
    if (earlier !== undefined) await endFeedback(ctx, trx, actor, earlier.id)
    const first = earlier ?? {
      said: answerOf(answers, head),
      said_confidence: sureness(answers, head),
      model: label.model,
    }
    const source = sourceOf(first.said === truth, isBlind)
    await insertFeedback(ctx, trx, actor, post, { head, truth, source, ...pickSaid(first) })
    setAnswer(answers, head, truth, 1)
    changed.push(head)
  }
  await relabel(ctx.db, trx, label, answers)
  return changed
}

/** Takes back everything that people said of a post: the label says again what the analysis had said. */
export async function takeBackTruths(
  ctx: ActionContext,
  trx: Trx,
  actor: Actor,
  post: PostOfBrand,
): Promise<FeedbackHead[]> {
  const label = await holdLabel(ctx.db, trx, post.mentionId, post.brandId)
  const held = await readHeld(trx, post)
  const answers = label === null ? null : answersOf(label)
  for (const row of held) {
    await endFeedback(ctx, trx, actor, row.id)
    const head = row.head as FeedbackHead
    // The author may have edited the post since: then it was read anew, and that stands.
    if (answers !== null && answerOf(answers, head) === row.truth)
      setAnswer(answers, head, row.said, row.said_confidence)
  }
  if (label !== null && answers !== null) await relabel(ctx.db, trx, label, answers)
  return held.map((row) => row.head as FeedbackHead)
}

function sourceOf(stood: boolean, isBlind: boolean): FeedbackSource {
  if (isBlind) return 'blind'
  return stood ? 'confirmation' : 'correction'
}

type Said = Pick<Feedback, 'said' | 'said_confidence' | 'model'>

function pickSaid({ said, said_confidence, model }: Said): Said {
  return { said, said_confidence, model }
}

async function insertFeedback(
  ctx: ActionContext,
  trx: Trx,
  actor: Actor,
  { mentionId, brandId }: PostOfBrand,
  word: Said & Truth & { source: FeedbackSource },
): Promise<void> {
  await trx
    .insertInto('label_feedback')
    .values({
      ...word,
      id: ctx.db.nextId(),
      mention_id: mentionId,
      brand_id: brandId,
      staff_id: actor.staffId,
      at: ctx.clock.now(),
      surface: actor.surface,
      undone_at: null,
      undone_by: null,
    })
    .execute()
}

function readHeld(trx: Trx, post: PostOfBrand): Promise<Feedback[]> {
  return trx
    .selectFrom('label_feedback')
    .selectAll()
    .where('mention_id', '=', post.mentionId)
    .where('brand_id', '=', post.brandId)
    .where('undone_at', 'is', null)
    .execute()
}

async function endFeedback(ctx: ActionContext, trx: Trx, actor: Actor, id: number): Promise<void> {
  await trx
    .updateTable('label_feedback')
    .set({ undone_at: ctx.clock.now(), undone_by: actor.staffId })
    .where('id', '=', id)
    .execute()
}

function answersOf(label: LabelRow): LabelAnswers {
  const { relevance, relevance_confidence, sentiment, sentiment_confidence, labels } = label
  return { relevance, relevance_confidence, sentiment, sentiment_confidence, labels }
}

/** What a label says for a head, in the words of feedback. */
export function answerOf(label: LabelAnswers, head: FeedbackHead): string {
  if (head === 'relevance') return label.relevance
  if (head === 'sentiment') return label.sentiment
  return intentsOf(label).includes(head) ? 'yes' : 'no'
}

function sureness(label: LabelAnswers, head: FeedbackHead): number | null {
  if (head === 'relevance') return label.relevance_confidence
  return head === 'sentiment' ? label.sentiment_confidence : null
}

function setAnswer(
  label: LabelAnswers,
  head: FeedbackHead,
  answer: string,
  confidence: number | null,
): void {
  if (head === 'relevance') {
    label.relevance = answer as LabelRow['relevance']
    label.relevance_confidence = confidence ?? 1
  } else if (head === 'sentiment') {
    label.sentiment = answer as LabelRow['sentiment']
    label.sentiment_confidence = confidence ?? 1
  } else {
    const named = new Set([...intentsOf(label), head])
    if (answer !== 'yes') named.delete(head)
    label.labels = JSON.stringify(INTENTS.filter((intent) => named.has(intent)))
  }
}

function intentsOf(label: LabelAnswers): string[] {
  return JSON.parse(label.labels) as string[]
}
