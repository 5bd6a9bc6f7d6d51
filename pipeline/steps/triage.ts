import { type CaseKind, kindOfPost } from '../../core/case.ts'
import type { LabelChange } from '../../db/batch-writer/changes.ts'
import type { Step } from '../draft.ts'
import { isAccountOf, postOf } from './match.ts'

/** Older posts become history without cards (DESIGN §2). */
export const HISTORY_MS = 48 * 3_600_000

/**
 * An emergency passes every budget and wakes people, so it has to be likelier than not. Of 1,398 posts to
 * airlines the analysis calls 251 perhaps one and 96 likely one.
 */
const EMERGENCY_SURE = 0.5

/** Decides what work a post asks for; what the analysis cannot tell asks a person to say it. */
export const triage: Step = {
  name: 'triage',
  run(draft, { now, history, watchList }) {
    draft.history = history ?? now - draft.at > HISTORY_MS
    const mayAsk = !draft.history && draft.joinedTo === null && draft.mention.kind !== 'repost'
    if (!mayAsk) return 'ok'
    const muted = new Set(watchList.muted?.match(postOf(draft.mention)))
    // A rival speaks of us as a rival, not as a customer.
    const isFirm = [...watchList.brands.values()].some((one) => isAccountOf(draft.mention, one))
    for (const label of draft.labels) {
      const wish = wishOf(label)
      const isQuiet = isFirm || muted.has(label.brandId)
      const isServed = watchList.brands.get(label.brandId)?.onlyCompared !== true
      label.wish = !isServed || (wish !== 'emergency' && isQuiet) ? null : wish
      // What is only perhaps one is worked as a complaint that waits; nobody is woken for it.
      if (label.urgency === 'emergency' && wish !== 'emergency') label.urgency = 'soon'
    }
    return 'ok'
  },
}

function wishOf(label: LabelChange): CaseKind | null {
  const { relevance, sentiment, urgency, urgencyConfidence, labels } = label
  if (relevance === 'unsure') return 'unsure'
  if (relevance !== 'relevant') return null
  if (urgency === 'emergency' && urgencyConfidence >= EMERGENCY_SURE) return 'emergency'
  const kind = kindOfPost(labels, sentiment)
  // What is only perhaps an emergency is a complaint at least.
  if (urgency === 'emergency') return kind === 'at_risk' ? kind : 'complaint'
  return kind ?? (sentiment === 'unsure' ? 'unsure' : null)
}
