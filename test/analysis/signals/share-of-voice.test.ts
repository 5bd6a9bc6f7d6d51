import { describe, expect, it } from 'vitest'
import { shareOfVoice } from '../../../analysis/signals/share-of-voice.ts'

const juniper = { brandId: 'juniper', networks: { bluesky: 60, x: 900 } }
const kettle = { brandId: 'kettle', networks: { bluesky: 40, reddit: 500 } }

describe('share of voice', () => {
  it('counts the networks on which everybody is listened to, with an interval', () => {
    const { shares, n, isEnough } = shareOfVoice([kettle, juniper], ['bluesky'])
    expect(n).toBe(100)
    expect(isEnough).toBe(true)
    expect(shares.map((one) => [one.brandId, one.posts, one.share])).toEqual([
      ['juniper', 60, 0.6],
      ['kettle', 40, 0.4],
    ])
    // Wilson, by hand: 0.6 of 100 lies between 0.5020 and 0.6906.
    expect(shares[0]?.interval.low).toBeCloseTo(0.502, 3)
    expect(shares[0]?.interval.high).toBeCloseTo(0.6906, 3)
  })

  it('says nothing where nobody was heard', () => {
    const { shares, isEnough } = shareOfVoice([juniper, kettle], ['mastodon'])
    expect(shares.map((one) => one.share)).toEqual([null, null])
    expect(isEnough).toBe(false)
  })
})
