import fc from 'fast-check'
import { expect, it } from 'vitest'
import { judgeRecovery, type Recovery } from '../../../analysis/people/recovery.ts'

const DAY = 86_400_000
const NOW = 100 * DAY

function complaint(more: Partial<Recovery> = {}): Recovery {
  return {
    openedAt: NOW - 20 * DAY,
    answeredAt: NOW - 19 * DAY,
    resolvedAt: null,
    askedAt: null,
    mood: null,
    isOver: false,
    later: [],
    ...more,
  }
}

const at = NOW - 10 * DAY

it.each([
  ['kind words after the answer', { later: [{ at, what: 'kind' }] }, 'turned_around'],
  ['an order after the answer', { later: [{ at, what: 'bought' }] }, 'turned_around'],
  ['a calm word on another day', { later: [{ at, what: 'calm' }] }, 'turned_around'],
  ['a calm word within the same talk', { later: [{ at: NOW - 18.5 * DAY, what: 'calm' }] }, 'open'],
  ['more anger', { later: [{ at, what: 'angry' }] }, 'open'],
  ['kind words before the answer', { later: [{ at: NOW - 19.5 * DAY, what: 'kind' }] }, 'open'],
  ['kind words that nobody answered', { answeredAt: null, later: [{ at, what: 'kind' }] }, 'open'],
  ['kind words in the future', { later: [{ at: NOW + 1, what: 'kind' }] }, 'open'],
  ['staff saying happy again', { mood: 'positive' }, 'turned_around'],
  ['staff saying neither', { mood: 'neutral' }, 'settled'],
  ['staff saying still unhappy', { mood: 'negative' }, 'lost'],
  [
    'an order after still unhappy',
    { mood: 'negative', later: [{ at, what: 'bought' }] },
    'turned_around',
  ],
  ['a post that its author took back', { isOver: true }, 'settled'],
] as const)('ends a complaint with %s as it should', (_, more, outcome) => {
  expect(judgeRecovery(complaint(more), NOW).outcome).toBe(outcome)
})

it('gives every open complaint a day, and no other one', () => {
  const moment = fc.integer({ min: 0, max: 200 }).map((days) => days * DAY)
  const maybe = fc.option(moment, { nil: null })
  fc.assert(
    fc.property(
      fc.record({
        openedAt: moment,
        answeredAt: maybe,
        resolvedAt: maybe,
        askedAt: maybe,
        mood: fc.constantFrom('negative', 'neutral', 'positive', null),
        isOver: fc.boolean(),
        later: fc.array(
          fc.record({ at: moment, what: fc.constantFrom('kind', 'calm', 'angry', 'bought') }),
        ),
      }),
      (one) => {
        const { outcome, dueAt } = judgeRecovery(one as Recovery, NOW)
        expect(dueAt !== null).toBe(outcome === 'open')
      },
    ),
  )
  expect(judgeRecovery(complaint(), NOW).dueAt).toBe(NOW - 16 * DAY)
  expect(judgeRecovery(complaint({ askedAt: NOW }), NOW).dueAt).toBe(NOW + 14 * DAY)
})
