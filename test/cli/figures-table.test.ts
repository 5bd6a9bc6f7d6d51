import { expect, it } from 'vitest'
import { figuresTable } from '../../cli/figures-table.ts'

const figure = (head: string, slice: string, measure: string, value: number) => ({
  head,
  set: 'val',
  slice,
  rows: 1996,
  measure,
  value,
  low: value - 0.01,
  high: value + 0.01,
})

it('stands slices and packages below each other, and the figures of a label in one line', () => {
  const lines = figuresTable([
    figure('sentiment', 'all', 'macro recall', 0.7),
    figure('sentiment', 'all', 'accuracy', 0.66),
    figure('sentiment', 'package natural', 'macro recall', 0.58),
    figure('intents', 'all', 'complaint: F1', 0.8),
    figure('intents', 'all', 'complaint: recall', 0.9),
  ])
  expect(lines).toEqual([
    '',
    'sentiment · val       rows  macro recall            accuracy',
    '  all                 1996  0.700 (0.690 to 0.710)  0.660 (0.650 to 0.670)',
    '  package natural     1996  0.580 (0.570 to 0.590)',
    '',
    'intents · val        rows  F1                      recall',
    '  all: complaint     1996  0.800 (0.790 to 0.810)  0.900 (0.890 to 0.910)',
  ])
})
