import type { Contradiction } from './contradictions.ts'

/** So far back the use of a playbook is told. */
export const USED_DAYS = 90

/** How a playbook was used. */
export interface PlaybookUsage {
  /** Answers that were sent and began as a draft of it. */
  sent: number
  /** Authors who wrote kindly, or unhappily, as the next thing within 30 days. */
  kind: number
  unhappy: number
}

/** An answer that says something else than the playbook; `at` is epoch ms. */
export interface ContradictingAnswer extends Contradiction {
  caseId: number
  by: string
  at: number
}
