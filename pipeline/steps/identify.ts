import type { Step } from '../draft.ts'
import { isAccountOf } from './match.ts'

/** Says whether we may keep a profile of the author: some networks want their word first; a firm is nobody. */
export const identify: Step = {
  name: 'identify',
  run(draft, { policy, facts, watchList }) {
    const author = draft.authorKey === null ? undefined : facts.authors.get(draft.authorKey)
    const isFirm = [...watchList.brands.values()].some((one) => isAccountOf(draft.mention, one))
    const mayKnow = !policy.needsOptIn || author?.optedIn === true
    draft.scored = draft.authorKey !== null && !isFirm && mayKnow
    return 'ok'
  },
}
