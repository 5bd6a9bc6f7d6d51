import { expect, it } from 'vitest'
import { forecastMonth } from '../../core/forecast.ts'

const BEGIN = Date.UTC(2026, 10, 1)
const DAY = 86_400_000

it.each([
  ['half of the month costs half', 10, 0, BEGIN + 15 * DAY, 20],
  ['an hour of a month counts as a day', 1, 0, BEGIN + DAY / 24, 1 + 30 - 1 / 24],
  [
    'a source that began ten days ago is measured by these',
    5,
    BEGIN + 10 * DAY,
    BEGIN + 20 * DAY,
    10,
  ],
  ['at the end nothing is added', 7, 0, BEGIN + 30 * DAY - 1, 7],
  ['nothing spent, nothing to come', 0, 0, BEGIN + 3 * DAY, 0],
])('%s', (_what, spent, since, now, expected) => {
  expect(forecastMonth(spent, since, now)).toBeCloseTo(expected, 1)
})
