import { describe, expect, it } from 'vitest'
import { parseQuery } from '../../../analysis/query/parse-query.ts'
import { type JudgedCard, proposeFilter, tighten } from '../../../analysis/query/propose-filter.ts'

const HOUR = 3_600_000
const card = (i: number, text: string, more: Partial<JudgedCard> = {}): JudgedCard => ({
  at: i * 6 * HOUR,
  author: `a${i}`,
  network: 'bluesky',
  text,
  isActed: false,
  isEmergency: false,
  ...more,
})
const cards = (n: number, text: string, more: Partial<JudgedCard> = {}, from = 0) =>
  Array.from({ length: n }, (_, i) => card(from + i, text, more))
const propose = (list: readonly JudgedCard[]) => proposeFilter(list, ['juniper'], ['juniper'])

const coffee = cards(20, 'Juniper made my latte cold', { isActed: true }, 100)

describe('a tighter filter', () => {
  it('leaves out the word that only untouched cards have, with a back-test of the whole', () => {
    const trees = cards(12, 'The juniper berries are ripe in our hedge')
    const found = propose([...trees, ...coffee])
    expect(found).toMatchObject({ term: 'NOT berries', less: 12, lessActed: 0 })
    expect(found?.alertsAWeekBefore).toBeGreaterThan(found?.alertsAWeekAfter ?? 99)
  })

  it('leaves out a word near the name where the word alone would cost cards worth acting on', () => {
    const gin = cards(12, 'A juniper berry gin tonight')
    const cake = cards(6, 'The berry cake made me ill, never again at this place called Juniper', {
      isActed: true,
    })
    const mixed = gin.map((one, i) => ({ ...one, text: `${one.text} ${'xyzwv'.slice(0, i % 5)}` }))
    expect(propose([...mixed, ...coffee, ...cake])).toMatchObject({ lessActed: 0 })
    const noGin = mixed.map((one) => ({ ...one, text: 'My juniper berry' }))
    expect(propose([...noGin, ...coffee, ...cake])?.term).toBe('NOT (juniper NEAR/3 berry)')
  })

  it('never costs an emergency, a word of few people, a handle, or many cards that were worth it', () => {
    const trees = cards(12, 'ripe berries of juniper')
    const fire = card(50, 'ripe berries burn at Juniper', { isActed: true, isEmergency: true })
    expect(propose([...trees, fire, ...coffee])).toBeNull()
    expect(propose([...trees.map((one) => ({ ...one, author: 'one' })), ...coffee])).toBeNull()
    expect(
      propose([...cards(12, 'juniper @berries https://berries.example/x'), ...coffee]),
    ).toBeNull()
    const worth = cards(4, 'ripe berries at Juniper, and cold', { isActed: true }, 60)
    expect(propose([...trees, ...worth, ...coffee])).toBeNull()
    expect(propose(coffee)).toBeNull()
  })

  it('is added to a query as it is, also behind a comment', () => {
    const query = tighten('juniper OR "jun coffee" // ours', 'NOT berries')
    expect(() => parseQuery(query)).not.toThrow()
    expect(query).toContain('juniper OR "jun coffee" // ours')
  })
})
