import type { Step } from '../draft.ts'

/** Says whether we may keep a profile of the author: some networks want their word first. */
export const identify: Step = {
  name: 'identify',
  run(draft, { policy, facts }) {
    const author = draft.authorKey === null ? undefined : facts.authors.get(draft.authorKey)
    draft.scored = draft.authorKey !== null && (!policy.needsOptIn || author?.optedIn === true)
    return 'ok'
  },
}
