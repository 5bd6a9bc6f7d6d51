import { describe, expect, it } from 'vitest'
import { type Act, findAdvocate } from '../../../analysis/people/advocate.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 4, 20, 12)

function praise(mentionId: string, daysAgo: number, extra: Partial<Act> = {}): Act {
  return { mentionId, at: NOW - daysAgo * DAY, labels: ['praise'], sentiment: 'positive', ...extra }
}

describe('findAdvocate', () => {
  it('knows an advocate by kind acts on two different days, and shows them', () => {
    const found = findAdvocate([praise('m2', 3), praise('m1', 40)], NOW)
    expect(found).toEqual({
      isAdvocate: true,
      evidence: ['m1', 'm2'],
      against: [],
      nextStep: 'invite',
    })
  })

  it('does not take one good evening for advocacy', () => {
    const found = findAdvocate([praise('m1', 3), praise('m2', 3.01)], NOW)
    expect(found.isAdvocate).toBe(false)
    expect(found.nextStep).toBe('thank')
  })

  it('calls nobody an advocate while a complaint of theirs is open', () => {
    const complaint = praise('m3', 1, {
      labels: ['complaint'],
      sentiment: 'negative',
      openCase: true,
    })
    const found = findAdvocate([praise('m1', 40), praise('m2', 20), complaint], NOW)
    expect(found).toMatchObject({ isAdvocate: false, against: ['m3'], nextStep: 'mend' })
  })

  it('lets a complaint that was mended stand no longer in the way', () => {
    const mended = praise('m3', 10, {
      labels: ['complaint'],
      sentiment: 'negative',
      openCase: false,
    })
    expect(findAdvocate([praise('m1', 40), praise('m2', 2), mended], NOW).isAdvocate).toBe(true)
  })

  it('forgets kindness older than a year and does not look into the future', () => {
    expect(findAdvocate([praise('m1', 400), praise('m2', 2)], NOW).isAdvocate).toBe(false)
    expect(findAdvocate([praise('m1', -3), praise('m2', 2)], NOW).isAdvocate).toBe(false)
  })

  it('does not count thanks inside a complaint, nor a mood that was unsure', () => {
    const mixed = praise('m1', 50, { labels: ['thanks', 'complaint'], openCase: false })
    const unsure = praise('m2', 30, { sentiment: 'unsure' })
    expect(findAdvocate([mixed, unsure, praise('m3', 3)], NOW).evidence).toEqual(['m3'])
  })
})
