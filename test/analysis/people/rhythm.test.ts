import { expect, it } from 'vitest'
import { expectNext } from '../../../analysis/people/rhythm.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-11-20T12:00:00Z')
const ago = (...days: number[]) => days.map((n) => NOW - n * DAY)

it('expects whoever buys at a steady pace, from a week before until they are half a turn late', () => {
  expect(expectNext(ago(88, 58, 28), NOW)).toBeNull()
  expect(expectNext(ago(118, 88, 58, 28), NOW)).toEqual({ at: NOW + 2 * DAY, why: 'usual', n: 30 })
  expect(expectNext(ago(110, 80, 50, 20), NOW)).toBeNull()
  expect(expectNext(ago(130, 100, 70, 40), NOW)?.at).toBe(NOW - 10 * DAY)
  expect(expectNext(ago(140, 110, 80, 50), NOW)).toBeNull()
  // Several orders of one day are one visit; a daily coffee is no rhythm to write about.
  expect(expectNext(ago(28.1, 28.2, 28.3, 28), NOW)).toBeNull()
  expect(expectNext(ago(4, 3, 2, 1), NOW)).toBeNull()
})

it('expects whoever came at this time of the last two years, and not yet this time', () => {
  const two = ago(366 + 366, 363)
  expect(expectNext(two, NOW)).toMatchObject({ why: 'season' })
  expect(expectNext([...two, ...ago(3)], NOW)).toBeNull()
  expect(expectNext(ago(200, 565), NOW)).toBeNull()
})

it('knows the day on which somebody became a customer', () => {
  expect(expectNext(ago(363, 100), NOW)).toMatchObject({ why: 'anniversary', n: 1 })
  expect(expectNext(ago(340, 100), NOW)).toBeNull()
  expect(expectNext([], NOW)).toBeNull()
  expect(expectNext([NOW + DAY], NOW)).toBeNull()
})

it('expects whoever renews within a month, before anything else says so', () => {
  const steady = ago(118, 88, 58, 28)
  expect(expectNext(steady, NOW, [NOW + 40 * DAY, NOW + 12.5 * DAY])).toEqual({
    at: NOW + 12.5 * DAY,
    why: 'renewal',
    n: 13,
  })
  expect(expectNext(steady, NOW, [NOW - 1, NOW + 31 * DAY])?.why).toBe('usual')
  expect(expectNext([], NOW, [NOW + DAY])?.why).toBe('renewal')
})
