import { expect, it } from 'vitest'
import type { Act } from '../../db/batch-writer/changes.ts'
import { assessStanding } from '../../pipeline/steps/score.ts'

const DAY = 86_400_000
const NOW = 400 * DAY

function act(mentionId: number, daysAgo: number, sentiment: Act['sentiment']): Act {
  return { mentionId, at: NOW - daysAgo * DAY, sentiment, labels: ['complaint'] }
}

it('counts as a bad experience what the rules of people count: an unhappy complaint, and no other', () => {
  const acts = [act(1, 30, 'negative'), act(2, 18, 'neutral'), act(3, 1, 'negative')]
  expect(assessStanding(acts, false, NOW)).toMatchObject({
    strikes: 2,
    evidence: [{ mentionId: 1 }, { mentionId: 3 }],
  })
})
