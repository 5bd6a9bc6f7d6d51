import { expect, it } from 'vitest'
import { cohensKappa, compareLabels, type Labelled } from '../../../analysis/training/agreement.ts'

it('measures what two people share beyond chance', () => {
  // Cohen's own kind of table: 20 both yes, 15 both no, 5 and 10 split.
  const pairs = [
    ...Array.from({ length: 20 }, () => ['yes', 'yes'] as const),
    ...Array.from({ length: 5 }, () => ['yes', 'no'] as const),
    ...Array.from({ length: 10 }, () => ['no', 'yes'] as const),
    ...Array.from({ length: 15 }, () => ['no', 'no'] as const),
  ]
  const { same, kappa } = cohensKappa(pairs)
  expect(same).toBeCloseTo(0.7, 10)
  expect(kappa).toBeCloseTo(0.4, 10)
  expect(cohensKappa([['a', 'a']]).kappa).toBe(1)
})

it('compares every head, moods and intents only where both call the post relevant', () => {
  const post = (id: string, more: Partial<Labelled>): Labelled => ({
    id,
    relevance: 'relevant',
    sentiment: 'neutral',
    intents: [],
    urgency: 'none',
    aspects: [],
    sarcasm: false,
    ...more,
  })
  const all = compareLabels(
    [post('1', { intents: ['praise'] }), post('2', {}), post('3', { relevance: 'irrelevant' })],
    [post('1', { intents: ['praise'] }), post('2', { urgency: 'soon' }), post('3', {})],
  )
  const of = (label: string) => all.find((one) => one.label === label)
  expect(of('relevance')).toMatchObject({ n: 3, same: 2 / 3 })
  expect(of('intent praise')).toMatchObject({ n: 2, same: 1, kappa: 1 })
  expect(of('urgency')).toMatchObject({ n: 2, same: 0.5 })
})
