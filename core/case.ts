import type { Sentiment } from './judgement.ts'

/**
 * Work for staff about one or more mentions of one author, the most pressing first: danger, somebody about to
 * leave, a complaint, a wish to buy, a question, kind words, and what only a person can tell.
 */
export const CASE_KINDS = [
  'emergency',
  'at_risk',
  'complaint',
  'purchase',
  'question',
  'praise',
  'unsure',
] as const
export type CaseKind = (typeof CASE_KINDS)[number]

/** The kind that each of these is a pressing sort of: what holds for that kind holds for it, unless it has its own. */
export const SORT_OF: Readonly<Partial<Record<CaseKind, CaseKind>>> = {
  at_risk: 'complaint',
  purchase: 'question',
}

/** The kinds in which somebody was let down. */
export const COMPLAINTS = [
  'emergency',
  'at_risk',
  'complaint',
] as const satisfies readonly CaseKind[]

/** Whether somebody was let down. */
export function isComplaint(kind: CaseKind): boolean {
  return COMPLAINTS.some((one) => one === kind)
}

/** Place in the queue of messages: behind the cards of complaints, before kind words. */
export const AFTER_COMPLAINTS = CASE_KINDS.indexOf('complaint') + 1

/** new → claimed → (waiting_approval) → replied → resolved; `closed_by_author` when every post is gone. */
export const CASE_STATUSES = [
  'new',
  'claimed',
  'waiting_approval',
  'replied',
  'resolved',
  'closed_by_author',
] as const
export type CaseStatus = (typeof CASE_STATUSES)[number]

/** Whether somebody still has to do something about it. */
export function isOpen(status: CaseStatus): boolean {
  return status !== 'resolved' && status !== 'closed_by_author'
}

/** Promised minutes until the first answer, a kind (source: facts on Slack, B6; editable in settings). */
export const DEFAULT_PROMISE_MINUTES: Record<CaseKind, number> = {
  emergency: 15,
  at_risk: 30,
  complaint: 60,
  purchase: 30,
  question: 240,
  praise: 1440,
  // Nobody waits for an answer; somebody should say by then what it is.
  unsure: 1440,
}

/** The work that a post asks for by its intents; null where it asks for none. A friend who says "never" is not leaving. */
export function kindOfPost(labels: readonly string[], sentiment: Sentiment): CaseKind | null {
  const says = (...words: readonly string[]) => words.some((word) => labels.includes(word))
  const isUnhappy = sentiment === 'negative' || sentiment === 'unsure'
  if (says('churn_threat') && isUnhappy) return 'at_risk'
  if (says('complaint', 'churn_threat')) return 'complaint'
  if (says('purchase_intent') && sentiment !== 'negative') return 'purchase'
  if (says('question', 'purchase_intent')) return 'question'
  return says('praise', 'thanks', 'recommendation') ? 'praise' : null
}
