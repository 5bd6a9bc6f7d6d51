import { describe, expect, it } from 'vitest'
import { type EngagedPost, findTakeOffs } from '../../../analysis/signals/find-take-off.ts'
import { seededRandom } from '../../support/noisy-weeks.ts'

const NOW = Date.UTC(2026, 10, 19, 12)
const HOUR = 3_600_000

function ordinary(count: number, seed: number): EngagedPost[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    author: Math.floor(random() * 40),
    network: 'bluesky',
    at: NOW - i * 0.7 * HOUR,
    // Most draw nothing, a few draw dozens.
    likes: Math.floor(Math.exp(2.2 * random() * random() * 1.6) - 1),
    replies: random() < 0.2 ? 1 : 0,
    shares: random() < 0.1 ? 1 : 0,
  }))
}

const young = (more: Partial<EngagedPost>): EngagedPost => ({
  id: 9001,
  author: 900,
  network: 'bluesky',
  at: NOW - HOUR,
  likes: 0,
  replies: 0,
  shares: 0,
  ...more,
})

describe('take-offs', () => {
  it('finds a post within the hour in which it draws far more than others ever do', () => {
    const found = findTakeOffs([...ordinary(800, 1), young({ likes: 300, shares: 60 })], NOW)
    expect(found.map((one) => one.postId)).toEqual([9001])
    expect(found[0]).toMatchObject({ found: 480, authorPosts: 0 })
    expect(found[0]?.chance).toBeLessThan(1e-5)
  })

  it('finds nothing in ordinary months', () => {
    for (const seed of [2, 3, 4, 5, 6]) expect(findTakeOffs(ordinary(1000, seed), NOW)).toEqual([])
  })

  it('is not surprised by an author who is always loud', () => {
    const loud = Array.from({ length: 12 }, (_, i) =>
      young({ id: 500 + i, likes: 250 + 20 * i, at: NOW - (30 + i) * HOUR }),
    )
    expect(findTakeOffs([...ordinary(800, 7), ...loud, young({ likes: 420 })], NOW)).toEqual([])
  })

  it('keeps still about old posts and about a handful of likes', () => {
    const old = young({ likes: 900, at: NOW - 30 * HOUR })
    expect(findTakeOffs([...ordinary(800, 8), old, young({ id: 9002, likes: 15 })], NOW)).toEqual(
      [],
    )
  })
})
