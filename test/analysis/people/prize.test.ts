import { describe, expect, it } from 'vitest'
import { makeHistory, type StoredPerson } from '../../../analysis/people/make-history.ts'
import { isForPrize } from '../../../analysis/people/prize.ts'
import { assessPerson } from '../../../analysis/people/standing.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 5, 15)

describe('words of a prize', () => {
  it.each([
    'Entered the GIVEAWAY, love you all!',
    'their Give-Away is on until Sunday',
    'retweet and enter to win a month of coffee',
    'tag two friends below',
    'Best roastery. #ad',
    'Ich mache beim Gewinnspiel mit',
    'participo en el sorteo',
    'grand jeu concours',
    'leur jeu-concours est ouvert',
    'merci #publicité',
  ])('are found in %j', (words) => {
    expect(isForPrize(words)).toBe(true)
  })

  it.each([
    'They give away yesterday’s bread at closing.',
    'A prize of a café.',
    'Worth every penny, an advert for good coffee',
    'I won over my aunt with their cake',
    '#adventure and #winter coffee',
    'sorteosa',
    '',
  ])('are not found in %j', (words) => {
    expect(isForPrize(words)).toBe(false)
  })
})

describe('somebody who praises where there is something to win', () => {
  const said = (days: number, words: string, more = {}) => ({
    id: `c${days}`,
    at: NOW - days * DAY,
    network: 'bluesky' as const,
    relevance: 'relevant',
    sentiment: 'positive' as const,
    intents: ['praise' as const, 'thanks' as const],
    belowQuestion: false,
    answeredAt: null,
    words,
    ...more,
  })
  const assess = (contacts: StoredPerson['contacts']) =>
    assessPerson(
      makeHistory({
        ours: false,
        keyManager: null,
        subscribed: true,
        thankedAt: null,
        contacts,
        purchases: [{ id: 'p', paidAt: NOW - 9 * DAY, net: 900, test: false, cancelled: false }],
      }),
      NOW,
      'UTC',
    )

  it('is no advocate, and love shows why', () => {
    const plain = assess([said(3, 'lovely'), said(8, 'so good')])
    expect(plain?.stage.stage).toBe('advocate')
    const hunter = assess([said(3, 'lovely #contest'), said(8, 'so good, below your giveaway')])
    expect(hunter?.stage.stage).toBe('client')
    expect(hunter?.love).toEqual({
      value: 0,
      terms: [{ what: 'for a prize, counts nothing', points: 0, contacts: ['c8', 'c3'] }],
    })
  })

  it('needs more than twice as many kind words without a prize', () => {
    const two = [said(3, 'lovely'), said(8, 'so good')]
    expect(assess([...two, said(20, 'giveaway')])?.stage.stage).toBe('client')
    expect(assess([...two, said(5, 'nice'), said(20, 'giveaway')])?.stage.stage).toBe('advocate')
  })

  it('is heard all the same when they complain of it', () => {
    const bad = said(3, 'your giveaway is a fraud', {
      sentiment: 'negative',
      intents: ['complaint'],
    })
    expect(assess([bad])?.strikes.contacts).toEqual(['c3'])
  })
})
