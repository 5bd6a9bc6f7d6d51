import { describe, expect, it } from 'vitest'
import { backTest, type PastPost } from '../../../analysis/query/back-test.ts'
import { parseQuery } from '../../../analysis/query/parse-query.ts'

const DAY = 24 * 60 * 60 * 1000

function posts(count: number, text: (n: number) => string, at: (n: number) => number): PastPost[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `p${n}`,
    text: text(n),
    at: at(n),
    network: 'x',
    authorHandle: `a${n}`,
  }))
}

describe('backTest', () => {
  it('counts hits and shows a sample spread over them, with the words that were found', () => {
    const past = posts(
      100,
      (n) => (n % 2 === 0 ? `Acme ${n}` : 'tea'),
      (n) => n * DAY,
    )
    const { hits, sample } = backTest(parseQuery('acme'), past, { sampleSize: 5 })
    expect(hits).toBe(50)
    expect(sample.map(({ id }) => id)).toEqual(['p0', 'p20', 'p40', 'p60', 'p80'])
    expect(sample[0]?.why).toEqual(['Acme'])
  })

  it('counts cases a week, not posts: one author within a day is one card', () => {
    const past = posts(
      14,
      () => 'acme',
      (n) => n * DAY,
    )
    const doubled = past.flatMap((post) => [post, { ...post, id: `${post.id}b` }])
    const { hits, alertsAWeek } = backTest(parseQuery('acme'), doubled, { spanMs: 14 * DAY })
    expect(hits).toBe(28)
    expect(alertsAWeek).toBe(7)
  })

  it('counts the same author again after a day of silence', () => {
    const past = posts(
      3,
      () => 'acme',
      (n) => n * 2 * DAY,
    )
    const same = past.map((post) => ({ ...post, authorHandle: 'one' }))
    expect(backTest(parseQuery('acme'), same, { spanMs: 7 * DAY }).alertsAWeek).toBe(3)
  })

  it('does not stretch an hour to a week further than it would a day', () => {
    const past = posts(
      2,
      () => 'acme',
      (n) => n * 1000,
    )
    expect(backTest(parseQuery('acme'), past).alertsAWeek).toBe(14)
  })

  it('says nothing of a week when no post has a time', () => {
    expect(backTest(parseQuery('acme'), [{ id: '1', text: 'acme' }]).alertsAWeek).toBeNull()
  })

  it('calls a query dear by the share of posts that must be read for it', () => {
    const past = posts(
      10,
      (n) => (n < 4 ? 'the delta' : 'the tea'),
      (n) => n,
    )
    expect(backTest(parseQuery('delta airline OR delta flight'), past).cost).toBe(0)
    expect(backTest(parseQuery('delta'), past).cost).toBe(0.4)
    expect(backTest(parseQuery('the'), past).cost).toBe(1)
    expect(backTest(parseQuery('`:)`'), past).cost).toBe(1)
  })

  it('guesses from how common the words are when there are no posts', () => {
    expect(backTest(parseQuery('the'), []).cost).toBe(1)
    expect(backTest(parseQuery('junipercoffee'), []).cost).toBe(0)
  })
})
