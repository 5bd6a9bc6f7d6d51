import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Buyer, ENOUGH_BUYERS, weighBuyers } from '../../../analysis/customers/weigh-buyers.ts'

const NOON = Date.UTC(2026, 10, 19, 12)
const DAY = 86_400_000

function buyersOf(n: number, of: (i: number) => Partial<Buyer> = () => ({})): Buyer[] {
  return Array.from({ length: n }, (_, i) => ({
    key: String(i).padStart(4, '0'),
    orders: 1,
    lastPaidAt: NOON,
    spent: 100,
    ...of(i),
  }))
}

const anyBuyers = fc
  .array(
    fc.record({
      orders: fc.integer({ min: 1, max: 6 }),
      spent: fc.integer({ min: 0, max: 5 }),
      lastPaidAt: fc.integer({ min: NOON - 9 * DAY, max: NOON }),
    }),
    { minLength: 0, maxLength: 60 },
  )
  .map((rows) => rows.map((row, i): Buyer => ({ key: String(i).padStart(3, '0'), ...row })))

describe('what customers are worth', () => {
  it('is said from 1 to 5, a fifth of them each where all differ', () => {
    const worth = weighBuyers(
      buyersOf(50, (i) => ({ spent: i, orders: i + 1, lastPaidAt: NOON - i * DAY })),
      NOON,
      'UTC',
    )
    const counts = (of: 'recency' | 'frequency' | 'money') =>
      [1, 2, 3, 4, 5].map((score) => worth.filter((one) => one[of] === score).length)
    expect(counts('money')).toEqual([10, 10, 10, 10, 10])
    expect(counts('frequency')).toEqual([10, 10, 10, 10, 10])
    expect(counts('recency')).toEqual([10, 10, 10, 10, 10])
    expect(worth[0]).toMatchObject({ days: 0, recency: 5, frequency: 1, money: 1 })
  })

  it('is not said of a handful, but who brings most is', () => {
    const few = weighBuyers(
      buyersOf(ENOUGH_BUYERS - 1, (i) => ({ spent: i + 1 })),
      NOON,
      'UTC',
    )
    expect(few.every((one) => one.money === null && one.recency === null)).toBe(true)
    expect(few.filter((one) => one.isTop)).toHaveLength(4)
  })

  it('counts days by the calendar of the business, not by hours', () => {
    const [late] = weighBuyers(
      [{ key: 'a', orders: 1, spent: 1, lastPaidAt: Date.UTC(2026, 10, 18, 23, 30) }],
      Date.UTC(2026, 10, 19, 0, 30),
      'UTC',
    )
    const [same] = weighBuyers(
      [{ key: 'a', orders: 1, spent: 1, lastPaidAt: Date.UTC(2026, 10, 18, 23, 30) }],
      Date.UTC(2026, 10, 19, 0, 30),
      'Asia/Kolkata',
    )
    expect([late?.days, same?.days]).toEqual([1, 0])
  })

  it.each([
    [1, 1],
    [5, 1],
    [6, 2],
    [10, 2],
    [15, 3],
    [99, 20],
    [100, 20],
  ])('of %i who spent anything has %i at the top', (n, top) => {
    const buyers = [...buyersOf(n), { key: 'zz', orders: 1, lastPaidAt: NOON, spent: 0 }]
    const worth = weighBuyers(buyers, NOON, 'UTC')
    expect(worth.filter((one) => one.isTop)).toHaveLength(top)
    expect(worth[0]?.isTop).toBe(true)
  })

  it('equals the plain definition, whoever the buyers are and in whatever order', () => {
    fc.assert(
      fc.property(anyBuyers, (buyers) => {
        const worth = weighBuyers(buyers, NOON, 'UTC')
        const n = buyers.length
        buyers.forEach((buyer, i) => {
          const worse = buyers.filter((other) => other.spent < buyer.spent).length
          const score = n < ENOUGH_BUYERS ? null : 1 + Math.floor((worse / n) * 5 + 1e-9)
          expect(worth[i]?.money).toBe(score)
          const before = buyers.filter(
            (other) =>
              other.spent > buyer.spent || (other.spent === buyer.spent && other.key < buyer.key),
          ).length
          const spending = buyers.filter((other) => other.spent > 0).length
          expect(worth[i]?.isTop).toBe(buyer.spent > 0 && before < Math.ceil(spending / 5))
        })
        const turned = weighBuyers(buyers.toReversed(), NOON, 'UTC').toReversed()
        expect(turned).toEqual(worth)
      }),
    )
  })
})
