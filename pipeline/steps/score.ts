import { findAdvocate } from '../../analysis/people/advocate.ts'
import { arises } from '../../analysis/people/arises.ts'
import { countStrikes } from '../../analysis/people/strikes.ts'
import type { Intent } from '../../core/judgement.ts'
import type { Act, Standing } from '../../db/batch-writer/changes.ts'
import type { Step } from '../draft.ts'

const MAX_EVIDENCE = 20
const BAD_ACTS: readonly string[] = ['complaint', 'churn_threat']

/** What a copy of another post says moves nobody's standing, nor what somebody says over again. */
export const score: Step = {
  name: 'score',
  run(draft) {
    if (draft.joinedTo !== null || draft.isRepeat) draft.scored = false
    return 'ok'
  },
}

/** How an author stands with a brand: friend or let down, by the rules of analysis/people, with the posts. */
export function assessStanding(
  acts: readonly Act[],
  openComplaint: boolean,
  now: number,
): Standing {
  const said = acts.map((act) => ({
    mentionId: String(act.mentionId),
    at: act.at,
    labels: act.labels as readonly Intent[],
    sentiment: act.sentiment,
    openCase: openComplaint,
  }))
  const friend = findAdvocate(said, now)
  const bad = said.filter(
    (act) => act.sentiment === 'negative' && act.labels.some((label) => BAD_ACTS.includes(label)),
  )
  const strikes = countStrikes(bad, now)
  const kind = new Set(friend.evidence)
  const struck = new Set(strikes.evidence)
  return {
    advocate: friend.isAdvocate,
    strikes: strikes.count,
    arises: friend.isAdvocate || arises(said, strikes.count),
    evidence: acts
      .flatMap(({ mentionId, at }) => {
        if (struck.has(String(mentionId))) return [{ mentionId, at, act: 'strike' }]
        return kind.has(String(mentionId)) ? [{ mentionId, at, act: 'kind' }] : []
      })
      .slice(-MAX_EVIDENCE),
  }
}
