/** Work for staff about one or more mentions of one author. */
export const CASE_KINDS = ['emergency', 'complaint', 'question', 'praise'] as const
export type CaseKind = (typeof CASE_KINDS)[number]

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
  complaint: 60,
  question: 240,
  praise: 1440,
}
