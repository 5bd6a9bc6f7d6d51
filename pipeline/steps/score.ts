import type { Act, Standing } from '../../db/batch-writer/changes.ts'
import type { Step } from '../draft.ts'

const DAY_MS = 86_400_000
const MAX_EVIDENCE = 20
const KIND_ACTS = ['praise', 'thanks', 'recommendation']
const BAD_ACTS = ['complaint', 'churn_threat']

/** What a copy of another post says moves nobody's standing. */
export const score: Step = {
  name: 'score',
  run(draft) {
    if (draft.joinedTo !== null) draft.scored = false
    return 'ok'
  },
}

/**
 * An advocate did two good acts on different days and has nothing open against us; a strike is a day with
 * a complaint (source: facts on labels; the customer who is let down twice is lost).
 */
export function assessStanding(acts: readonly Act[], openComplaint: boolean): Standing {
  const evidence: { mentionId: number; at: number; act: string }[] = []
  const goodDays = new Set<number>()
  const badDays = new Set<number>()
  for (const act of acts) {
    const bad = act.labels.find((label) => BAD_ACTS.includes(label))
    const good = act.labels.find((label) => KIND_ACTS.includes(label))
    const word = bad ?? good
    if (word === undefined) continue
    const days = bad === undefined ? goodDays : badDays
    days.add(Math.floor(act.at / DAY_MS))
    evidence.push({ mentionId: act.mentionId, at: act.at, act: word })
  }
  return {
    advocate: goodDays.size >= 2 && !openComplaint,
    strikes: badDays.size,
    evidence: evidence.slice(-MAX_EVIDENCE),
  }
}
