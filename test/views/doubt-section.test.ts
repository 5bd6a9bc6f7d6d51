import { expect, it } from 'vitest'
import { doubtSection } from '../../views/doubt-section.ts'

it.each([
  [0, 'Now no post comes to you,'],
  [0.004, 'Now hardly any posts come to you,'],
  [1 / 6, 'Now about 1 in 6 posts come to you,'],
  [0.62, 'Now about 6 in 10 posts come to you,'],
  [0.97, 'Now nearly all posts come to you,'],
  [1, 'Now all posts come to you,'],
])('says a share of %d in words that need no arithmetic', (handedOver, words) => {
  const limits = [{ limit: 0.5, handedOver, right: 0.8 }]
  const shown = {
    brandId: 'juniper',
    now: { relevance: 0.5, sentiment: 0.5 },
    mix: null,
    posts: { relevance: 100, sentiment: 100 },
    limits: { relevance: limits, sentiment: limits },
    maySet: false,
  }
  expect(doubtSection(shown, 'mark').toString()).toContain(words)
})
