import { describe, expect, it } from 'vitest'
import { countStrikes } from '../../../analysis/people/strikes.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 4, 20)

function bad(mentionId: string, daysAgo: number, caseId?: string) {
  const at = NOW - daysAgo * DAY
  return caseId === undefined ? { mentionId, at } : { mentionId, at, caseId }
}

describe('countStrikes', () => {
  it('is out after two bad experiences within twelve months', () => {
    expect(countStrikes([bad('b', 10), bad('a', 200)], NOW)).toEqual({
      count: 2,
      isOut: true,
      evidence: ['a', 'b'],
    })
  })

  it('counts a rant of five posts as one experience', () => {
    const rant = [0.1, 0.2, 0.3, 0.4, 0.5].map((day) => bad(`m${day}`, day))
    expect(countStrikes(rant, NOW)).toMatchObject({ count: 1, isOut: false })
  })

  it('counts posts of one case once, however long it takes', () => {
    expect(countStrikes([bad('a', 40, 'c1'), bad('b', 5, 'c1')], NOW).count).toBe(1)
  })

  it('takes two cases on one day for two experiences', () => {
    expect(countStrikes([bad('a', 2, 'c1'), bad('b', 2, 'c2')], NOW).isOut).toBe(true)
  })

  it('forgets what is older than twelve months', () => {
    expect(countStrikes([bad('a', 366), bad('b', 5)], NOW)).toMatchObject({
      count: 1,
      isOut: false,
    })
  })
})
